/**
 * What nginx fetches from the portal: the settings revocation.source, url and interval, and the section keys. Pure.
 */
import { isIP } from 'node:net';
import type { Refresh } from '../../shared/gate-config.js';
import { parseDuration } from './duration.js';
import type { RawConfig, Report } from './raw-config.js';
import { hostOf, isLocalHost, readBaseUrl } from './read-url.js';
import type { SettingPath } from './setting-path.js';
import type { UsherConfig } from './usher-config.js';

/** So that what was revoked is refused within five seconds: the portal makes a new list once a second. */
const DEFAULT_INTERVAL = '3s';
const MIN_INTERVAL_SECONDS = 2;
const MAX_INTERVAL_SECONDS = 3600;

type Around = Readonly<{ issuerUrl: string; nginx: UsherConfig['nginx'] }>;

/** @returns undefined where nothing is to be fetched */
export function readRefresh(raw: RawConfig, around: Around, report: Report): Refresh | undefined {
  const { revocation, keys } = raw;
  const fetchesList = revocation?.source === 'url';
  const fetchesKeys = keys?.fetch === true;
  warnOfUnused(raw, { fetchesList, fetchesKeys }, report);
  const intervalSeconds = readInterval(revocation?.interval ?? DEFAULT_INTERVAL, report);
  if (!fetchesList && !fetchesKeys) {
    return undefined;
  }
  const urlFor = (section: 'revocation' | 'keys', name: string) =>
    readUrl([section, 'url'], raw[section]?.url ?? defaultUrl(around, name), around, report);
  const revocationsUrl = fetchesList ? urlFor('revocation', 'usher-revocations') : '';
  const keysUrl = fetchesKeys ? urlFor('keys', 'jwks.json') : '';
  // Who answers in the portal's place could hand out keys of their own. The list is signed.
  if (/^http:/.test(keysUrl) && !isLocalHost(hostOf(keysUrl))) {
    report.problem(
      ['keys', 'url'],
      'keys.url must be https: whoever is on the way could change the keys',
    );
  }
  return { revocationsUrl, keysUrl, intervalSeconds };
}

function warnOfUnused(
  { revocation, keys }: RawConfig,
  { fetchesList, fetchesKeys }: Readonly<{ fetchesList: boolean; fetchesKeys: boolean }>,
  report: Report,
): void {
  if (revocation?.url !== undefined && !fetchesList) {
    report.warning(
      ['revocation', 'url'],
      'revocation.url is used with revocation.source: url only',
    );
  }
  if (keys?.url !== undefined && !fetchesKeys) {
    report.warning(['keys', 'url'], 'keys.url is used with keys.fetch: true only');
  }
}

function defaultUrl({ issuerUrl, nginx }: Around, name: string): string | undefined {
  return nginx.issuerAddress === undefined || issuerUrl === ''
    ? undefined
    : `http://${nginx.issuerAddress}${new URL(issuerUrl).pathname.replace(/\/$/, '')}/.well-known/${name}`;
}

function readUrl(
  path: SettingPath,
  text: string | undefined,
  { issuerUrl, nginx }: Around,
  report: Report,
): string {
  const name = path.join('.');
  if (text === undefined) {
    if (issuerUrl !== '') {
      report.problem(path, `${name} is needed: where the portal listens is not known in advance`);
    }
    return '';
  }
  const read = readBaseUrl(text);
  if ('problem' in read) {
    report.problem(path, `${name} ${read.problem}`);
    return '';
  }
  if (isIP(hostOf(read.url)) === 0 && nginx.resolver === undefined) {
    report.problem(
      path,
      `nginx needs nginx.resolver to find the host of ${name}; an IP address needs none`,
      'for example resolver: 127.0.0.53',
    );
  }
  if (read.url.startsWith('https:') && nginx.trustedCertificate === undefined) {
    report.problem(
      path,
      `${name} is https, so nginx needs nginx.trustedCertificate to know whom to believe`,
      'for example trustedCertificate: /etc/ssl/certs/ca-certificates.crt',
    );
  }
  return read.url;
}

function readInterval(text: string, report: Report): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < MIN_INTERVAL_SECONDS || seconds > MAX_INTERVAL_SECONDS) {
    report.problem(
      ['revocation', 'interval'],
      'revocation.interval must be a number with a unit, from 2s to 1h',
      'for example 3s',
    );
    return 0;
  }
  return seconds;
}
