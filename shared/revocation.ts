/**
 * What has been taken back before its time: "tokens of this subject from before T", "this session", "everything from
 * before T". The comparison, and the names under which it lies in a folder that every njs can look into. Pure.
 *
 * The folder (docs/revocation.md) has one small file per subject, so that a look-up is one `stat`, however many there are:
 * its modification time is T in whole seconds (0: no such T), its content the ended sessions, a `sid` per line. The file
 * `epoch` is always there; its modification time is the T for everybody. The modification time of `alive` is when the
 * issuer last confirmed all of it. Every change but that of `alive` renames a file into the folder, and so changes the
 * folder's own modification time.
 */
import cryptoModule from 'crypto';

/** What one subject has lost. */
export type Revoked = Readonly<{
  /** NumericDate in whole seconds; tokens issued before it are void. 0: none. */
  notBefore: number;
  /** `sid` of sessions that are over. */
  endedSessions: readonly string[];
}>;

/** What of a token revocation looks at. */
export type Revocable = Readonly<{ sub: string; iat: number; sid?: unknown }>;

export const REVOCATION_EPOCH_FILE = 'epoch';
export const REVOCATION_ALIVE_FILE = 'alive';

/** File names end at 255 bytes on every usual file system. */
const MAX_READABLE_NAME_CHARS = 200;

/**
 * @param epoch NumericDate; everything issued before it is void
 * @param revoked what the subject has lost; undefined: nothing
 * @returns why a token is void, or undefined
 */
export function revocationOf(
  token: Revocable,
  epoch: number,
  revoked: Revoked | undefined,
): 'revoked' | 'session_ended' | undefined {
  if (!(token.iat >= epoch) || (revoked !== undefined && !(token.iat >= revoked.notBefore))) {
    return 'revoked';
  }
  return revoked !== undefined &&
    typeof token.sid === 'string' &&
    revoked.endedSessions.indexOf(token.sid) !== -1
    ? 'session_ended'
    : undefined;
}

/**
 * Name of a subject's file: `s-plex%3A1234567`, or `h-` and a hash for a subject that would be too long.
 * @throws URIError for half a surrogate pair, which is in no token of ours
 */
export function revocationFileName(subject: string): string {
  const name = encodeURIComponent(subject);
  return name.length <= MAX_READABLE_NAME_CHARS
    ? 's-' + name
    : 'h-' + cryptoModule.createHash('sha256').update(subject).digest('base64url');
}
