/**
 * The key ring with the public keys that were fetched from the portal, as shared memory has them; refresh.ts puts them
 * there.
 */
import type { GateConfig, PublicKey, VerifyingKey } from '../shared/gate-config.js';
import type { Memo } from './gate-request.js';
import { STATE_KEYS } from './state-keys.js';

/**
 * The configuration as it is now. Fetched keys take the place of the configuration's public ones; its HS256 keys stay.
 * Before any have come, the configuration's own are the ring.
 */
export function currentConfig(config: GateConfig, state: Memo | undefined): GateConfig {
  const isFetched = config.refresh !== undefined && config.refresh.keysUrl !== '';
  const text = isFetched && state ? state.get(STATE_KEYS) : undefined;
  if (!text) {
    return config;
  }
  const shared = config.keys.filter((key) => key.alg === 'HS256');
  const keys = (shared as VerifyingKey[]).concat(JSON.parse(text) as PublicKey[]);
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

/** The JOSE header segment that our issuer writes: the members in this order. */
function headerOf(key: VerifyingKey): string {
  return Buffer.from(JSON.stringify({ alg: key.alg, typ: 'JWT', kid: key.kid })).toString(
    'base64url',
  );
}
