/**
 * The key ring with the public keys that were fetched from the portal, as shared memory has them; refresh.ts puts them
 * there.
 */
import type { GateConfig, PublicKey, VerifyingKey } from '../shared/gate-config.js';
import type { Memo } from './gate-request.js';
import { STATE_KEYS } from './state-keys.js';

/**
 * The configuration as it is now. Fetched keys take the place of the configuration's public ones; its HS256 keys stay.
 * Before any have come, the configuration's own are the ring; and where it has other keys than when they came: who takes a
 * key out, because it has got out, must not wait for a portal that perhaps does not answer.
 */
export function currentConfig(config: GateConfig, state: Memo | undefined): GateConfig {
  const isFetched = config.refresh !== undefined && config.refresh.keysUrl !== '';
  const text = isFetched && state ? state.get(STATE_KEYS) : undefined;
  if (!text) {
    return config;
  }
  const ring = ringOf(config) + '\n';
  if (!text.startsWith(ring)) {
    return config;
  }
  const shared = config.keys.filter((key) => key.alg === 'HS256');
  const keys = (shared as VerifyingKey[]).concat(
    JSON.parse(text.substring(ring.length)) as PublicKey[],
  );
  const headers: Record<string, VerifyingKey> = {};
  keys.forEach((key) => {
    headers[headerOf(key)] = key;
  });
  return Object.assign({}, config, {
    keys,
    headers,
    hasPublicKeys: keys.length > shared.length,
  });
}

/** Names the keys of a configuration; what is fetched under it is kept behind this name and a line feed. */
export function ringOf(config: GateConfig): string {
  return config.keys.map((key) => key.kid).join(' ');
}

/** The JOSE header segment that our issuer writes: the members in this order. */
function headerOf(key: VerifyingKey): string {
  return Buffer.from(JSON.stringify({ alg: key.alg, typ: 'JWT', kid: key.kid })).toString(
    'base64url',
  );
}
