/** The command behind `scripts/up`: starts the system, says what there is, and ends it again. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UNSHARED_SECONDS } from './up-config.js';
import { startSystem } from './up-system.js';

const USAGE = `Usage: scripts/up [--config FILE] [--dir DIR] [--free-ports]

Starts the whole system in the foreground: the portal, a stand-in for plex.tv, three sample apps, and nginx with the gate
on http://localhost:8080. Ctrl-C ends all of it. Installs and builds first what is missing.

  --config FILE   your usher.yaml and the real plex.tv instead of the stand-in; issuer.url must be an
                  http://localhost address
  --dir DIR       keep keys, configuration and logs in DIR; otherwise in a new temporary folder
  --free-ports    leave the usual ports alone and take free ones
  --help          this text
`;

process.exitCode = await main();

async function main() {
  const options = readArguments();
  if (options === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const abort = new AbortController();
  /** @type {Promise<'signal'>} */
  const signalled = new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        abort.abort();
        resolve('signal');
      });
    }
  });
  // The terminal may be gone when there is something left to say.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const { config, dir } = options;
  let system;
  try {
    system = await startSystem({
      config,
      dir,
      freePorts: options['free-ports'],
      signal: abort.signal,
    });
  } catch (error) {
    return abort.signal.aborted ? 0 : complain(error, 2);
  }
  process.stdout.write(describe(system));
  const end = await Promise.race([
    signalled,
    system.failure.catch((/** @type {unknown} */ error) => ({ error })),
  ]);
  if (end !== 'signal' && !abort.signal.aborted) {
    // The logs stay.
    await system.stopKeepingFiles();
    return complain(end.error, 1);
  }
  await system.stop();
  return 0;
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        config: { type: 'string' },
        dir: { type: 'string' },
        'free-ports': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`scripts/up: ${error instanceof Error ? error.message : 'what?'}\n\n`);
    return undefined;
  }
}

/** @param {unknown} error @param {number} exitCode */
function complain(error, exitCode) {
  process.stderr.write(`scripts/up: ${error instanceof Error ? error.message : String(error)}\n`);
  return exitCode;
}

/** @param {import('./up-system.js').System} system */
function describe(system) {
  const { addresses, apps, people, warnings, config, folder, temporary } = system;
  const rows = [
    [addresses.portal, 'the portal: sign in here'],
    ...apps.map(({ name, address, threshold }) => [
      address,
      `${name} (a sample app) for ${threshold === 0 ? 'group 0' : `groups 0 to ${String(threshold)}`}`,
    ]),
  ];
  if (addresses.plex !== undefined) {
    rows.push([
      `${addresses.plex}/people`,
      'what plays plex.tv here: who has access, and buttons to change it',
    ]);
  }
  const sections = [`Usher is up.\n\n${table(rows)}`];
  if (people.length > 0) {
    // Profiles without a user name are known by what they are called.
    const passwords = people.map(({ key, username, title, password, about }) => [
      key,
      password ?? '–',
      username === '' ? `${title}: ${about}` : about,
    ]);
    sections.push(
      `Press "Sign in with Plex" and pick who to be, or use a name and password of these. Whoever is of the\n` +
        `owner's Plex Home is asked which profile it is; the children, who have no password, come in that way.\n\n${table(passwords)}`,
    );
  }
  if (addresses.plex !== undefined) {
    sections.push(
      `The owner's account is attached, as \`usher link\` does it. Unshare somebody at ${addresses.plex}/people:\n` +
        `what they have open is refused within ${String(UNSHARED_SECONDS)} s.\n`,
    );
  }
  if (warnings.length > 0) {
    sections.push(`${warnings.join('\n')}\n`);
  }
  const cli = relative(
    process.cwd(),
    fileURLToPath(new URL('../issuer/dist/cli.js', import.meta.url)),
  );
  const isSample = people.length > 0;
  if (isSample) {
    sections.push(
      `The owner has ${addresses.portal}admin as well: people, sessions, guest passes, tokens, the audit log. Who is refused\n` +
        `somewhere, such as friend at Sonarr, is found there by the request id that they see.\n`,
    );
  }
  const commands = [
    [`explain friend --config ${config}`, 'who somebody is, and why'],
    ...(isSample
      ? [
          [`guest add --name Grandma --app Overseerr --config ${config}`, 'a guest pass'],
          [`user add anna --group 0 --config ${config}`, 'an admin without Plex'],
        ]
      : []),
  ].map(([command, about]) => [`node ${cli} ${String(command)}`, `# ${String(about)}`]);
  sections.push(
    `Commands, in another terminal:\n\n${table(commands)}\n` +
      `Files of nginx and logs: ${folder}${temporary ? ' (removed at the end)' : ''}\nCtrl-C ends everything.\n`,
  );
  return `\n${sections.join('\n')}\n`;
}

/** @param {readonly (readonly string[])[]} rows */
function table(rows) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`)
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
