/**
 * The section plex. Pure.
 */
import { parseDuration } from './duration.js';
import type { RawConfig, Report } from './raw-config.js';
import { hostOf, isLocalHost, readBaseUrl } from './read-url.js';
import type { UsherConfig } from './usher-config.js';

/** Stands in our documentation for "yours". */
const SAMPLE_SERVER = '0123456789abcdef0123456789abcdef01234567';

const MAX_TIMEOUT_SECONDS = 60;

const MAX_RECHECK_SECONDS = 24 * 60 * 60;
/** plex.tv tells nobody its limits; below this it is likely to answer 429. */
const GENTLE_RECHECK_SECONDS = 60;

/** Reads the section; defaults are those of the JSON Schema. */
export function readPlex(raw: RawConfig['plex'], report: Report): UsherConfig['plex'] {
  if (raw?.servers !== undefined && raw.ownerId === undefined) {
    report.warning(
      ['plex', 'ownerId'],
      "plex.ownerId is not set: unless your account is attached, whoever plex.tv calls the owner of a configured server is taken for it, on plex.tv's word alone",
      'set it to the numeric id of your Plex account, or attach that account: usher link',
    );
  }
  const apiUrl = readPlexUrl('apiUrl', raw?.apiUrl ?? 'https://plex.tv', report);
  return {
    servers: readServers(raw?.servers ?? [], report),
    serverName: raw?.serverName ?? 'this server',
    product: raw?.product ?? 'Usher',
    ...(raw?.ownerId === undefined ? {} : { ownerId: raw.ownerId }),
    passwordSignIn: raw?.passwordSignIn ?? true,
    homePicker: raw?.homePicker ?? true,
    recheckSeconds: readRecheckEvery(raw?.recheckEvery ?? '5m', apiUrl, report),
    timeoutSeconds: readTimeout(raw?.timeout ?? '10s', report),
    apiUrl,
    authUrl: readPlexUrl('authUrl', raw?.authUrl ?? 'https://app.plex.tv/auth', report),
  };
}

/** In lower case. */
export function isMachineIdentifier(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/** A wrong entry is not quoted: it may be a Plex token that was taken for the identifier. */
function readServers(entries: readonly (string | undefined)[], report: Report): readonly string[] {
  const servers: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const path = ['plex', 'servers', index];
    const server = entry?.toLowerCase();
    if (server === undefined) {
      continue;
    }
    if (!isMachineIdentifier(server)) {
      report.problem(
        path,
        'this is not a machine identifier: 40 hexadecimal digits',
        'http://YOUR-SERVER:32400/identity shows yours as machineIdentifier',
      );
    } else if (server === SAMPLE_SERVER || /^(.)\1+$/.test(server)) {
      report.problem(
        path,
        'this is the sample value of the documentation, not your server',
        'http://YOUR-SERVER:32400/identity shows yours as machineIdentifier',
      );
    } else if (servers.includes(server)) {
      report.warning(path, 'this server is in the list already');
    } else {
      servers.push(server);
    }
  }
  return servers;
}

function readTimeout(text: string, report: Report): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < 1 || seconds > MAX_TIMEOUT_SECONDS) {
    report.problem(
      ['plex', 'timeout'],
      'plex.timeout must be a number with a unit, from 1s to 60s',
      'for example 10s',
    );
    return 0;
  }
  return seconds;
}

function readRecheckEvery(text: string, apiUrl: string, report: Report): number {
  const path = ['plex', 'recheckEvery'];
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < 1 || seconds > MAX_RECHECK_SECONDS) {
    report.problem(
      path,
      'plex.recheckEvery must be a number with a unit, from 1s to 24h',
      'for example 5m',
    );
    return 0;
  }
  if (seconds < GENTLE_RECHECK_SECONDS && apiUrl !== '' && !isLocalHost(hostOf(apiUrl))) {
    report.warning(
      path,
      'plex.tv may refuse to answer anybody who asks more than once a minute, sign-ins included',
      'for example 5m',
    );
  }
  return seconds;
}

function readPlexUrl(key: 'apiUrl' | 'authUrl', text: string, report: Report): string {
  const path = ['plex', key];
  const read = readBaseUrl(text);
  if ('problem' in read) {
    report.problem(path, `plex.${key} ${read.problem}`);
    return '';
  }
  if (read.url.startsWith('http:') && !isLocalHost(hostOf(read.url))) {
    report.problem(
      path,
      `plex.${key} is plain http on a public host: passwords and Plex tokens could be read on the way`,
      'use https',
    );
  }
  return read.url;
}
