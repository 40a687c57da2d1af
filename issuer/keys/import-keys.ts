/**
 * Keys from elsewhere: a JWK, a JWK Set, or a private key as PEM. Pure.
 */
import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { newKid } from './generate-key.js';
import { parseKeys, type KeysOutcome, type SigningKey } from './key-ring.js';
import { isObject } from './parse-jwk.js';
import { thumbprintOf } from './sample-secrets.js';

/** Of a type of key, what it signs with where it does not say. */
const USUAL_ALG: Readonly<Record<string, SigningKey['alg']>> = {
  oct: 'HS256',
  EC: 'ES256',
  OKP: 'EdDSA',
  RSA: 'RS256',
};

/**
 * Reads keys that can sign. What keys.json demands and other programs leave out is filled in: `kid`, `alg`, `use` and the
 * time. What is given is held to the rules of keys.json.
 * @param text content of a file
 * @param now NumericDate, seconds
 */
export function parseForeignKeys(text: string, now: number): KeysOutcome {
  const jwks = text.includes('-----BEGIN') ? jwksOfPem(text) : jwksOfJson(text);
  if (typeof jwks === 'string') {
    return { kind: 'problems', problems: [jwks] };
  }
  const outcome = parseKeys(JSON.stringify({ keys: jwks.map(completed) }));
  return outcome.kind === 'keys'
    ? { kind: 'keys', keys: outcome.keys.map((key) => ({ ...key, createdAt: Math.floor(now) })) }
    : outcome;
}

function jwksOfPem(text: string): readonly unknown[] | string {
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    return /-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(text)
      ? 'the private key is encrypted; decrypt it first, for example with "openssl pkey"'
      : 'no private key in PEM form that can be read';
  }
  try {
    return [key.export({ format: 'jwk' })];
  } catch {
    return `a private key of type ${String(key.asymmetricKeyType)} cannot be used`;
  }
}

function jwksOfJson(text: string): readonly unknown[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'neither JSON nor PEM';
  }
  if (!isObject(parsed)) {
    return 'neither a JWK nor a JWK Set';
  }
  return Array.isArray(parsed['keys']) ? (parsed['keys'] as readonly unknown[]) : [parsed];
}

function completed(jwk: unknown): unknown {
  if (!isObject(jwk)) {
    return jwk;
  }
  const { kty, alg, kid, use } = jwk;
  return {
    ...jwk,
    // RFC 9864 has the curve's name for what the gate's tokens call EdDSA.
    alg: (alg === 'Ed25519' ? 'EdDSA' : alg) ?? USUAL_ALG[String(kty)],
    kid: kid ?? kidFor(jwk),
    use: use ?? 'sig',
    // Times are the business of the ring that the key comes into.
    iat: undefined,
    signs_from: undefined,
    dropped_after: undefined,
  };
}

/** A thumbprint (RFC 7638), so that the same key gets the same name again; of a secret, nothing may be told. */
function kidFor(jwk: Readonly<Record<string, unknown>>): string {
  try {
    const publicKey = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return thumbprintOf(publicKey.export({ format: 'jwk' }));
  } catch {
    return newKid();
  }
}
