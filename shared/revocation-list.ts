/**
 * The list of everything that is revoked, as a signed text (RFC 7515, compact) for gates that cannot look into the
 * portal's folder. Its `typ` is not that of a session token, so that neither can be taken for the other (RFC 8725, 3.11).
 * How it is verified and read. Pure.
 */
import cryptoModule from 'crypto';
import { decodeBase64UrlText } from './base64url.js';
import type { VerifyingKey } from './gate-config.js';
import { isHmacSha256 } from './hmac-sha256.js';
import { isPublicKeySignature } from './public-key-signature.js';
import { revocationFileName } from './revocation.js';
import type { Revoked } from './revocation.js';
import {
  CLOCK_SKEW_SECONDS,
  HS256_SIGNATURE_CHARS,
  MAX_REVOCATION_FILE_BYTES,
  MAX_REVOCATION_LIST_CHARS,
  MAX_REVOKED_SUBJECTS,
  MAX_SUBJECT_CHARS,
} from './token-profile.js';

export const REVOCATION_LIST_TYPE = 'usher-revocations+jwt';

/** Payload of the list. The members come in this order. */
export type RevocationList = Readonly<{
  /** issuer.url */
  iss: string;
  /** NumericDate, seconds: what is true of this moment. A verifier never goes back to an older one. */
  iat: number;
  epoch: number;
  /** By subject: tokens issued before `nbf` are void, and so are those of the sessions in `sids`. */
  subjects: Readonly<Record<string, Readonly<{ nbf: number; sids: readonly string[] }>>>;
}>;

/** A list whose signature holds and whose time is right. */
export type ListNews = Readonly<{
  iat: number;
  /** The rest as it stands there: what {@link readRevocations} reads. */
  rest: string;
  /** Names the rest: two lists that say the same have the same. */
  fingerprint: string;
}>;

export type ListProblem = Readonly<{ problem: string }>;

export type ListedRevocations = Readonly<{
  epoch: number;
  /** By the name that a subject's file would have (revocation.ts). */
  entries: readonly (readonly [string, Revoked])[];
}>;

export type Expected = Readonly<{
  keys: readonly VerifyingKey[];
  issuer: string;
  /** Of the list that is held now; 0: none. */
  heldIat: number;
  nowSeconds: number;
}>;

/**
 * Verifies a list, signature first.
 * @param text as the portal sent it
 * @returns a promise that rejects if the engine cannot use the key, never because of the text
 */
export function verifyRevocationList(
  text: string,
  expected: Expected,
): Promise<ListNews | ListProblem> {
  const refusal = (problem: string) => Promise.resolve({ problem });
  if (text.length > MAX_REVOCATION_LIST_CHARS) {
    return refusal('it is too large');
  }
  const segments = text.split('.');
  const header = segments[0] as string;
  const payload = segments[1];
  const signature = segments[2];
  if (segments.length !== 3 || payload === undefined || signature === undefined) {
    return refusal('it is no signed list');
  }
  const key = keyOf(header, expected.keys);
  if (key === undefined) {
    return refusal('no key of the ring has signed it, or it is no list');
  }
  return signatureHolds(key, header + '.' + payload, signature).then((holds) =>
    holds ? checkTime(payload, expected) : { problem: 'its signature does not hold' },
  );
}

/** Our issuer writes one header per key, and nobody else signs lists. */
function keyOf(header: string, keys: readonly VerifyingKey[]): VerifyingKey | undefined {
  const text = decodeBase64UrlText(header);
  return keys.find((key) => text === revocationListHeader(key));
}

/** The JOSE header of a list that is signed with this key, as JSON. */
export function revocationListHeader(key: Pick<VerifyingKey, 'alg' | 'kid'>): string {
  return JSON.stringify({ alg: key.alg, typ: REVOCATION_LIST_TYPE, kid: key.kid });
}

function signatureHolds(
  key: VerifyingKey,
  signingInput: string,
  signature: string,
): Promise<boolean> {
  if (key.alg === 'HS256') {
    return Promise.resolve(
      signature.length === HS256_SIGNATURE_CHARS &&
        isHmacSha256(key.secret, signingInput, signature),
    );
  }
  return signature.length === key.signatureChars
    ? isPublicKeySignature(key, signingInput, signature)
    : Promise.resolve(false);
}

/** Most of the text stays the same from one list to the next: it is read by who sees that it does not. */
function checkTime(payload: string, expected: Expected): ListNews | ListProblem {
  const text = decodeBase64UrlText(payload) || '';
  // A quotation mark within a text is escaped, so this stands between the members alone.
  const end = text.indexOf(',"epoch":');
  const head = (parsed(text.substring(0, Math.max(end, 0)) + '}') || {}) as Partial<RevocationList>;
  const iat = head.iat;
  if (typeof iat !== 'number' || !(iat > 0)) {
    return { problem: 'it is malformed' };
  }
  if (head.iss !== expected.issuer) {
    return { problem: 'it is of another issuer' };
  }
  const latest = expected.nowSeconds + CLOCK_SKEW_SECONDS;
  if (iat > latest) {
    return { problem: 'it is of the future; does one of the clocks go wrong?' };
  }
  // One that is held from the future is of a clock that was wrong, and must not keep out the lists of today.
  if (iat < expected.heldIat && expected.heldIat <= latest) {
    return { problem: 'it is older than the last one' };
  }
  const rest = '{' + text.substring(end + 1);
  return {
    iat,
    rest,
    fingerprint: cryptoModule.createHash('sha256').update(rest).digest('base64url'),
  };
}

/**
 * Reads what a list says.
 * @param rest of a list that was verified
 * @returns undefined if it is not as our issuer writes it, or beyond all bounds
 */
export function readRevocations(rest: string): ListedRevocations | undefined {
  const list = parsed(rest) as Partial<RevocationList> | undefined;
  if (!isObject(list) || !isTime(list.epoch) || !isObject(list.subjects)) {
    return undefined;
  }
  const subjects = list.subjects;
  const names = Object.keys(subjects);
  const entries = names.map((name) => readEntry(name, subjects[name]));
  return names.length <= MAX_REVOKED_SUBJECTS && entries.every((entry) => entry !== undefined)
    ? { epoch: list.epoch, entries: entries }
    : undefined;
}

function readEntry(subject: string, value: unknown): readonly [string, Revoked] | undefined {
  const entry = value as { readonly nbf?: unknown; readonly sids?: unknown } | null;
  if (subject.length > MAX_SUBJECT_CHARS || !isObject(entry) || !isTime(entry.nbf)) {
    return undefined;
  }
  const sids: unknown = entry.sids;
  return Array.isArray(sids) &&
    sids.every((sid) => typeof sid === 'string' && sid.indexOf('\n') === -1) &&
    sids.join('\n').length <= MAX_REVOCATION_FILE_BYTES
    ? [revocationFileName(subject), { notBefore: entry.nbf, endedSessions: sids as string[] }]
    : undefined;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

function isObject<Value>(value: Value): value is NonNullable<Value> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (notJson) {
    return undefined;
  }
}
