/** `usher keys rotate`: a new key takes over, and nobody is signed out by it. Never shows a secret. */
import { CLOCK_SKEW_SECONDS, MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import { parseDuration } from '../config/duration.js';
import type { UsherConfig } from '../config/usher-config.js';
import { generateKey, privateJwkOf } from '../keys/generate-key.js';
import { changeKeys, loadKeyRing } from '../keys/key-file.js';
import type { KeyRing, SigningKey } from '../keys/key-ring.js';
import { rotated } from '../keys/rotation.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { GATES_NEXT, keyFileText, requireAlg, timeText, type AlgOption } from './key-ring.js';
import { count, displayPath, formatJson } from './print.js';
import { askState } from './state.js';

export type KeysRotateOptions = ConfigOption &
  AlgOption &
  Readonly<{
    /** How long the new key is known before it signs. */
    lead: string;
    /** How long the old ones verify after that. */
    keep?: string;
    now?: boolean;
    json?: boolean;
  }>;

/** 2 if nothing was done. */
export async function keysRotate(options: KeysRotateOptions, io: CommandIo): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  const { dataDir } = config.issuer;
  const before = await loadKeyRing(dataDir, io.now());
  if (before.kind !== 'ring') {
    io.stderr(keyFileText(before, io));
    return 2;
  }
  const alg = requireAlg(options.alg ?? before.ring.signing.alg, io);
  const leadSeconds = requireDuration('--lead', options.lead, io);
  const keepSeconds =
    options.keep === undefined
      ? await longestToken(config, io)
      : requireDuration('--keep', options.keep, io);
  if (alg === undefined || leadSeconds === undefined || keepSeconds === undefined) {
    return 2;
  }
  const key = generateKey(io.now(), alg);
  const after = await changeKeys(dataDir, io.now(), (entries) =>
    options.now === true
      ? [privateJwkOf(key)]
      : rotated(entries, key, {
          now: io.now(),
          leadSeconds,
          // A gate whose clock is slow takes a token for as much longer.
          keepSeconds: keepSeconds + CLOCK_SKEW_SECONDS,
        }),
  );
  if (after.kind !== 'ring') {
    io.stderr(keyFileText(after, io));
    return 2;
  }
  const name = displayPath(after.file, io.cwd);
  io.stdout(
    options.json === true
      ? formatJson({ file: after.file, ...summaryOf(after.ring, before.ring) })
      : options.now === true
        ? emergencyText(name, key, before.ring)
        : text(name, after.ring),
  );
  return 0;
}

/** For how many more seconds the longest token there is may live: a session, or an API token. */
async function longestToken(config: UsherConfig, io: CommandIo): Promise<number> {
  const tokens = await askState(config, (state) => state?.apiTokens() ?? []);
  const ends = tokens
    .filter(({ revokedAt }) => revokedAt === undefined)
    .map(({ expiresAt }) => expiresAt - io.now());
  return Math.max(config.session.lifetimeSeconds, ...ends);
}

function requireDuration(option: string, value: string, io: CommandIo): number | undefined {
  const seconds = parseDuration(value);
  if (seconds === undefined || seconds > MAX_TOKEN_LIFETIME_SECONDS) {
    io.stderr(`error: ${option} must be a number with a unit, up to 400d; for example 1h or 90d\n`);
    return undefined;
  }
  return seconds;
}

function summaryOf(ring: KeyRing, before: KeyRing) {
  const [newest] = ring.keys;
  return {
    kid: newest?.kid,
    alg: newest?.alg,
    signs: newest?.kid === ring.signing.kid,
    ...(newest?.signsFrom === undefined ? {} : { signsFrom: timeText(newest.signsFrom) }),
    old: before.keys.map(({ kid }) => {
      const droppedAfter = ring.keys.find((key) => key.kid === kid)?.droppedAfter;
      return {
        kid,
        ...(droppedAfter === undefined ? {} : { verifiesUntil: timeText(droppedAfter) }),
      };
    }),
  };
}

function text(name: string, { keys }: KeyRing): string {
  const [newest, ...old] = keys;
  const from = timeText(newest?.signsFrom ?? 0);
  return [
    `added key ${newest?.kid ?? ''} to ${name}: it verifies now, and signs from ${from}\n`,
    ...old.map(
      ({ kid, droppedAfter = 0 }) => `key ${kid} verifies until ${timeText(droppedAfter)}\n`,
    ),
    `\nBefore ${from}:\n${GATES_NEXT}`,
    'A gate that does not know the new key by then refuses whoever signs in. After the last of those times do it once more,\n' +
      'so that the gates forget the old key.\n',
  ].join('');
}

function emergencyText(name: string, key: SigningKey, before: KeyRing): string {
  return [
    `${name} has one key now, ${key.kid}; ${count(before.keys.length, 'old key')} dropped\n`,
    `\nAt once:\n${GATES_NEXT}`,
    'Until then the gates still take tokens of the old keys, and none of the new one. After it everybody signs in again.\n',
  ].join('');
}
