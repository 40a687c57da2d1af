/**
 * Makes tokens for tests, good ones and broken ones, with node:crypto alone: neither jose nor our own code, so that
 * a mistake they share would show. Every part can be given as a value, as text, or as bytes.
 */
import { createHmac } from 'node:crypto';
import type { GateConfig, SharedKey, SharedKeyGateConfig, VerifyingKey } from '../gate-config.js';
import type { Address } from '../resources.js';
import type { Verifier } from '../verdict.js';

/** What the vectors take for granted about the verifier; see {@link gateConfigFor}. */
export const ISSUER = 'https://auth.example.com';
export const AUDIENCE = 'example.com';
export const SKEW_SECONDS = 30;

/** Keys of fixed bytes: tests that fail can be run again with the same tokens. */
export function testKeys(count: number): SharedKey[] {
  return Array.from({ length: count }, (_, index) => ({
    kid: `test-key-${index + 1}`,
    alg: 'HS256',
    secret: Buffer.alloc(32, index + 1).toString('base64url'),
  }));
}

/** The configuration that the vectors are made for. */
export function gateConfigFor(keys: readonly SharedKey[]): SharedKeyGateConfig {
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    signInUrl: `${ISSUER}/login`,
    renewalUrl: '',
    cookieName: '__Secure-usher',
    sources: { bearer: true, basic: false, header: '', query: '' },
    clockSkewSeconds: SKEW_SECONDS,
    generation: keys.map(({ kid }) => kid).join(' '),
    revocationDir: '',
    revocationMaxAgeSeconds: 0,
    staleRefuses: false,
    keys,
    hasPublicKeys: false,
    headers: Object.fromEntries(keys.map((key) => [segment(joseHeader(key)), key])),
    groupNames: { 0: 'Admin', 4: 'User' },
  };
}

/** What tests ask for, where they ask for anything: what nginx calls the host of a request to a server without a name. */
export const ASKED: Address = { host: '127.0.0.1', path: '/4/', sentPath: '/4/' };

/** A verifier that knows of nothing revoked. */
export function verifierOf<Config extends GateConfig>(config: Config): Verifier<Config> {
  return { config, revocationOf: () => undefined };
}

/** The JOSE header as our issuer writes it, members in this order. */
export function joseHeader(key: Pick<VerifyingKey, 'alg' | 'kid'>) {
  return { alg: key.alg, typ: 'JWT', kid: key.kid };
}

/** The claims of an ordinary person in group 4, an hour before the token's end. */
export function goodClaims(nowSeconds: number) {
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'plex:1234567',
    iat: nowSeconds - 60,
    exp: nowSeconds + 3600,
    jti: 'VBbAI1Xf0pKoqKBH4Phprg',
    sid: 'mD5pEqw5mHhAbpXyCAvvSQ',
    auth_time: nowSeconds - 60,
    amr: ['plex'],
    name: 'Zoë Ångström',
    preferred_username: 'zoe',
    email: 'zoe@example.com',
    group: 'friends',
    group_id: 4,
  };
}

/** A value as JSON, a text as it is, bytes as they are. */
export type Part = object | string | Uint8Array;

/** One segment of a token: base64url of a {@link Part}. */
export function segment(part: Part): string {
  if (part instanceof Uint8Array) {
    return Buffer.from(part).toString('base64url');
  }
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

/** HMAC of a signing input, as the third segment of a token. */
export function signature(signingInput: string, secret: string, hash = 'sha256'): string {
  return createHmac(hash, Buffer.from(secret, 'base64url'))
    .update(signingInput)
    .digest('base64url');
}

/** A token of two segments that are given as they are to stand in it. */
export function signSegments(header: string, payload: string, secret: string): string {
  const signingInput = `${header}.${payload}`;
  return `${signingInput}.${signature(signingInput, secret)}`;
}

/** A token with a right signature. The header is our issuer's unless given. */
export function mint(key: SharedKey, payload: Part, header: Part = joseHeader(key)): string {
  return signSegments(segment(header), segment(payload), key.secret);
}

/**
 * Claims as JSON, one of them with a value that JSON.stringify cannot write (1e400, -0). It keeps its place; a new one
 * comes last.
 */
export function withRaw(claims: object, claim: string, json: string): string {
  return JSON.stringify({ ...claims, [claim]: '@raw@' }).replace('"@raw@"', () => json);
}

/** The claims without one of them. */
export function without(claims: object, claim: string): object {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));
}
