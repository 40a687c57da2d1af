/** `usher token mint`: a long-lived token for a program. It is shown once and kept nowhere. */
import { GROUP_SIGNED_IN, parseThreshold } from '../../shared/group.js';
import { MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import { parseDuration } from '../config/duration.js';
import { groupNameOf } from '../config/group-names.js';
import type { KeyRing } from '../keys/key-ring.js';
import { parseSubject } from '../revocation/subject.js';
import { mintApiToken, type ApiTokenRequest } from '../token/mint-api-token.js';
import { MAX_TOKEN_NAME_CHARS } from '../token/token-name.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { requireKeyRing, timeText } from './key-ring.js';
import { formatJson } from './print.js';
import { withState } from './state.js';

export type TokenMintOptions = ConfigOption &
  Readonly<{ group: string; name: string; ttl: string; subject?: string; json?: boolean }>;

const MIN_LIFETIME_SECONDS = 60;

/** Standard output has the token and nothing else, unless --json; what is said about it goes to stderr. */
export async function tokenMint(options: TokenMintOptions, io: CommandIo): Promise<ExitCode> {
  const request = requestOf(options);
  if (typeof request === 'string') {
    io.stderr(`error: ${request}\n`);
    return 2;
  }
  const config = requireConfig(options, io);
  const ring = config && (await requireKeyRing(config, io));
  if (config === undefined || ring === undefined) {
    return 2;
  }
  const groupName = groupNameOf(config, request.groupId);
  const minted = await withState(config, io, (state) =>
    mintApiToken({ ...request, groupName }, { config, ring, state, now: io.now() }),
  );
  if (minted === undefined) {
    return 2;
  }
  if (minted.kind === 'name_taken') {
    io.stderr(
      `error: there is a good API token of that name already; revoke it first, or choose another name\n`,
    );
    return 2;
  }
  const { token, record } = minted;
  const { sid, subject, name, groupId, expiresAt } = record;
  warnOfDrop(ring, expiresAt, io);
  if (options.json === true) {
    const expires = new Date(expiresAt * 1000).toISOString();
    io.stdout(formatJson({ token, sid, subject, name, groupId, groupName, expires }));
    return 0;
  }
  io.stderr(
    `${name}: group ${String(groupId)} (${groupName}), good until ${timeText(expiresAt)}. It is shown this once:\n`,
  );
  io.stdout(`${token}\n`);
  return 0;
}

/** In the midst of a rotation: the key that still signs ends before the token does. */
function warnOfDrop({ signing, keys }: KeyRing, expiresAt: number, io: CommandIo): void {
  const { kid, droppedAfter = Infinity } = signing;
  if (droppedAfter < expiresAt) {
    const next = keys.find((key) => (key.droppedAfter ?? Infinity) >= expiresAt);
    const from = next?.signsFrom === undefined ? '' : `, after ${timeText(next.signsFrom)}`;
    io.stderr(
      `warning: key ${kid}, which signs it, is dropped on ${timeText(droppedAfter)}, and the token ends with it; one that is minted when the next key signs${from}, does not\n`,
    );
  }
}

/** What somebody asked for, or what is wrong with it. */
function requestOf(options: TokenMintOptions): Omit<ApiTokenRequest, 'groupName'> | string {
  const groupId = parseThreshold(options.group);
  if (groupId === undefined || groupId > GROUP_SIGNED_IN) {
    return '--group must be a whole number from 0 to 998';
  }
  const lifetimeSeconds = parseDuration(options.ttl);
  if (
    lifetimeSeconds === undefined ||
    lifetimeSeconds < MIN_LIFETIME_SECONDS ||
    lifetimeSeconds > MAX_TOKEN_LIFETIME_SECONDS
  ) {
    return '--ttl must be a number with a unit, from 1m to 400d, for example 90d';
  }
  const { name } = options;
  if (
    name.trim() !== name ||
    name === '' ||
    name.length > MAX_TOKEN_NAME_CHARS ||
    /\p{C}/u.test(name)
  ) {
    return `--name must be 1 to ${String(MAX_TOKEN_NAME_CHARS)} characters that can be seen`;
  }
  const subject = options.subject === undefined ? undefined : parseSubject(options.subject);
  if (options.subject !== undefined && subject === undefined) {
    return '--subject must look like local:backup or plex:1234567';
  }
  return { groupId, lifetimeSeconds, name, ...(subject === undefined ? {} : { subject }) };
}
