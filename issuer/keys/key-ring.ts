/**
 * The key ring: what signs and what verifies session tokens, and how a JWK Set (RFC 7517, section 5) becomes one.
 * Pure; reading and writing keys.json is key-file.ts.
 */
import type { KeyObject } from 'node:crypto';
import type { PublicKey } from '../../shared/gate-config.js';
import { isObject, KID, parseJwk } from './parse-jwk.js';

/** NumericDates, seconds; absent where the file does not say. */
type KeyTimes = Readonly<{
  createdAt?: number;
  /** Until then the key only verifies: gates have to know it first. */
  signsFrom?: number;
  /** After that it does not even verify. */
  droppedAfter?: number;
}>;

/** One secret that signs and verifies. */
export type SharedSigningKey = KeyTimes &
  Readonly<{
    kid: string;
    alg: 'HS256';
    /** At least MIN_HS256_KEY_BYTES bytes. */
    secret: Uint8Array;
  }>;

/** A key pair: the private half signs, and holds the public one. */
export type KeyPair = KeyTimes &
  Readonly<{ kid: string; alg: PublicKey['alg']; privateKey: KeyObject }>;

export type SigningKey = SharedSigningKey | KeyPair;

/**
 * What signs and what verifies, at the moment of asking: a ring that lives long (live-key-ring.ts) changes between two
 * looks at it.
 */
export type KeyRing<Key extends SigningKey = SigningKey> = Readonly<{
  signing: Key;
  /** All that verify, also such as do not sign yet or any more. */
  keys: readonly Key[];
}>;

export type KeysOutcome =
  | Readonly<{ kind: 'keys'; keys: readonly SigningKey[] }>
  /** Sentences for the operator, all problems at once; none holds a secret. */
  | Readonly<{ kind: 'problems'; problems: readonly string[] }>;

/** The JOSE header of every token signed with `key`. The order of the members is part of the contract. */
export function joseHeaderOf(key: SigningKey): { alg: SigningKey['alg']; typ: 'JWT'; kid: string } {
  return { alg: key.alg, typ: 'JWT', kid: key.kid };
}

/** What jose signs with. */
export function signerOf(key: SigningKey): Uint8Array | KeyObject {
  return key.alg === 'HS256' ? key.secret : key.privateKey;
}

const MAX_KEYS = 32;

/**
 * Makes a ring of keys, in the order given; the first signs.
 * @throws RangeError without any key
 */
export function keyRingOf<Key extends SigningKey>(keys: readonly Key[]): KeyRing<Key> {
  const [signing] = keys;
  if (signing === undefined) {
    throw new RangeError('a key ring needs a key');
  }
  return { signing, keys };
}

/**
 * The ring at a time: without the keys that were dropped; the first whose time to sign has come signs. Where it has come
 * for none, the one whose time comes first: somebody has to sign.
 * @param keys in the order of the file
 * @param now NumericDate, seconds
 * @throws RangeError if all keys were dropped, which parseKeys lets no file say
 */
export function ringAt(keys: readonly SigningKey[], now: number): KeyRing {
  const living = keys.filter(({ droppedAfter = Infinity }) => now <= droppedAfter);
  const due = living.find(({ signsFrom = 0 }) => signsFrom <= now);
  const next = [...living].sort((one, other) => (one.signsFrom ?? 0) - (other.signsFrom ?? 0));
  return { ...keyRingOf(next), ...(due && { signing: due }), keys: living };
}

/**
 * Reads the text of a JWK Set.
 * @param text content of keys.json
 */
export function parseKeys(text: string): KeysOutcome {
  const entries = jwkSetEntries(text);
  if (typeof entries === 'string') {
    return { kind: 'problems', problems: [entries] };
  }
  const problems: string[] = [];
  const keys: SigningKey[] = [];
  for (const [index, entry] of entries.entries()) {
    const parsed = parseJwk(entry);
    if ('problems' in parsed) {
      problems.push(...parsed.problems.map((problem) => `${nameOf(entry, index)}: ${problem}`));
    } else if (keys.some((key) => key.kid === parsed.key.kid)) {
      problems.push(`${nameOf(entry, index)}: an earlier key has the same kid`);
    } else {
      keys.push(parsed.key);
    }
  }
  if (problems.length === 0 && keys.every(({ droppedAfter }) => droppedAfter !== undefined)) {
    problems.push('every key has a time in dropped_after; one has to stay');
  }
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'keys', keys };
}

/** The entries of the set, or the problem that keeps them from being read. */
function jwkSetEntries(text: string): readonly unknown[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's message would quote the text.
    return 'not JSON';
  }
  if (!isObject(parsed) || !Array.isArray(parsed['keys'])) {
    return 'not a JWK Set: expected {"keys": [...]}';
  }
  const entries = parsed['keys'] as readonly unknown[];
  if (entries.length === 0) {
    return 'the JWK Set is empty';
  }
  return entries.length > MAX_KEYS ? `more than ${String(MAX_KEYS)} keys` : entries;
}

/** How an entry is called in a problem: by kid if it has a usable one, else by its place. */
function nameOf(jwk: unknown, index: number): string {
  const kid = isObject(jwk) ? jwk['kid'] : undefined;
  return typeof kid === 'string' && KID.test(kid) ? `key ${kid}` : `key ${String(index + 1)}`;
}
