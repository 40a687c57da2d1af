import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createPlexStandIn } from '../../../examples/plex-stand-in/app.js';
import { OWNER_ID, SERVER_ID } from '../../../examples/plex-stand-in/people.js';
import { openSecrets } from '../../data-dir/secrets.js';
import { loadConfig } from '../../config/load-config.js';
import { loadKeyRing } from '../../keys/key-file.js';
import { serve, type Serving } from '../../serve.js';
import { runIn } from '../unit/commands/run.js';
import { Browser } from './running-portal.js';

const URL_OF_PORTAL = 'http://localhost:8080/auth';

const now = () => Math.floor(Date.now() / 1000);

let folder = '';
const ends: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-backup-'));
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** @returns the address of plex.tv's stand-in */
async function startPlex(): Promise<string> {
  const server = createServer(createPlexStandIn({ settings: { pollLimit: false } }).app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** A configuration for a data folder. */
function writeConfig(name: string, dataDir: string, plexUrl: string): string {
  writeFileSync(
    join(folder, name),
    `
issuer: { url: ${URL_OF_PORTAL}, listen: 127.0.0.1:0, dataDir: ${dataDir}, logLevel: silent }
plex: { apiUrl: ${plexUrl}, authUrl: ${plexUrl}/auth, servers: [${SERVER_ID}], ownerId: ${String(OWNER_ID)} }
rules: [{ when: { plex: owner }, group: 0 }, { when: { plex: [home, managed, friend] }, group: 4 }]
`,
  );
  return join(folder, name);
}

/** \`usher serve\`, in this process. */
async function startPortal(file: string): Promise<Serving> {
  const outcome = loadConfig({
    file,
    env: {},
    readFile: (path) => readFileSync(path, 'utf8'),
    now: now(),
  });
  if (outcome.kind !== 'config') {
    throw new Error(JSON.stringify(outcome));
  }
  const { config } = outcome;
  const keyFile = await loadKeyRing(config.issuer.dataDir, now());
  if (keyFile.kind !== 'ring') {
    throw new Error(JSON.stringify(keyFile));
  }
  const secrets = await openSecrets(config.issuer.dataDir);
  const serving = await serve(config, { keys: keyFile.keys, secrets }, { signals: false });
  ends.push(serving.close);
  return serving;
}

test('a portal on a copy knows who is signed in, and who was revoked', async () => {
  const plexUrl = await startPlex();
  const file = writeConfig('usher.yaml', './data', plexUrl);
  await runIn(folder, ['keys', 'generate']);
  const portal = await startPortal(file);

  const browsers = Object.fromEntries(
    ['friend', 'signed out', 'revoked'].map((who) => [who, new Browser(portal.url, URL_OF_PORTAL)]),
  );
  await browsers['friend']?.signIn('friend');
  await browsers['signed out']?.signIn('friend');
  await browsers['revoked']?.signIn('moviefriend');
  // What copies of their cookies are worth.
  const jars = Object.entries(browsers).map(([who, { jar }]) => [who, new Map(jar)] as const);
  await browsers['signed out']?.post('/logout');
  const claims = JSON.parse(
    Buffer.from(
      (browsers['revoked']?.cookieHeader() ?? '').split('.')[1] ?? '',
      'base64url',
    ).toString(),
  ) as { sub: string };
  expect(await runIn(folder, ['revoke', claims.sub], { now })).toMatchObject({ exitCode: 0 });
  expect(await runIn(folder, ['backup', 'backup'])).toMatchObject({ exitCode: 0 });
  await portal.close();

  cpSync(join(folder, 'backup'), join(folder, 'restored'), { recursive: true });
  chmodSync(join(folder, 'restored'), 0o711);
  const restored = await startPortal(writeConfig('restored.yaml', './restored', plexUrl));
  const answers: Record<string, number> = {};
  for (const [who, jar] of jars) {
    const browser = new Browser(restored.url, URL_OF_PORTAL);
    jar.forEach((value, key) => browser.jar.set(key, value));
    answers[who] = (await browser.get('/auth/998')).status;
  }
  expect(answers).toEqual({ friend: 204, 'signed out': 401, revoked: 401 });
  const again = new Browser(restored.url, URL_OF_PORTAL);
  expect((await again.signIn('moviefriend')).status).toBe(303);
});
