/**
 * Configurations for `scripts/up`: the sample one, and what has to be known of somebody's own.
 */
import { parse } from 'yaml';

/**
 * @typedef {Readonly<{ name: string, url: string, group: number }>} SampleApp
 * @typedef {Readonly<{
 *   url: URL, listenPort: number, apps: readonly SampleApp[],
 * }>} Known the part of a configuration that nginx has to know
 */

/** So often the sample system looks who still has access. */
export const RECHECK_SECONDS = 10;

/**
 * Of the sample system, in seconds: how long somebody may go on at most after the owner has unshared the server with them.
 * Two pauses, a tenth longer at most, because one of few who are signed in is many, and is looked at twice; and a second for
 * the questions themselves. docs/membership.md, "Access that ends".
 */
export const UNSHARED_SECONDS = Math.ceil((22 * RECHECK_SECONDS) / 10) + 1;

/**
 * usher.yaml for the sample system.
 * @param {Readonly<{
 *   sitePort: number, issuerPort: number, plexUrl: string,
 *   server: Readonly<{ machineIdentifier: string, name: string, ownerId: number }>,
 * }>} sample
 */
export function sampleConfig({ sitePort, issuerPort, plexUrl, server }) {
  const site = `http://localhost:${String(sitePort)}`;
  return `# Written by scripts/up; the next start writes it anew.
issuer:
  url: ${site}/auth
  listen: 127.0.0.1:${String(issuerPort)}
  dataDir: ./data
plex:
  apiUrl: ${plexUrl}
  authUrl: ${plexUrl}/auth
  servers: [${server.machineIdentifier}]
  serverName: ${server.name}
  ownerId: ${String(server.ownerId)}
  recheckEvery: ${String(RECHECK_SECONDS)}s
rules:
  - { when: { plex: owner }, group: 0 }
  - { when: { plex: managed }, group: 5 }
  - { when: { plex: home }, group: 3 }
  - { when: { plex: friend }, group: 4 }
groups:
  5: Kids
apps:
  - { name: Sonarr, url: ${site}/sonarr/, group: 1, description: A sample app for co-admins }
  - { name: Overseerr, url: ${site}/overseerr/, group: 4, description: A sample app for everybody with a share }
  - { name: Kids TV, url: ${site}/kids/, group: 5, icon: tv, description: A sample app for everybody and the children of the Home }
`;
}

/**
 * Reads what nginx has to know. That the rest is right is for `usher check` to say.
 * @param {string} text usher.yaml
 * @param {NodeJS.ProcessEnv} env
 * @returns {Known}
 * @throws with a sentence for the person at the terminal
 */
export function readConfig(text, env) {
  const parsed = record(parse(text));
  const issuer = record(parsed['issuer']);
  const url = String(env['USHER_ISSUER_URL'] ?? issuer['url'] ?? '');
  if (!URL.canParse(url)) {
    throw new Error('issuer.url is missing or is not an address');
  }
  const listen = String(env['USHER_ISSUER_LISTEN'] ?? issuer['listen'] ?? '127.0.0.1:9190');
  const apps = Array.isArray(parsed['apps']) ? parsed['apps'].map(record) : [];
  return {
    url: new URL(url),
    listenPort: Number(/:(\d+)$/.exec(listen)?.[1] ?? 0),
    apps: apps.map((app) => ({
      name: String(app['name']),
      url: String(app['url']),
      group: Number(app['group']),
    })),
  };
}

/** @param {URL} url */
export function isLocalhost(url) {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  return (
    url.protocol === 'http:' &&
    (names.includes(url.hostname) || url.hostname.endsWith('.localhost'))
  );
}

/** @param {unknown} value @returns {Record<string, unknown>} */
function record(value) {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
