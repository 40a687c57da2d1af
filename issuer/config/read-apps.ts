/**
 * The section apps. Pure, but for a look at the files that icons are.
 */
import type { RawConfig, Report } from './raw-config.js';
import { readIcon } from './read-picture.js';
import { hostOf, readBaseUrl } from './read-url.js';
import type { App, Rule } from './usher-config.js';

type Surroundings = Readonly<{
  /** undefined if it is unusable */
  issuerUrl: string | undefined;
  cookieDomain: string | undefined;
  rules: readonly Rule[];
  /** What paths are relative to. */
  configDir: string;
}>;

/** Reads the apps, and warns of those that a session cookie cannot reach. */
export function readApps(
  raw: RawConfig['apps'],
  around: Surroundings,
  report: Report,
): readonly App[] {
  const apps: App[] = [];
  for (const [index, entry] of (raw ?? []).entries()) {
    if (entry?.url === undefined) {
      continue;
    }
    const path = ['apps', index, 'url'];
    const read = readBaseUrl(entry.url);
    if ('problem' in read) {
      report.problem(path, `the address of an app ${read.problem}`);
      continue;
    }
    // The slash at the end of a path stays: /sonarr/ and /sonarr are two addresses.
    const url =
      /[^/]\/+$/.test(entry.url) && new URL(read.url).pathname !== '/' ? `${read.url}/` : read.url;
    const { icon: iconText, ...rest } = entry;
    const icon =
      iconText === undefined
        ? undefined
        : readIcon(
            iconText,
            { configDir: around.configDir, path: ['apps', index, 'icon'] },
            report,
          );
    const app: App = { name: '', group: 0, ...rest, url, ...(icon && { icon }) };
    warnOfCookie(app, around, (...words) => {
      report.warning(path, ...words);
    });
    if (apps.some(({ name }) => name === app.name)) {
      report.warning(['apps', index, 'name'], `there is another app called "${app.name}"`);
    }
    warnOfRules(app, around.rules, (...words) => {
      report.warning(['apps', index], ...words);
    });
    apps.push(app);
  }
  return apps;
}

type Warn = (message: string, suggestion?: string) => void;

function warnOfCookie(app: App, { issuerUrl, cookieDomain }: Surroundings, warn: Warn): void {
  if (issuerUrl === undefined) {
    return;
  }
  const host = hostOf(app.url);
  const issuerHost = hostOf(issuerUrl);
  const isReached =
    cookieDomain === undefined
      ? host === issuerHost
      : host === cookieDomain || host.endsWith(`.${cookieDomain}`);
  if (!isReached) {
    warn(
      `the cookie never reaches ${host}: it is sent to ${cookieDomain ?? `${issuerHost} alone`}`,
      cookieDomain === undefined
        ? 'set cookie.domain to the domain that portal and apps share'
        : `give the app a name within ${cookieDomain}`,
    );
  } else if (issuerUrl.startsWith('https:') && app.url.startsWith('http:')) {
    warn(
      'the cookie never reaches this app: it is sent over https only',
      'use https for the app too',
    );
  }
}

function warnOfRules(app: App, rules: readonly Rule[], warn: Warn): void {
  if (rules.length > 0 && rules.every(({ group }) => group > app.group)) {
    warn(`nobody can open ${app.name}: no rule gives a group of ${String(app.group)} or less`);
  }
}
