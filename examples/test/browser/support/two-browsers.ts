/** Chromium and Firefox, driven alike. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { launch, type Browser } from 'puppeteer-core';

export type BrowserName = 'chromium' | 'firefox';

const PROGRAMS = { chromium: ['chromium'], firefox: ['firefox-esr', 'firefox'] } as const;

/**
 * Starts one, headless, that takes anybody's certificate.
 * @param hosts names that lead to this machine
 */
export function startBrowser(name: BrowserName, hosts: readonly string[]): Promise<Browser> {
  const executablePath = pathOf(name);
  return name === 'chromium'
    ? launch({
        browser: 'chrome',
        executablePath,
        acceptInsecureCerts: true,
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--disable-background-networking',
          '--disable-component-update',
          `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ')}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
        ],
      })
    : launch({
        browser: 'firefox',
        executablePath,
        acceptInsecureCerts: true,
        extraPrefsFirefox: { 'network.dns.localDomains': hosts.join(',') },
      });
}

/** @throws if there is none: a ring that was left out is no green run */
function pathOf(name: BrowserName): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = PROGRAMS[name]
    .flatMap((program) => folders.map((folder) => join(folder, program)))
    .find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`no ${name} on the PATH; scripts/install test installs it`);
  }
  return found;
}
