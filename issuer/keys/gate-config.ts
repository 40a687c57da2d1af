/**
 * From configuration and key ring to what a verifier has to know: the gate in nginx, and the portal where it reads
 * a visitor's own session. Pure.
 */
import { createHash } from 'node:crypto';
import type { GateConfig, SharedKeyGateConfig, VerifyingKey } from '../../shared/gate-config.js';
import {
  CLOCK_SKEW_SECONDS,
  COOKIE_NAME_HTTP,
  COOKIE_NAME_HTTPS,
} from '../../shared/token-profile.js';
import { LADDER } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
import { joseHeaderOf } from './key-ring.js';
import type { KeyRing, SharedSigningKey, SigningKey } from './key-ring.js';
import { publicKeyOf } from './public-half.js';

/**
 * The configuration of every verifier of this issuer's tokens, at this moment: a key that does not sign yet is in it. Holds
 * the secrets of HS256 keys: never to be logged.
 */
export function gateConfigOf(
  config: UsherConfig,
  ring: KeyRing<SharedSigningKey>,
): SharedKeyGateConfig;
export function gateConfigOf(config: UsherConfig, ring: KeyRing): GateConfig;
export function gateConfigOf(config: UsherConfig, ring: KeyRing): GateConfig {
  const { keys } = ring;
  const members = {
    issuer: config.issuer.url,
    audience: audienceOf(config),
    signInUrl: `${config.issuer.url}/login`,
    renewalUrl: renewalUrlOf(config),
    cookieName: sessionCookieNameOf(config),
    sources: config.gate.sources,
    ...(config.gate.organizr && { organizr: config.gate.organizr }),
    clockSkewSeconds: CLOCK_SKEW_SECONDS,
    keys: keys.map(verifyingKeyOf),
    hasPublicKeys: keys.some(({ alg }) => alg !== 'HS256'),
    revocationDir: gateFolderOf(config),
    revocationMaxAgeSeconds: config.revocation.maxAgeSeconds ?? 0,
    staleRefuses: config.revocation.whenStale === 'refuse',
    headers: Object.fromEntries(keys.map((key) => [joseHeaderSegment(key), verifyingKeyOf(key)])),
    groupNames: { ...LADDER, ...config.groupNames },
    ...(config.refresh && { refresh: config.refresh }),
  };
  return { ...members, generation: fingerprintOf(members) };
}

/**
 * The same for a ring that changes with time (live-key-ring.ts).
 * @returns gives the configuration of the moment when it is called
 */
export function liveGateConfig(config: UsherConfig, ring: KeyRing): () => GateConfig {
  let keys = ring.keys;
  let gateConfig = gateConfigOf(config, ring);
  return () => {
    if (ring.keys !== keys) {
      keys = ring.keys;
      gateConfig = gateConfigOf(config, ring);
    }
    return gateConfig;
  };
}

/** What verifying takes: of a key pair the public half alone. */
function verifyingKeyOf(key: SigningKey): VerifyingKey {
  if (key.alg !== 'HS256') {
    return publicKeyOf(key);
  }
  const { kid, alg, secret } = key;
  return { kid, alg, secret: Buffer.from(secret).toString('base64url') };
}

/** Changes with every member; says nothing about the keys among them. */
function fingerprintOf(members: object): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url').slice(0, 16);
}

/** `aud` of our tokens: the cookie's domain, or without one the portal's host, without port. */
export function audienceOf(config: Pick<UsherConfig, 'issuer' | 'cookie'>): string {
  return config.cookie.domain ?? new URL(config.issuer.url).hostname;
}

function renewalUrlOf({ issuer, session, nginx }: UsherConfig): string {
  const { issuerAddress } = nginx;
  return session.renewal && issuerAddress !== undefined
    ? `http://${issuerAddress}${new URL(issuer.url).pathname.replace(/\/$/, '')}/renew`
    : '';
}

/** The folder in which the gate looks for what is revoked; '' where it has none, or asks the portal. */
export function gateFolderOf({ revocation, refresh }: UsherConfig): string {
  return refresh !== undefined && refresh.revocationsUrl !== '' ? '' : revocation.dir;
}

/** Browsers refuse a `__Secure-` cookie over plain http (RFC 6265bis, 4.1.3.1). */
export function sessionCookieNameOf(config: Pick<UsherConfig, 'issuer'>): string {
  return config.issuer.url.startsWith('https:') ? COOKIE_NAME_HTTPS : COOKIE_NAME_HTTP;
}

/** First segment of every token signed with `key` (RFC 7515, 7.1). */
function joseHeaderSegment(key: SigningKey): string {
  return Buffer.from(JSON.stringify(joseHeaderOf(key))).toString('base64url');
}
