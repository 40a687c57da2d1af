/**
 * From the portal's public JWK Set (RFC 7517) to keys that the gate verifies with. Pure.
 */
import type { PublicKey } from './gate-config.js';
import { MAX_JWKS_CHARS, MAX_RING_KEYS } from './token-profile.js';

type Jwk = Readonly<Partial<Record<string, unknown>>>;

/** What stands before the key itself in a SubjectPublicKeyInfo, as hexadecimal digits (RFC 5480, RFC 8410, RFC 8017). */
const P256_SPKI = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
const ED25519_SPKI = '302a300506032b6570032100';
const RSA_ALGORITHM = '300d06092a864886f70d0101010500';
/** The exponent 65537, as JWK and as DER; our issuer has no other. */
const RSA_E = 'AQAB';
const RSA_E_DER = '0203010001';
/** 2048 to 4096 bits. */
const MIN_RSA_BYTES = 256;
const MAX_RSA_BYTES = 512;
const MAX_MEMBER_CHARS = 700;

/**
 * Reads a JWK Set strictly: one entry that is not as our issuer writes it, and all of it is refused. Secrets are
 * refused as well: they do not travel.
 * @returns the keys; or what is wrong with it
 */
export function publicKeysOf(text: string): readonly PublicKey[] | string {
  if (text.length > MAX_JWKS_CHARS) {
    return 'it is too large';
  }
  const entries = entriesOf(text);
  if (!Array.isArray(entries) || entries.length > MAX_RING_KEYS) {
    return 'it is no JWK Set';
  }
  const keys = (entries as readonly unknown[]).map(publicKeyOf);
  const good = keys.filter((key): key is PublicKey => key !== undefined);
  const kids = good.map((key) => key.kid);
  return good.length === keys.length && kids.every((kid, at) => kids.indexOf(kid) === at)
    ? good
    : 'it has a key that cannot be used';
}

function entriesOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { readonly keys?: unknown } | null)?.keys;
  } catch (notJson) {
    return undefined;
  }
}

function publicKeyOf(entry: unknown): PublicKey | undefined {
  const jwk = (typeof entry === 'object' && entry !== null ? entry : {}) as Jwk;
  const kid = jwk['kid'];
  const alg = jwk['alg'];
  // In the njs engine `$` also stands before a line feed at the end.
  if (
    typeof kid !== 'string' ||
    !/^[A-Za-z0-9_-]{1,64}(?![\s\S])/.test(kid) ||
    jwk['use'] !== 'sig'
  ) {
    return undefined;
  }
  if (jwk['d'] !== undefined || jwk['k'] !== undefined) {
    return undefined;
  }
  if (alg === 'RS256' && jwk['kty'] === 'RSA') {
    return rsaKey(kid, hexOf(jwk['n']), jwk['e']);
  }
  const x = hexOf(jwk['x']);
  const y = hexOf(jwk['y']);
  if (alg === 'ES256' && jwk['kty'] === 'EC' && jwk['crv'] === 'P-256') {
    return x.length === 64 && y.length === 64
      ? { kid, alg, spki: base64UrlOf(P256_SPKI + x + y), signatureChars: 86 }
      : undefined;
  }
  return alg === 'EdDSA' &&
    jwk['kty'] === 'OKP' &&
    jwk['crv'] === 'Ed25519' &&
    x.length === 64 &&
    y === ''
    ? { kid, alg, spki: base64UrlOf(ED25519_SPKI + x), signatureChars: 86 }
    : undefined;
}

/** RFC 8017, A.1.1, in a SubjectPublicKeyInfo (RFC 3279, 2.3.1). */
function rsaKey(kid: string, n: string, e: unknown): PublicKey | undefined {
  const bytes = n.length / 2;
  if (e !== RSA_E || n.startsWith('00') || bytes < MIN_RSA_BYTES || bytes > MAX_RSA_BYTES) {
    return undefined;
  }
  // DER numbers have a sign: one whose first bit is set gets a zero in front.
  const modulus = n < '8' ? n : '00' + n;
  const numbers = der('30', der('02', modulus) + RSA_E_DER);
  return {
    kid,
    alg: 'RS256',
    spki: base64UrlOf(der('30', RSA_ALGORITHM + der('03', '00' + numbers))),
    signatureChars: Math.ceil((bytes * 4) / 3),
  };
}

/** A DER value of 256 to 65535 bytes: for others the length is written otherwise. */
function der(tag: string, content: string): string {
  return tag + '82' + (content.length / 2).toString(16).padStart(4, '0') + content;
}

/** Hexadecimal digits of a base64url text; '' if it is none in its canonical form. */
function hexOf(value: unknown): string {
  const text = typeof value === 'string' && value.length <= MAX_MEMBER_CHARS ? value : '';
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes.toString('hex') : '';
}

function base64UrlOf(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}
