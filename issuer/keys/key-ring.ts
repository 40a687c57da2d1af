/**
 * The key ring: what signs and what verifies session tokens, and how a JWK Set (RFC 7517, section 5) becomes one.
 * Pure; reading and writing keys.json is key-file.ts.
 */
import { MIN_HS256_KEY_BYTES } from '../../shared/token-profile.js';
import { sampleSecretProblem } from './sample-secrets.js';

export type SigningKey = Readonly<{
  kid: string;
  alg: 'HS256';
  /** At least MIN_HS256_KEY_BYTES bytes. */
  secret: Uint8Array;
  /** NumericDate, seconds; absent where the file does not say. */
  createdAt?: number;
}>;

/** `keys[0]` is `signing`; all of them verify. */
export type KeyRing = Readonly<{ signing: SigningKey; keys: readonly SigningKey[] }>;

export type KeyRingOutcome =
  | Readonly<{ kind: 'ring'; ring: KeyRing }>
  /** Sentences for the operator, all problems at once; none holds a secret. */
  | Readonly<{ kind: 'problems'; problems: readonly string[] }>;

/** The JOSE header of every token signed with `key`. The order of the members is part of the contract. */
export function joseHeaderOf(key: SigningKey): { alg: 'HS256'; typ: 'JWT'; kid: string } {
  return { alg: key.alg, typ: 'JWT', kid: key.kid };
}

/** A kid travels in every token and in nginx configuration, so it is kept to what needs no escaping anywhere. */
const KID = /^[A-Za-z0-9_-]{1,64}$/;

/** Longer keys add nothing: HMAC hashes them down to 32 bytes (RFC 2104, section 2). */
const MAX_HS256_KEY_BYTES = 512;

const MAX_KEYS = 32;

/** The last second that a Date can hold (ECMA-262, 21.4.1.1). */
const MAX_NUMERIC_DATE = 8.64e12;

/**
 * Makes a ring of keys, in the order given.
 * @throws RangeError without any key
 */
export function keyRingOf(keys: readonly SigningKey[]): KeyRing {
  const [signing] = keys;
  if (signing === undefined) {
    throw new RangeError('a key ring needs a key');
  }
  return { signing, keys };
}

/**
 * Reads the text of a JWK Set.
 * @param text content of keys.json
 */
export function parseKeyRing(text: string): KeyRingOutcome {
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
  return problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'ring', ring: keyRingOf(keys) };
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

function parseJwk(jwk: unknown): { key: SigningKey } | { problems: string[] } {
  if (!isObject(jwk)) {
    return { problems: ['not a JSON object'] };
  }
  const problems: string[] = [];
  const kid = jwk['kid'];
  if (typeof kid !== 'string' || !KID.test(kid)) {
    problems.push('kid must be 1 to 64 of the characters A–Z a–z 0–9 _ -');
  }
  const unsupported = kindProblem(jwk['kty'], jwk['alg']);
  if (unsupported !== undefined) {
    return { problems: [...problems, unsupported] };
  }
  if (jwk['use'] !== 'sig') {
    problems.push('use must be "sig"');
  }
  const secret = decodeSecret(jwk['k']);
  if (typeof secret === 'string') {
    problems.push(secret);
  }
  const createdAt = jwk['iat'];
  if (createdAt !== undefined && !isNumericDate(createdAt)) {
    problems.push('iat must be a time in seconds since 1970');
  }
  if (problems.length > 0 || typeof kid !== 'string' || typeof secret === 'string') {
    return { problems };
  }
  return {
    key: { kid, alg: 'HS256', secret, ...(isNumericDate(createdAt) ? { createdAt } : {}) },
  };
}

/** What is wrong with the type and algorithm of a key, if anything. */
function kindProblem(kty: unknown, alg: unknown): string | undefined {
  if (alg === 'ES256' || alg === 'EdDSA' || alg === 'Ed25519' || kty === 'EC' || kty === 'OKP') {
    return 'ES256 and EdDSA keys are not supported yet; use HS256';
  }
  if (alg !== 'HS256') {
    return 'alg must be "HS256"';
  }
  return kty === 'oct' ? undefined : 'kty must be "oct" for an HS256 key';
}

/** The bytes of `k`, or what is wrong with it. */
function decodeSecret(k: unknown): Uint8Array | string {
  if (typeof k !== 'string' || k === '') {
    return 'k (the secret) is missing';
  }
  const bytes = Buffer.from(k, 'base64url');
  if (bytes.toString('base64url') !== k) {
    return 'k is not canonical base64url (RFC 7515, section 2: no padding, no + or /)';
  }
  if (bytes.length < MIN_HS256_KEY_BYTES) {
    return `k has ${String(bytes.length)} bytes; an HS256 key needs at least ${String(MIN_HS256_KEY_BYTES)} random ones`;
  }
  if (bytes.length > MAX_HS256_KEY_BYTES) {
    return `k has more than ${String(MAX_HS256_KEY_BYTES)} bytes`;
  }
  return sampleSecretProblem(bytes) ?? new Uint8Array(bytes);
}

/** How an entry is called in a problem: by kid if it has a usable one, else by its place. */
function nameOf(jwk: unknown, index: number): string {
  const kid = isObject(jwk) ? jwk['kid'] : undefined;
  return typeof kid === 'string' && KID.test(kid) ? `key ${kid}` : `key ${String(index + 1)}`;
}

function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_NUMERIC_DATE;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
