/**
 * The sections session and nginx. Pure.
 */
import { MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import { parseDuration } from './duration.js';
import { parseListenAddress } from './listen-address.js';
import type { RawConfig, Report } from './raw-config.js';
import type { UsherConfig } from './usher-config.js';

/** The least that makes sense: shorter and people would be signed out between two clicks. */
const MIN_LIFETIME_SECONDS = 5 * 60;

export function readSession(raw: RawConfig['session'], report: Report): UsherConfig['session'] {
  return {
    lifetimeSeconds: readLifetime('lifetime', raw?.lifetime ?? '24h', report),
    renewal: raw?.renewal ?? true,
    renewForSeconds: readLifetime('renewFor', raw?.renewFor ?? '30d', report),
  };
}

function readLifetime(key: 'lifetime' | 'renewFor', text: string, report: Report): number {
  const seconds = parseDuration(text);
  if (
    seconds === undefined ||
    seconds < MIN_LIFETIME_SECONDS ||
    seconds > MAX_TOKEN_LIFETIME_SECONDS
  ) {
    report.problem(
      ['session', key],
      `session.${key} must be a number with a unit, from 5m to 400d`,
      'for example 24h or 7d',
    );
    return 0;
  }
  return seconds;
}

/**
 * Where nginx reaches the portal: nginx.issuerAddress, or where the portal listens.
 * @param listen of the section issuer; port 0 is any free one, which nobody knows in advance
 */
export function readNginx(
  raw: RawConfig['nginx'],
  listen: Pick<UsherConfig['issuer'], 'listenHost' | 'listenPort'>,
  report: Report,
): UsherConfig['nginx'] {
  const address = readIssuerAddress(raw, listen, report);
  return {
    ...(address !== undefined && { issuerAddress: address }),
    ...(raw?.resolver !== undefined && { resolver: raw.resolver }),
    ...(raw?.trustedCertificate !== undefined && { trustedCertificate: raw.trustedCertificate }),
  };
}

function readIssuerAddress(
  raw: RawConfig['nginx'],
  { listenHost, listenPort }: Pick<UsherConfig['issuer'], 'listenHost' | 'listenPort'>,
  report: Report,
): string | undefined {
  if (raw?.issuerAddress === undefined) {
    return listenPort === 0 ? undefined : addressOf(reachable(listenHost), listenPort);
  }
  const address = parseListenAddress(raw.issuerAddress);
  if (address === undefined || address.port === 0) {
    report.problem(
      ['nginx', 'issuerAddress'],
      'nginx.issuerAddress must be host:port',
      'for example 10.0.0.5:9190 or usher:9190',
    );
    return undefined;
  }
  return addressOf(address.host, address.port);
}

/** Who listens on every address is reached at that of the machine itself. */
function reachable(listenHost: string): string {
  const local: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  return local[listenHost] ?? listenHost;
}

function addressOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
