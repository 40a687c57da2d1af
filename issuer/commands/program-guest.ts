/** `usher guest …`: names, options, help. */
import type { Command } from 'commander';
import type { CommandIo } from './command-io.js';
import { guestAdd, type GuestAddOptions } from './guest-add.js';
import { guestList, type GuestListOptions } from './guest-list.js';
import { guestRevoke, type GuestRevokeOptions } from './guest-revoke.js';
import { collect, withConfig, type Run } from './program-options.js';

export function addGuest(program: Command, io: CommandIo, run: Run): void {
  const guest = program
    .command('guest')
    .description('guest passes: links that let people in who have no account');
  const verb = (name: string, description: string): Command =>
    withConfig(guest.command(name)).description(description).option('--json', 'for programs');

  verb('add', 'make a pass; its link is shown once')
    .requiredOption('-n, --name <text>', 'who it is for; its guests are called so')
    .option('--app <name>', 'an app that it opens; may be repeated', collect)
    .option('--address <address>', 'another address that it opens; may be repeated', collect)
    .option(
      '-g, --group <number>',
      'its group, 1 to 998 (default: what the apps need; to be given with --address)',
    )
    .option('--until <date>', 'when it ends: 2027-01-31 (that day counts), or 2027-01-31T18:00')
    .option('--for <duration>', 'how long it is good, up to 366d', '7d')
    .option('--uses <number>', 'how many devices may use it, or any', '1')
    .addHelpText(
      'after',
      '\nWithout --app and --address it opens whatever its group may open.\n' +
        'Standard output has the link alone; the QR code goes to stderr.\n\n' +
        'Examples:\n  usher guest add --name Grandma --app Overseerr --until 2027-01-31\n' +
        '  usher guest add --name "Party on Saturday" --group 4 --for 2d --uses any',
    )
    .action((options: GuestAddOptions) => run(guestAdd(options, io)));
  verb('list', 'list the passes: what they open, when they end, how often they were used')
    .addHelpText('after', '\nExample:\n  usher guest list')
    .action((options: GuestListOptions) => run(guestList(options, io)));
  verb('revoke', 'take a pass back, at once')
    .argument('[pass]', 'its name or id')
    .option('--made-by <subject>', 'all that somebody made: plex:1234567, "command line"')
    .addHelpText(
      'after',
      '\nThe link stops working, and whoever came in by it is signed out.\n\n' +
        'Example:\n  usher guest revoke Grandma\n\n' +
        'Exit codes: 0 it is void, 1 there is no such pass, 2 could not run, or nginx does not know yet.',
    )
    .action((pass: string | undefined, options: GuestRevokeOptions) =>
      run(guestRevoke(pass, options, io)),
    );
}
