/** `usher user totp` and `usher user recovery-codes`: a code besides the password. */
import { toString as qrCode } from 'qrcode';
import { openSecrets } from '../data-dir/secrets.js';
import { noteChange } from '../local-accounts/change-account.js';
import type { LocalAccount } from '../local-accounts/account-store.js';
import { hashesOf, newRecoveryCodes } from '../local-accounts/recovery-codes.js';
import { createTotpBox, newTotpSecret, stepOfCode, totpKeyOf } from '../local-accounts/totp.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { formatJson } from './print.js';
import { reportChange, withAccount, type UserOptions, type UserWorld } from './user-account.js';

export type UserTotpOptions = UserOptions & Readonly<{ remove?: boolean }>;

/** A wrong code may be a slip. */
const TRIES = 3;

export function userTotp(text: string, options: UserTotpOptions, io: CommandIo): Promise<ExitCode> {
  return withAccount(text, { options, io }, (account, world) =>
    options.remove === true ? remove(account, options, world) : enrol(account, options, world),
  );
}

function remove(
  { name }: LocalAccount,
  options: UserTotpOptions,
  { deps, config, io }: UserWorld,
): ExitCode {
  deps.state.setTotp(name, undefined);
  noteChange(name, 'totp_removed', deps);
  return reportChange(
    { text: `${name}: the password alone is enough now`, json: { name, change: 'totp_removed' } },
    {},
    { options, config, io },
  );
}

/** Nothing is changed until a code has shown that the authenticator has the secret. */
async function enrol(
  { name }: LocalAccount,
  options: UserTotpOptions,
  { deps, config, io }: UserWorld,
): Promise<ExitCode> {
  const { ask } = io;
  if (ask === undefined) {
    io.stderr(
      'error: an authenticator is set up at a terminal, or by its owner on the account page\n',
    );
    return 2;
  }
  const secret = newTotpSecret();
  const { uri } = totpKeyOf(secret, config.plex.serverName, name);
  io.stderr(
    `${await qrCode(uri, { type: 'terminal', small: true })}\n` +
      `Scan it with an authenticator app, or type this key there: ${secret}\n`,
  );
  const step = await askCode(secret, ask, io);
  if (step === undefined) {
    io.stderr('error: no right code was typed; nothing was changed\n');
    return 1;
  }
  const { sealingKey } = await openSecrets(config.issuer.dataDir);
  const codes = newRecoveryCodes();
  const sealed = await createTotpBox(sealingKey).seal(name, secret);
  deps.state.setTotp(name, { sealed, step, codeHashes: hashesOf(name, codes) });
  noteChange(name, 'totp_set', deps);
  io.stderr(`${name}: from now on, a code is asked for besides the password\n`);
  return showCodes({ name, codes }, options, io);
}

async function askCode(
  secret: string,
  ask: (question: string) => Promise<string>,
  io: CommandIo,
): Promise<number | undefined> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const code = (await ask('The code that it shows: ')).replace(/\s/g, '');
    const step = stepOfCode(secret, code, io.now());
    if (step !== undefined || code === '') {
      return step;
    }
    io.stderr('That is not it. Is the clock of this machine right, and that of the phone?\n');
  }
  return undefined;
}

export function userRecoveryCodes(
  text: string,
  options: UserOptions,
  io: CommandIo,
): Promise<ExitCode> {
  return withAccount(text, { options, io }, ({ name, sealedTotp }, { deps }) => {
    if (sealedTotp === undefined) {
      io.stderr(`error: ${name} has no authenticator; "usher user totp ${name}" sets one up\n`);
      return 1;
    }
    const codes = newRecoveryCodes();
    deps.state.setRecoveryCodes(name, hashesOf(name, codes));
    noteChange(name, 'recovery_codes_made', deps);
    return showCodes({ name, codes }, options, io);
  });
}

/** Standard output has the codes and nothing else. */
function showCodes(
  { name, codes }: Readonly<{ name: string; codes: readonly string[] }>,
  options: UserOptions,
  io: CommandIo,
): ExitCode {
  if (options.json === true) {
    io.stdout(formatJson({ name, recoveryCodes: codes }));
    return 0;
  }
  io.stderr(
    'Recovery codes, for when the authenticator is lost. Each is good once; they are shown this once:\n',
  );
  io.stdout(`${codes.join('\n')}\n`);
  return 0;
}
