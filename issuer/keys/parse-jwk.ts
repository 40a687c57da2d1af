/**
 * One entry of keys.json: a JWK (RFC 7517; RFC 7518, section 6; RFC 8037) that can sign, held to what the gate and jose
 * can do with it. Pure.
 */
import {
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { MIN_HS256_KEY_BYTES } from '../../shared/token-profile.js';
import type { KeyPair, SigningKey } from './key-ring.js';
import { publishedKeyProblem, sampleSecretProblem } from './sample-secrets.js';

/** A kid travels in every token and in nginx configuration, so it is kept to what needs no escaping anywhere. */
export const KID = /^[A-Za-z0-9_-]{1,64}$/;

/** Longer keys add nothing: HMAC hashes them down to 32 bytes (RFC 2104, section 2). */
const MAX_HS256_KEY_BYTES = 512;

const MIN_RSA_BITS = 2048;
/** A longer one makes a signature that leaves no room in a cookie. */
const MAX_RSA_BITS = 4096;

/** The last second that a Date can hold (ECMA-262, 21.4.1.1). */
const MAX_NUMERIC_DATE = 8.64e12;

type Jwk = Readonly<Record<string, unknown>>;

/** What a key of an algorithm has to say of itself, and the members that make it up. */
const SHAPES: Readonly<
  Record<
    SigningKey['alg'],
    Readonly<{
      kty: string;
      crv?: string;
      /** base64url, each; the length in bytes where there is one. */
      publicMembers: Readonly<Record<string, number | undefined>>;
      privateMembers: Readonly<Record<string, number | undefined>>;
    }>
  >
> = {
  HS256: { kty: 'oct', publicMembers: {}, privateMembers: { k: undefined } },
  ES256: {
    kty: 'EC',
    crv: 'P-256',
    publicMembers: { x: 32, y: 32 },
    privateMembers: { d: 32 },
  },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', publicMembers: { x: 32 }, privateMembers: { d: 32 } },
  RS256: {
    kty: 'RSA',
    publicMembers: { n: undefined, e: undefined },
    privateMembers: {
      d: undefined,
      p: undefined,
      q: undefined,
      dp: undefined,
      dq: undefined,
      qi: undefined,
    },
  },
};

export const SIGNING_ALGORITHMS = Object.keys(SHAPES) as readonly SigningKey['alg'][];

/** The key in an entry; or everything that is wrong with it, without a secret. */
export function parseJwk(jwk: unknown): { key: SigningKey } | { problems: string[] } {
  if (!isObject(jwk)) {
    return { problems: ['not a JSON object'] };
  }
  const problems: string[] = [];
  const { kid, alg } = jwk;
  if (typeof kid !== 'string' || !KID.test(kid)) {
    problems.push('kid must be 1 to 64 of the characters A–Z a–z 0–9 _ -');
  }
  if (!isSigningAlgorithm(alg)) {
    return { problems: [...problems, `alg must be one of ${SIGNING_ALGORITHMS.join(', ')}`] };
  }
  const { kty, crv } = SHAPES[alg];
  if (jwk['kty'] !== kty || jwk['crv'] !== crv) {
    const wanted = crv === undefined ? '' : ` and crv "${crv}"`;
    return { problems: [...problems, `kty must be "${kty}"${wanted} for an ${alg} key`] };
  }
  problems.push(...useProblems(jwk), ...timeProblems(jwk));
  const material = alg === 'HS256' ? decodeSecret(jwk['k']) : readKeyPair(jwk, alg);
  if (typeof material === 'string') {
    problems.push(material);
  }
  if (problems.length > 0 || typeof kid !== 'string' || typeof material === 'string') {
    return { problems };
  }
  return {
    key: {
      kid,
      ...(material instanceof Uint8Array
        ? { alg: 'HS256', secret: material }
        : { alg: alg as KeyPair['alg'], privateKey: material }),
      ...timesOf(jwk),
    },
  };
}

function useProblems(jwk: Jwk): string[] {
  const operations = jwk['key_ops'];
  return [
    ...(jwk['use'] === 'sig' ? [] : ['use must be "sig"']),
    ...(operations === undefined || (Array.isArray(operations) && operations.includes('sign'))
      ? []
      : ['key_ops, where it is given, must have "sign"']),
  ];
}

const TIMES = { iat: 'createdAt', signs_from: 'signsFrom', dropped_after: 'droppedAfter' } as const;

function timeProblems(jwk: Jwk): string[] {
  return Object.keys(TIMES)
    .filter((member) => jwk[member] !== undefined && !isNumericDate(jwk[member]))
    .map((member) => `${member} must be a time in seconds since 1970`);
}

function timesOf(jwk: Jwk): Pick<SigningKey, (typeof TIMES)[keyof typeof TIMES]> {
  return Object.fromEntries(
    Object.entries(TIMES)
      .filter(([member]) => jwk[member] !== undefined)
      .map(([member, name]) => [name, jwk[member]]),
  );
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

/** The private key, or what is wrong with it. */
function readKeyPair(jwk: Jwk, alg: KeyPair['alg']): KeyObject | string {
  const { kty, crv, publicMembers, privateMembers } = SHAPES[alg];
  const lengths = { ...publicMembers, ...privateMembers };
  const wrong = Object.entries(lengths).find(([name, bytes]) => !isBytes(jwk[name], bytes));
  if (wrong !== undefined) {
    return memberProblem(wrong[0], jwk[wrong[0]], Object.keys(privateMembers));
  }
  if (alg === 'RS256' && jwk['oth'] !== undefined) {
    return 'an RSA key of more than two primes cannot be used';
  }
  const pick = (members: object) =>
    Object.fromEntries(Object.keys(members).map((name) => [name, jwk[name]]));
  const shape = { kty, ...(crv === undefined ? {} : { crv }) };
  const publicJwk: JsonWebKey = { ...shape, ...pick(publicMembers) };
  const privateJwk: JsonWebKey = { ...publicJwk, ...pick(privateMembers) };
  const problem = alg === 'RS256' ? rsaProblem(privateJwk) : undefined;
  return problem ?? publishedKeyProblem(publicJwk) ?? matchedKey(privateJwk, publicJwk);
}

function memberProblem(name: string, value: unknown, ofPrivateHalf: readonly string[]): string {
  if (value !== undefined) {
    return `${name} is not canonical base64url (RFC 7515, section 2) of the right length`;
  }
  return ofPrivateHalf.includes(name)
    ? `${name} (of the private half) is missing; a public key alone cannot sign`
    : `${name} is missing`;
}

/** Canonical base64url of so many bytes, or of any number. */
function isBytes(value: unknown, length: number | undefined): boolean {
  if (typeof value !== 'string' || value === '') {
    return false;
  }
  const bytes = Buffer.from(value, 'base64url');
  return bytes.toString('base64url') === value && (length ?? bytes.length) === bytes.length;
}

/** Everybody uses this exponent; small ones have weakened RSA more than once (FIPS 186-5, 5.4 asks for 2^16 at least). */
const RSA_EXPONENT = 'AQAB';

function rsaProblem(jwk: JsonWebKey): string | undefined {
  const { n = '', e } = jwk;
  const modulus = Buffer.from(n, 'base64url');
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
    return `n has ${String(bits)} bits; an RS256 key needs ${String(MIN_RSA_BITS)} to ${String(MAX_RSA_BITS)}`;
  }
  if (e !== RSA_EXPONENT) {
    return 'e must be AQAB, which is 65537';
  }
  return isConsistentRsa(jwk) ? undefined : MISMATCH;
}

/** RFC 8017, 3.2. OpenSSL signs with the primes and does not look at d, which another program may. */
function isConsistentRsa(jwk: JsonWebKey): boolean {
  const number = (text = '') => BigInt(`0x0${Buffer.from(text, 'base64url').toString('hex')}`);
  const [n, e, d, p, q] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q].map(number) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return (
    p > 1n &&
    q > 1n &&
    p * q === n &&
    (e * d) % (p - 1n) === 1n &&
    (e * d) % (q - 1n) === 1n &&
    number(jwk.dp) === d % (p - 1n) &&
    number(jwk.dq) === d % (q - 1n) &&
    (number(jwk.qi) * q) % p === 1n
  );
}

const MISMATCH = 'the private half does not belong to the public one';

/** The private key if it is the one that the public members say; what it signs, they have to verify. */
function matchedKey(privateJwk: JsonWebKey, publicJwk: JsonWebKey): KeyObject | string {
  const probe = Buffer.from('usher');
  try {
    const privateKey = createPrivateKey({ key: privateJwk, format: 'jwk' });
    const publicKey = createPublicKey({ key: publicJwk, format: 'jwk' });
    const hash = publicJwk.kty === 'OKP' ? null : 'sha256';
    return createPublicKey(privateKey).equals(publicKey) &&
      verify(hash, probe, publicKey, sign(hash, probe, privateKey))
      ? privateKey
      : MISMATCH;
  } catch {
    // OpenSSL's messages say nothing that helps.
    return 'the numbers in it make no key';
  }
}

function isSigningAlgorithm(alg: unknown): alg is SigningKey['alg'] {
  return (SIGNING_ALGORITHMS as readonly unknown[]).includes(alg);
}

function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_NUMERIC_DATE;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
