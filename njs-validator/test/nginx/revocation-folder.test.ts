/**
 * What is revoked, found by nginx in the portal's folder: how soon a copied cookie dies, and that nothing brings it back.
 * nginx's workers look as a user of their own where the tests run as root.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  RING,
  startPortal,
  SUBDIRECTORY,
  type Browser,
  type RunningPortal,
} from '../../../issuer/test/portal/running-portal.js';
import { gateConfigOf } from '../../../issuer/keys/gate-config.js';
import { createPublisher } from '../../../issuer/revocation/publisher.js';
import { guarded, server, startGate, stopAll, type Gate } from './support/gate.js';
import { AS_API, visit } from './support/visit.js';

let portal: RunningPortal;
let gate: Gate;
const OPTIONS = () => ({
  gateConfig: gateConfigOf(portal.config, RING),
  http: server(guarded('/', 998)),
});
beforeAll(async () => {
  portal = await startPortal({ ...SUBDIRECTORY });
  gate = await startGate(OPTIONS());
});
afterAll(async () => {
  await stopAll(gate.nginx, gate.app, { stop: () => portal.close() });
});
beforeEach(() => {
  portal.clock.now = Math.floor(Date.now() / 1000);
});

async function signedIn(person = 'friend'): Promise<Browser> {
  const browser = portal.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

const asOf = (browser: Browser) => ({ ...AS_API, Cookie: browser.cookieHeader() });

async function outcome(headers: Record<string, string>) {
  const { status, reason, reached } = await visit(gate, '/', { headers });
  return [status, reason, reached.length];
}

test('signing out ends the session for a copy of its cookie, too, with the next request', async () => {
  const browser = await signedIn();
  const copy = asOf(browser);
  const other = asOf(await signedIn());
  // Often enough for it to be remembered, where this njs can.
  for (let i = 0; i < 5; i += 1) {
    expect(await outcome(copy)).toEqual([200, 'allowed', 1]);
  }
  const since = performance.now();
  expect((await browser.post('/logout')).status).toBe(200);
  const answered = performance.now();
  expect(await outcome(copy)).toEqual([401, 'session_ended', 0]);
  const [took, ofIt] = [since, answered].map((from) => (performance.now() - from).toFixed(0));
  process.stdout.write(
    `a copied cookie died ${took ?? ''} ms after the form was sent, ${ofIt ?? ''} ms after the answer\n`,
  );
  expect(await outcome(other)).toEqual([200, 'allowed', 1]);
});

describe('what was revoked stays so', () => {
  test.each<[string, (subject: string) => void]>([
    ['for a person', (subject) => portal.state.revokeSubject(subject, portal.clock.now)],
    ['for everybody', () => portal.state.revokeAll(portal.clock.now)],
  ])('%s, through reload and restart of nginx', async (_whom, revoke) => {
    const browser = await signedIn();
    const headers = asOf(browser);
    expect(await outcome(headers)).toEqual([200, 'allowed', 1]);
    const token = browser.jar.get('usher;') ?? '';
    const { sub } = decodeJwt(token) as { sub: string };
    revoke(sub);
    createPublisher(portal.state, portal.config.revocation.dir).publishAll();
    expect(await outcome(headers)).toEqual([401, 'revoked', 0]);
    expect(await gate.nginx.reload()).toBe(true);
    expect(await outcome(headers)).toEqual([401, 'revoked', 0]);
    const again = await startGate(OPTIONS());
    try {
      const { status, reason, reached } = await visit(again, '/', { headers });
      expect([status, reason, reached]).toEqual([401, 'revoked', []]);
    } finally {
      await stopAll(again.nginx, again.app);
    }
    // Who signs in anew in the same second is not meant.
    expect(await outcome(asOf(await signedIn()))).toEqual([200, 'allowed', 1]);
  });
});

describe('a folder that is gone', () => {
  afterEach(() => {
    mkdirSync(portal.config.revocation.dir, { recursive: true, mode: 0o711 });
    createPublisher(portal.state, portal.config.revocation.dir).publishAll();
  });

  test('lets people pass as long as the operator has not chosen otherwise, and each such line is in the log', async () => {
    const headers = asOf(await signedIn());
    expect(await outcome(headers)).toEqual([200, 'allowed', 1]);
    rmSync(portal.config.revocation.dir, { recursive: true });
    expect(await outcome(headers)).toEqual([200, 'allowed', 1]);
    expect(gate.nginx.errorLog()).toContain('usher: revocations cannot be read: ');
  });
});
