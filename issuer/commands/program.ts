/**
 * The `usher` command line: names, options, help. What the commands do is in the files beside this one.
 */
import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { backup, type BackupOptions } from './backup.js';
import { check, type CheckOptions } from './check.js';
import type { CommandIo, ExitCode } from './command-io.js';
import type { ConfigOption } from './config-file.js';
import { explain, type ExplainOptions } from './explain.js';
import { link, type LinkOptions } from './link.js';
import { nginx, type NginxOptions, type NginxParts } from './nginx.js';
import { override, type OverrideOptions } from './override.js';
import { addGuest } from './program-guest.js';
import { addKeys } from './program-keys.js';
import { collect, withConfig, type Run } from './program-options.js';
import { addUser } from './program-user.js';
import { revoke, type RevokeOptions } from './revoke.js';
import { serve, type StartPortal } from './serve.js';
import { tokenInspect, type TokenInspectOptions } from './token-inspect.js';
import { tokenList, type TokenListOptions } from './token-list.js';
import { tokenMint, type TokenMintOptions } from './token-mint.js';

/** The large parts behind two of the commands. */
export type Parts = Readonly<{ startPortal: StartPortal }> & NginxParts;

/**
 * Runs one command.
 * @param args without the names of node and of the program
 * @returns its exit code; a wrong use of the command line, or an error that stops a command, is 2
 */
export async function runUsher(
  args: readonly string[],
  io: CommandIo,
  parts: Parts,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(io, parts, async (running) => {
    exitCode = await running;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help that was asked for is fine; help because a verb was missing is not.
      return error.exitCode === 0 ? 0 : 2;
    }
    io.stderr(`error: ${(error as Error).message}\n`);
    return 2;
  }
}

function createProgram(io: CommandIo, parts: Parts, run: Run): Command {
  const program = new Command('usher')
    .description('One door for Plex and its companion apps: sign in with Plex, nginx decides.')
    .version(packageJson.version)
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 fine, 1 found something, 2 could not run.\n' +
        'Begin with: usher check --config usher.yaml',
    );
  addServe(program, parts.startPortal, { io, run });
  addCheck(program, io, run);
  addLink(program, io, run);
  addNginx(program, parts, { io, run });
  addKeys(program, io, run);
  addToken(program, io, run);
  addOverride(program, io, run);
  addUser(program, io, run);
  addGuest(program, io, run);
  addExplain(program, io, run);
  addRevoke(program, io, run);
  addBackup(program, io, run);
  return program;
}

type World = Readonly<{ io: CommandIo; run: Run }>;

function addServe(program: Command, start: StartPortal, { io, run }: World): void {
  withConfig(program.command('serve'))
    .description('run the portal')
    .addHelpText(
      'after',
      '\nThe data folder, keys.json and secrets.json are made if they are missing. Ctrl-C or SIGTERM stops it.\n\n' +
        'Example:\n  usher serve --config /etc/usher/usher.yaml',
    )
    .action((options: ConfigOption) => run(serve(options, io, start)));
}

function addNginx(program: Command, parts: NginxParts, { io, run }: World): void {
  withConfig(program.command('nginx'))
    .description('write the files that nginx includes: the gate, its keys, the snippets')
    .requiredOption('-o, --out <folder>', 'where to write them, for example /etc/nginx/usher')
    .option('--njs <version>', 'the njs version of your nginx (default: nginx here is asked)')
    .option('--organizr', 'answer /organizr-auth/N and /auth-N too, for existing location files')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nkeys.json is made if it is missing. The files are replaced as a whole; never edit them.\n' +
        'usher.config.js holds the keys: only root may read it.\n\n' +
        'Example:\n  usher nginx --config usher.yaml --out /etc/nginx/usher\n  nginx -t && nginx -s reload',
    )
    .action((options: NginxOptions) => run(nginx(options, io, parts)));
}

function addCheck(program: Command, io: CommandIo, run: Run): void {
  withConfig(program.command('check'))
    .description('say everything that is wrong with a configuration, with line and suggestion')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nExample:\n  usher check --config /etc/usher/usher.yaml\n\n' +
        'Exit codes: 0 fine (there may be warnings), 1 problems, 2 the file cannot be read.',
    )
    .action((options: CheckOptions) => run(check(options, io)));
}

function addLink(program: Command, io: CommandIo, run: Run): void {
  withConfig(program.command('link'))
    .description("attach the server owner's Plex account, so that the portal sees who has access")
    .option('--server <id>', 'machine identifier of a server it is about; may be repeated', collect)
    .option('--account <id>', 'number of the account it has to be; without it, you are asked')
    .option('--timeout <duration>', 'how long to wait for the code to be typed', '15m')
    .option('--status', 'only say how the link does')
    .option('--remove', 'detach the account and forget its token')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nShows a code to type at Plex; no password is asked for here. Run it as the user that "usher serve" runs as.\n' +
        'Everything works without it too, with fewer facts for the rules.\n\n' +
        'Examples:\n  usher link --config usher.yaml\n  usher link --config usher.yaml --status\n\n' +
        'Exit codes: 0 attached, 1 not attached (the account owns no server or is not meant, nobody typed\n' +
        'the code), 2 could not run; with --status 1 for no link, or one that does not work.',
    )
    .action((options: LinkOptions) => run(link(options, io)));
}

