/**
 * The section issuer. Pure.
 */
import { isIP, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { parseListenAddress } from './listen-address.js';
import type { RawConfig, Report } from './raw-config.js';
import { hostOf, isLocalHost, readBaseUrl } from './read-url.js';
import type { UsherConfig } from './usher-config.js';

/**
 * Reads issuer.url.
 * @returns without a slash at its end; undefined after a problem
 */
export function readIssuerUrl(text: string | undefined, report: Report): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const path = ['issuer', 'url'];
  const read = readBaseUrl(text);
  if ('problem' in read) {
    report.problem(path, `issuer.url ${read.problem}`, 'for example https://auth.example.com');
    return undefined;
  }
  // The path ends up in nginx locations and cookie paths, so it is kept to what needs no quoting there.
  if (/[^A-Za-z0-9/._~-]|\/\//.test(new URL(read.url).pathname)) {
    report.problem(path, 'the path of issuer.url may have letters, digits, and / . _ ~ - only');
    return undefined;
  }
  if (read.url.startsWith('http:') && !isLocalHost(hostOf(read.url))) {
    report.warning(
      path,
      'issuer.url is plain http: passwords and session cookies can be read on the way',
      'use https',
    );
  }
  return read.url;
}

/** Reads the rest of the section. `configDir` is what dataDir is relative to. */
export function readIssuer(
  raw: RawConfig['issuer'],
  configDir: string,
  report: Report,
): Omit<UsherConfig['issuer'], 'url'> {
  const listen = parseListenAddress(raw?.listen ?? '127.0.0.1:9190');
  if (listen === undefined) {
    report.problem(
      ['issuer', 'listen'],
      'issuer.listen must be address:port',
      '127.0.0.1:9190 for this machine only, [::1]:9190, or 0.0.0.0:9190 for every address',
    );
  }
  const dataDir = raw?.dataDir ?? './data';
  if (dataDir.startsWith('~')) {
    report.problem(['issuer', 'dataDir'], '~ is not expanded here', 'write the whole path');
  }
  return {
    listenHost: listen?.host ?? '',
    listenPort: listen?.port ?? 0,
    dataDir: resolve(configDir, dataDir),
    trustedProxies: readTrustedProxies(raw?.trustedProxies ?? ['loopback'], report),
    logLevel: raw?.logLevel ?? 'info',
  };
}

function readTrustedProxies(
  entries: readonly (string | undefined)[],
  report: Report,
): readonly string[] {
  for (const [index, entry] of entries.entries()) {
    const path = ['issuer', 'trustedProxies', index];
    if (entry !== undefined && !isProxyRange(entry)) {
      report.problem(
        path,
        'this is not an address, a CIDR range, or one of loopback, linklocal, uniquelocal',
        'for example 10.0.0.0/8; "everybody" (/0) cannot be trusted',
      );
    }
  }
  return entries.filter((entry) => entry !== undefined);
}

/** What Express's "trust proxy" understands. A range of all addresses would let anybody say who they are. */
function isProxyRange(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) {
    return true;
  }
  const [address = '', bits, ...more] = text.split('/');
  if (isIP(address) === 0 || more.length > 0) {
    return false;
  }
  const most = isIPv6(address) ? 128 : 32;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most);
}
