/**
 * Where a request comes from.
 */
import { isIP } from 'node:net';
import type { Request } from 'express';
import type { SeenFrom } from '../token/mint-session.js';
import { deviceNameOf } from './device-name.js';

/** IPv6 and the name of a network interface. */
const MAX_ADDRESS_CHARS = 64;

/** The visitor's address; `unknown` where a trusted proxy passes on a header that holds none. */
export function addressOf(req: Pick<Request, 'ip'>): string {
  const address = (req.ip ?? '').slice(0, MAX_ADDRESS_CHARS);
  return isIP(address) === 0 ? 'unknown' : address;
}

/** The same and the device, for the list of somebody's sessions. */
export function seenFrom(req: Pick<Request, 'ip' | 'headers'>): SeenFrom {
  const address = addressOf(req);
  return {
    device: deviceNameOf(req.headers['user-agent']),
    address: address === 'unknown' ? '' : address,
  };
}