function addToken(program: Command, io: CommandIo, run: Run): void {
  const token = program.command('token').description('session tokens, and API tokens for programs');
  token
    .command('inspect')
    .option('-c, --config <file>', 'hold it against this configuration (default: $USHER_CONFIG)')
    .description('show what is in a session token and, with --config, whether the gate takes it')
    .argument('<token>', 'the token, or - for standard input (which keeps it out of "ps")')
    .option('-t, --threshold <number>', 'the N of auth_request /_usher/N', '998')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nExample:\n  usher token inspect --config usher.yaml --threshold 4 - < token.txt\n\n' +
        'Exit codes: 0 it would pass (without --config: it can be read), 1 it would not, 2 could not run.',
    )
    .action((text: string, options: TokenInspectOptions) => run(tokenInspect(text, options, io)));
  addApiTokens(token, io, run);
}

function addApiTokens(token: Command, io: CommandIo, run: Run): void {
  withConfig(token.command('mint'))
    .description('make a long-lived token for a program, for "Authorization: Bearer …"')
    .requiredOption('-g, --group <number>', 'its group, 0 to 998')
    .requiredOption('-n, --name <text>', 'what it is for; "token list" shows it')
    .option('--ttl <duration>', 'how long it is good, up to 400d', '90d')
    .option('--subject <subject>', 'whose it is to be, for example local:backup (default: its own)')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nThe token is shown this once, on standard output; nobody can show it again.\n\n' +
        'Example:\n  usher token mint --config usher.yaml --group 2 --name "nzb360 on my phone"',
    )
    .action((options: TokenMintOptions) => run(tokenMint(options, io)));
  withConfig(token.command('list'))
    .description('list the API tokens: name, group, when they were made, end, were revoked')
    .option('--json', 'for programs')
    .addHelpText('after', '\nExample:\n  usher token list --config usher.yaml')
    .action((options: TokenListOptions) => run(tokenList(options, io)));
}

function addOverride(program: Command, io: CommandIo, run: Run): void {
  withConfig(program.command('override'))
    .description('say of one person what group they get, before any rule')
    .argument('[person]', 'plex:1234567, 1234567 for the same, or the user name of somebody known')
    .option('-g, --group <number>', 'the group they get, 0 to 999')
    .option('--refuse', 'they get no session at all')
    .option('--until <date>', 'when it ends: 2027-01-31 (that day counts), or 2027-01-31T18:00')
    .option('--note <text>', 'why, for other operators')
    .option('--remove', 'let the rules count again')
    .option('--list', 'list the overrides that have not ended')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nAn override makes nobody a member: without access on Plex there is no session, whatever it says.\n' +
        'What takes access away acts at once; what gives some counts from the next renewal or sign-in.\n\n' +
        'Examples:\n  usher override --config usher.yaml frankie --group 2 --until 2027-01-31 --note "looks after Sonarr"\n' +
        '  usher override --config usher.yaml plex:1234567 --refuse\n\n' +
        'Exit codes: 0 done, 1 there was none to remove, 2 could not run, or it is not clear who is meant.',
    )
    .action((person: string | undefined, options: OverrideOptions) =>
      run(override(person, options, io)),
    );
}

function addExplain(program: Command, io: CommandIo, run: Run): void {
  withConfig(program.command('explain'))
    .description('say who somebody is here, and which fact and which rule say so')
    .argument('<person>', 'plex:1234567, 1234567 for the same, or a user name')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      "\nWith the owner's account attached (usher link) plex.tv is asked anew, and whoever has a share can be explained,\n" +
        'whether they ever signed in or not. Without it, what is said is what was known at their last sign-in.\n\n' +
        'Example:\n  usher explain --config usher.yaml frankie\n\n' +
        'Exit codes: 0 they have a group, 1 they are refused or not known, 2 could not run, or it is not clear who is meant.',
    )
    .action((person: string, options: ExplainOptions) => run(explain(person, options, io)));
}

function addRevoke(program: Command, io: CommandIo, run: Run): void {
  withConfig(program.command('revoke'))
    .description('take access back, at once')
    .argument('[person]', 'plex:1234567, 1234567 for the same, or the user name of somebody known')
    .option('--session <sid>', 'one session; the log of the portal has its sid')
    .option('--token <name>', 'an API token, by name or sid')
    .option('--all', 'everybody, and every API token')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nWhoever still has access on Plex can sign in again. nginx on this machine knows of it when the command ends,\n' +
        'whether "usher serve" runs or not.\n\n' +
        'Examples:\n  usher revoke --config usher.yaml plex:1234567\n  usher revoke --config usher.yaml --token "nzb360 on my phone"\n\n' +
        'Exit codes: 0 it is void, 1 there is no such session or token, 2 could not run, or nginx does not know yet.',
    )
    .action((person: string | undefined, options: RevokeOptions) =>
      run(revoke(person, options, io)),
    );
}

function addBackup(program: Command, io: CommandIo, run: Run): void {
  withConfig(program.command('backup'))
    .description('copy keys and state into a folder, while the portal runs')
    .argument('<folder>', 'where to: a new folder, or an empty one')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nTo put it back, stop the portal and put the folder in the place of issuer.dataDir (docs/backup.md).\n\n' +
        'Example:\n  usher backup --config usher.yaml /var/backups/usher',
    )
    .action((folder: string, options: BackupOptions) => run(backup(folder, options, io)));
}
