/**
 * Where to listen, as operators write it. Pure.
 */
import { isIP, isIPv6 } from 'node:net';

export type ListenAddress = Readonly<{ host: string; port: number }>;

/**
 * Reads `host:port`: `127.0.0.1:9190`, `[::1]:9190`, `localhost:0`.
 * @returns undefined for anything else
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, bracketed, plain = '', digits = ''] = match;
  const port = Number(digits);
  const isHost = bracketed === undefined ? isHostName(plain) : isIPv6(bracketed);
  return isHost && port <= 65535 ? { host: bracketed ?? plain, port } : undefined;
}

function isHostName(text: string): boolean {
  const looksNumeric = /^[\d.]+$/.test(text);
  return looksNumeric
    ? isIP(text) === 4
    : /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text);
}
