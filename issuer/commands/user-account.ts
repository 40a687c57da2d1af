/** What the `usher user` commands have in common: the account that is meant, passwords, and what is said at the end. */
import { parseAccountName } from '../local-accounts/account-name.js';
import type { LocalAccount } from '../local-accounts/account-store.js';
import type { ChangeDeps } from '../local-accounts/change-account.js';
import { MAX_PASSWORD_CHARS, problemOfPassword } from '../local-accounts/new-password.js';
import { createPasswordHasher } from '../local-accounts/password-hash.js';
import { textsOf } from '../languages/texts.js';
import type { UsherConfig } from '../config/usher-config.js';
import { createPublisher } from '../revocation/publisher.js';
import { createRevoker, type Published } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { formatJson, safeText } from './print.js';
import { withState } from './state.js';
import { unpublishedText } from './unpublished.js';

export type UserOptions = ConfigOption & Readonly<{ json?: boolean }>;

export type UserWorld = Readonly<{ config: UsherConfig; deps: ChangeDeps; io: CommandIo }>;

/** Runs with the state of the configuration's data folder. */
export async function withUsers(
  options: ConfigOption,
  io: CommandIo,
  use: (world: UserWorld) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const config = requireConfig(options, io);
  const exitCode =
    config &&
    (await withState(config, io, (state) => use({ config, deps: depsOf(config, state, io), io })));
  return exitCode ?? 2;
}

function depsOf({ revocation }: UsherConfig, state: State, io: CommandIo): ChangeDeps {
  return {
    state,
    revoker: createRevoker(state, () => createPublisher(state, revocation.dir)),
    // Somebody may take their time to type a password.
    get now() {
      return io.now();
    },
    actor: 'command line',
  };
}

/** The same for an account that is there. */
export function withAccount(
  text: string,
  { options, io }: Readonly<{ options: ConfigOption; io: CommandIo }>,
  use: (account: LocalAccount, world: UserWorld) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  return withUsers(options, io, (world) => {
    const name = parseAccountName(text);
    const account = name === undefined ? undefined : world.deps.state.localAccount(name);
    if (account === undefined) {
      io.stderr(`error: there is no local account ${safeText(text)}; see "usher user list"\n`);
      return 1;
    }
    return use(account, world);
  });
}

/**
 * Asks for a new password: twice at a terminal, else the first line of standard input.
 * @returns its PHC string; undefined, and a word on stderr, where it will not do
 */
export async function askNewPassword(
  { name, displayName }: Pick<LocalAccount, 'name' | 'displayName'>,
  { config, io }: Pick<UserWorld, 'config' | 'io'>,
): Promise<string | undefined> {
  const password = await typedPassword(name, io);
  if (password === undefined) {
    io.stderr('error: the two are not the same; nothing was changed\n');
    return undefined;
  }
  const problem = problemOfPassword(password, [name, displayName, config.plex.serverName]);
  if (problem !== undefined) {
    io.stderr(`error: ${textsOf('en').t(problem)}\n`);
    return undefined;
  }
  return createPasswordHasher().hash(password);
}

async function typedPassword(name: string, io: CommandIo): Promise<string | undefined> {
  if (io.askSecret === undefined) {
    const [line = ''] = (await io.readStdin(4 * MAX_PASSWORD_CHARS)).split(/\r?\n/);
    return line;
  }
  const password = await io.askSecret(`New password for ${name}: `);
  return (await io.askSecret('The same again: ')) === password ? password : undefined;
}

/** @returns 2 where nginx does not know yet what is void */
export function reportChange(
  said: Readonly<{ text: string; json: object }>,
  { unpublished }: Published,
  { options, config, io }: Readonly<{ options: UserOptions; config: UsherConfig; io: CommandIo }>,
): ExitCode {
  io.stdout(options.json === true ? formatJson(said.json) : `${said.text}\n`);
  if (unpublished !== undefined) {
    io.stderr(unpublishedText(config, unpublished));
    return 2;
  }
  return 0;
}
