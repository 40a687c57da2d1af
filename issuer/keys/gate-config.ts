/**
 * From configuration and key ring to what a verifier has to know: the gate in nginx, and the portal where it reads
 * a visitor's own session. Pure.
 */
import { createHash } from 'node:crypto';
import type { SharedKeyGateConfig } from '../../shared/gate-config.js';
import {
  CLOCK_SKEW_SECONDS,
  COOKIE_NAME_HTTP,
  COOKIE_NAME_HTTPS,
} from '../../shared/token-profile.js';
import { LADDER } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
import { joseHeaderOf } from './key-ring.js';
import type { KeyRing, SigningKey } from './key-ring.js';

/** The configuration of every verifier of this issuer's tokens. Holds the secrets: never to be logged. */
export function gateConfigOf(config: UsherConfig, ring: KeyRing): SharedKeyGateConfig {
  const members = {
    issuer: config.issuer.url,
    audience: audienceOf(config),
    signInUrl: `${config.issuer.url}/login`,
    cookieName: sessionCookieNameOf(config),
    sources: config.gate.sources,
    ...(config.gate.organizr && { organizr: config.gate.organizr }),
    clockSkewSeconds: CLOCK_SKEW_SECONDS,
    keys: ring.keys.map(({ kid, alg, secret }) => ({
      kid,
      alg,
      secret: Buffer.from(secret).toString('base64url'),
    })),
    hasPublicKeys: false as const,
    revocationDir: '',
    revocationMaxAgeSeconds: 0,
    staleRefuses: false,
    headers: Object.fromEntries(ring.keys.map((key, index) => [joseHeaderSegment(key), index])),
    groupNames: { ...LADDER, ...config.groupNames },
  };
  return { ...members, generation: fingerprintOf(members) };
}

/** Changes with every member; says nothing about the keys among them. */
function fingerprintOf(members: object): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url').slice(0, 16);
}

/** `aud` of our tokens: the cookie's domain, or without one the portal's host, without port. */
export function audienceOf(config: Pick<UsherConfig, 'issuer' | 'cookie'>): string {
  return config.cookie.domain ?? new URL(config.issuer.url).hostname;
}

/** Browsers refuse a `__Secure-` cookie over plain http (RFC 6265bis, 4.1.3.1). */
export function sessionCookieNameOf(config: Pick<UsherConfig, 'issuer'>): string {
  return config.issuer.url.startsWith('https:') ? COOKIE_NAME_HTTPS : COOKIE_NAME_HTTP;
}

/** First segment of every token signed with `key` (RFC 7515, 7.1). */
function joseHeaderSegment(key: SigningKey): string {
  return Buffer.from(JSON.stringify(joseHeaderOf(key))).toString('base64url');
}
