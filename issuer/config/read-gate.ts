/**
 * The section gate: where a token may be beside the session cookie.
 */
import { resolve } from 'node:path';
import type { Organizr } from '../../shared/organizr-token.js';
import { COOKIE_NAME_HTTP, COOKIE_NAME_HTTPS } from '../../shared/token-profile.js';
import { organizrKeyOf, WEAK_SECRET_BYTES } from '../keys/organizr-key.js';
import type { RawConfig, RawOrganizr, Report } from './raw-config.js';
import { reasonOf } from './read-failure.js';
import type { UsherConfig } from './usher-config.js';

type Surroundings = Readonly<{
  /** What paths are relative to. */
  configDir: string;
  /** @throws what fs.readFileSync throws */
  readFile: (path: string) => string;
  /** NumericDate. */
  now: number;
}>;

/** No migration needs longer: Organizr's own tokens live a year at most. */
const LONG_MIGRATION_SECONDS = 366 * 24 * 60 * 60;

/** Headers that mean something to nginx, browsers or apps already, or that nginx sets itself. */
const TAKEN_HEADER =
  /^(authorization|cookie|host|connection|upgrade|te|trailer|expect|range|via|date|origin|referer|user-agent|forwarded|transfer-encoding|x-real-ip|x-requested-with|remote-.*|x-forwarded-.*|x-original-.*|content-.*|accept.*|if-.*|sec-.*|proxy-.*)$/;

export function readGate(
  raw: RawConfig['gate'],
  around: Surroundings,
  report: Report,
): UsherConfig['gate'] {
  const organizr = raw?.organizr && readOrganizr(raw.organizr, around, report);
  return {
    sources: {
      bearer: raw?.bearer ?? true,
      basic: raw?.basic ?? false,
      header: readHeader(raw?.header ?? '', report),
      query: readQuery(raw?.query ?? '', report),
    },
    ...(organizr === undefined ? {} : { organizr }),
  };
}

/** @returns the name as nginx has it in `$http_…` */
function readHeader(text: string, report: Report): string {
  const name = text.toLowerCase();
  if (!/^([a-z][a-z0-9-]*)?$/.test(name) || name.endsWith('-')) {
    report.problem(
      ['gate', 'header'],
      'gate.header must be the name of a header: letters, digits and hyphens',
      'for example X-Usher-Token',
    );
    return '';
  }
  if (TAKEN_HEADER.test(name)) {
    report.problem(
      ['gate', 'header'],
      `gate.header cannot be a header that has a meaning already`,
      name === 'authorization'
        ? 'gate.bearer and gate.basic are for that one'
        : 'for example X-Usher-Token',
    );
    return '';
  }
  return name.replaceAll('-', '_');
}

function readQuery(name: string, report: Report): string {
  if (!/^[A-Za-z0-9_-]*$/.test(name)) {
    report.problem(
      ['gate', 'query'],
      'gate.query must be the name of a parameter: letters, digits, hyphens and underscores',
      'for example usher_token',
    );
    return '';
  }
  if (name !== '') {
    report.warning(
      ['gate', 'query'],
      'a token in an address ends up in logs, in browser histories and with whoever the address is passed on to',
      'leave gate.query out unless a program can send its token in no other way',
    );
  }
  return name;
}

/** @returns undefined after a problem, and where its day has come */
function readOrganizr(
  raw: RawOrganizr,
  around: Surroundings,
  report: Report,
): Organizr | undefined {
  const cookieName = readCookieName(raw.cookie, report);
  const until = readUntil(raw.until, around.now, report);
  if (until !== undefined && until <= around.now) {
    // The secret may be gone already, and should be.
    return undefined;
  }
  const secret = readSecret(raw.secretFile, around, report);
  return cookieName === undefined || secret === undefined || until === undefined
    ? undefined
    : { cookieName, secret: organizrKeyOf(secret, raw.keyDerivation ?? 'raw'), until };
}

function readCookieName(name: string | undefined, report: Report): string | undefined {
  const path = ['gate', 'organizr', 'cookie'];
  if (name === undefined) {
    return undefined;
  }
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    report.problem(
      path,
      'this is not the name of a cookie',
      'organizr_token_ and the uuid of your Organizr, as your browser shows it among the cookies',
    );
    return undefined;
  }
  if (name === COOKIE_NAME_HTTP || name === COOKIE_NAME_HTTPS) {
    report.problem(path, "this is Usher's own cookie, not Organizr's");
    return undefined;
  }
  if (!name.startsWith('organizr_token_')) {
    report.warning(path, "Organizr's cookie is called organizr_token_ and its uuid");
  }
  return name;
}

/** The problems quote nothing of the file. */
function readSecret(
  file: string | undefined,
  { configDir, readFile }: Surroundings,
  report: Report,
): string | undefined {
  const path = ['gate', 'organizr', 'secretFile'];
  if (file === undefined) {
    return undefined;
  }
  if (file.startsWith('~')) {
    report.problem(path, '~ is not expanded here', 'write the whole path');
    return undefined;
  }
  let text: string;
  try {
    text = readFile(resolve(configDir, file)).replace(/\r?\n$/, '');
  } catch (error) {
    report.problem(path, `Organizr's secret cannot be read: ${reasonOf(error)}`);
    return undefined;
  }
  if (text === '' || text.length > 512 || /[\r\n]/.test(text)) {
    report.problem(
      path,
      `the file ${text === '' ? 'is empty' : 'holds more than a secret'}`,
      "it must hold the value of organizrHash in Organizr's config.php, and nothing else",
    );
    return undefined;
  }
  if (Buffer.byteLength(text) < WEAK_SECRET_BYTES) {
    report.warning(
      path,
      `Organizr's secret has less than ${String(WEAK_SECRET_BYTES)} bytes: whoever has seen one of its cookies can try to guess it, and make himself an admin`,
      'keep gate.organizr for as long as the migration takes, and no longer',
    );
  }
  return text;
}

/** NumericDate of the beginning of a day in UTC. */
function readUntil(text: string | undefined, now: number, report: Report): number | undefined {
  const path = ['gate', 'organizr', 'until'];
  if (text === undefined) {
    return undefined;
  }
  const until = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / 1000 : NaN;
  // Date.parse takes 31 February for 3 March.
  if (Number.isNaN(until) || new Date(until * 1000).toISOString().slice(0, 10) !== text) {
    report.problem(
      path,
      'gate.organizr.until must be a day',
      `for example ${new Date((now + 60 * 24 * 60 * 60) * 1000).toISOString().slice(0, 10)}`,
    );
    return undefined;
  }
  if (until <= now) {
    report.warning(
      path,
      "that day has come: Organizr's cookie is not looked at any more",
      'take gate.organizr out',
    );
  } else if (until > now + LONG_MIGRATION_SECONDS) {
    report.warning(path, 'that is more than a year from now', 'a migration needs weeks');
  }
  return until;
}
