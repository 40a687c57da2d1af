/**
 * Where a request comes from.
 */
import { isIP } from 'node:net';
import type { Request } from 'express';

/** IPv6 and the name of a network interface. */
const MAX_ADDRESS_CHARS = 64;

/** The visitor's address; `unknown` where a trusted proxy passes on a header that holds none. */
export function addressOf(req: Pick<Request, 'ip'>): string {
  const address = (req.ip ?? '').slice(0, MAX_ADDRESS_CHARS);
  return isIP(address) === 0 ? 'unknown' : address;
}
