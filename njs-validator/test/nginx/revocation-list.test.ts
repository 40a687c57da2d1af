/**
 * What is revoked, fetched from a real portal by nginx's timer: how soon it is known, and that nothing but a newer list of
 * the portal's own changes it.
 */
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CompactSign } from 'jose';
import {
  RING,
  startPortal,
  type Browser,
  type RunningPortal,
} from '../../../issuer/test/portal/running-portal.js';
import { gateConfigOf } from '../../../issuer/keys/gate-config.js';
import { renderNginxFiles } from '../../../issuer/nginx-files/nginx-files.js';
import { njsFeatures } from '../../../issuer/nginx-files/njs-version.js';
import type { GateConfig } from '../../../shared/gate-config.js';
import { REVOCATION_LIST_TYPE } from '../../../shared/revocation-list.js';
import { MAX_REVOCATION_LIST_CHARS } from '../../../shared/token-profile.js';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, startGate, stopAll, type Gate } from './support/gate.js';
import { njsUnderTest } from './support/nginx.js';
import { eventually, startRelay, type Relay } from './support/relay.js';
import { AS_API, visit } from './support/visit.js';

const LIST = '/.well-known/usher-revocations';
/** As shipped. */
const INTERVAL_SECONDS = 3;

/** Two servers, so that there are two timers; the age in a header of every answer. */
const HTTP = `
  include __GATE__/http.conf;
  add_header X-Age $usher_revocations_age always;
  server {
    listen __LISTEN__;
    include __GATE__/server.conf;
    ${guarded('/', 998)}
  }
  server {
    listen __OTHER_LISTEN__;
    include __GATE__/server.conf;
    ${guarded('/', 998)}
  }`;

if (njsFeatures(njsUnderTest()).timers) {
  withTimers();
} else {
  test('an njs without timers gets no files that ask for them', () => {
    const refresh = { revocationsUrl: `http://127.0.0.1:9190${LIST}`, keysUrl: '' };
    const gateConfig = {
      ...gateConfigFor(testKeys(1)),
      refresh: { ...refresh, intervalSeconds: 3 },
    };
    const input = { gateConfig, gate: '', outDir: '/x', organizr: false };
    expect(() => renderNginxFiles({ ...input, njsVersion: njsUnderTest() })).toThrow(/0\.8\.1/);
  });
}

function withTimers(): void {
  let portal: RunningPortal;
  let relay: Relay;
  beforeAll(async () => {
    portal = await startPortal();
    Object.defineProperty(portal.clock, 'now', { get: () => Date.now() / 1000 });
    relay = await startRelay(portal.address);
  });
  afterAll(() => stopAll(relay, { stop: portal.close }));

  const configFor = (changes: Partial<GateConfig> = {}): GateConfig => ({
    ...gateConfigOf(portal.config, RING),
    renewalUrl: '',
    revocationDir: '',
    refresh: {
      revocationsUrl: relay.address + new URL(portal.config.issuer.url).pathname + LIST,
      keysUrl: '',
      intervalSeconds: INTERVAL_SECONDS,
    },
    ...changes,
  });
  const start = (changes: Partial<GateConfig> = {}) =>
    startGate({ gateConfig: configFor(changes), http: HTTP, workers: 2 });

  async function signedIn(person = 'friend'): Promise<Browser> {
    const browser = portal.browser();
    expect((await browser.signIn(person)).status).toBe(303);
    return browser;
  }
  const reasonOf = async (gate: Gate, cookie: string) =>
    (await visit(gate, '/', { headers: { ...AS_API, Cookie: cookie } })).reason;
  const becomes = (gate: Gate, cookie: string, reason: string, seconds = 30) =>
    eventually(async () => (await reasonOf(gate, cookie)) === reason, reason, seconds);
  /** A session that was signed out, and that the gate knows to be so. */
  async function signedOut(gate: Gate): Promise<string> {
    const browser = await signedIn();
    const cookie = browser.cookieHeader();
    await browser.post('/logout');
    await becomes(gate, cookie, 'session_ended');
    return cookie;
  }

  describe('a sign-out', () => {
    let gate: Gate;
    beforeAll(async () => {
      gate = await start();
    });
    afterAll(() => gate.stop());

    test('ends a copied cookie within five seconds, in every worker, remembered or not', async () => {
      const other = (await signedIn()).cookieHeader();
      const times: number[] = [];
      for (let round = 0; round < 3; round++) {
        const browser = await signedIn();
        const copied = browser.cookieHeader();
        for (let time = 0; time < 8; time++) {
          expect(await reasonOf(gate, copied)).toBe('allowed');
        }
        await browser.post('/logout');
        times.push(await becomes(gate, copied, 'session_ended', 5));
        for (let time = 0; time < 8; time++) {
          expect(await reasonOf(gate, copied)).toBe('session_ended');
        }
      }
      console.log(`copied cookies refused after ${times.join(', ')} ms (${njsUnderTest()})`);
      expect(await reasonOf(gate, other)).toBe('allowed');
      expect(relay.gate()).toMatch(/^\d[\w.]+; njs\/\d[\w.]+; nginx\/\d[\d.]+; list=\d+$/);
    });

    test('is asked for once per interval, however many servers there are', async () => {
      const before = relay.asked(LIST);
      const ms = await eventually(() => relay.asked(LIST) >= before + 3, 'three questions', 15);
      expect(ms).toBeGreaterThan(INTERVAL_SECONDS * 1000 * 1.9);
    });

    test('the age of what is known can be logged', async () => {
      const { answer } = await visit(gate, '/', { headers: AS_API });
      expect(Number(answer.headers['x-age'])).toBeLessThanOrEqual(INTERVAL_SECONDS + 2);
    });

    test('outlives a reload of nginx, and the portal', async () => {
      const standing = (await signedIn()).cookieHeader();
      const cookie = await signedOut(gate);
      await relay.stop();
      expect(await gate.nginx.reload()).toBe(true);
      for (let time = 0; time < 8; time++) {
        expect(await reasonOf(gate, cookie)).toBe('session_ended');
        expect(await reasonOf(gate, standing)).toBe('allowed');
      }
      await relay.listen();
    });

    test('of everybody takes effect as well', async () => {
      const cookie = (await signedIn()).cookieHeader();
      expect(await reasonOf(gate, cookie)).toBe('allowed');
      portal.state.revokeAll(Math.floor(Date.now() / 1000));
      await becomes(gate, cookie, 'revoked', 5);
    });
  });

  describe('an answer in the portal’s place', () => {
    let gate: Gate;
    let ended: string;
    let standing: string;
    beforeAll(async () => {
      gate = await start({ refresh: { ...configFor().refresh!, intervalSeconds: 2 } });
      standing = (await signedIn()).cookieHeader();
      ended = await signedOut(gate);
    });
    afterAll(() => gate.stop());

    /** A list that gives everything back, and a sharp one, but for what is wrong with it. */
    const now = () => Math.floor(Date.now() / 1000);
    const list = (changes: object = {}) =>
      JSON.stringify({
        iss: portal.config.issuer.url,
        iat: now(),
        epoch: 0,
        subjects: {},
        ...changes,
      });
    const sign = (payload: string, header: object = {}, secret = RING.signing) =>
      new CompactSign(Buffer.from(payload))
        .setProtectedHeader({ alg: 'HS256', typ: REVOCATION_LIST_TYPE, kid: 'test', ...header })
        .sign('secret' in secret ? secret.secret : new Uint8Array());
    const text = (body: string | Promise<string>) => async (response: ServerResponse) =>
      response.end(await body);

    test.each<[string, RegExp, () => (response: ServerResponse) => unknown]>([
      [
        'a wrong signature',
        /signature does not hold/,
        () => text(sign(list(), {}, { ...RING.signing, secret: new Uint8Array(32).fill(7) })),
      ],
      ['another typ', /no key of the ring/, () => text(sign(list(), { typ: 'JWT' }))],
      [
        'no signature',
        /signature does not hold/,
        () => text(sign(list()).then((jws) => jws.replace(/[^.]+$/, ''))),
      ],
      [
        'a session token',
        /no key of the ring/,
        () => text(/\busher=([^;]+)/.exec(standing)?.[1] ?? ''),
      ],
      ['half a list', /malformed/, () => text(sign(list({ subjects: { 'plex:1': {} } })))],
      [
        'alg none',
        /no key of the ring/,
        () =>
          text(
            sign(list()).then(
              (jws) =>
                `${Buffer.from('{"alg":"none"}').toString('base64url')}.${jws.split('.')[1]!}.`,
            ),
          ),
      ],
      [
        'another issuer',
        /of another issuer/,
        () => text(sign(list({ iss: 'https://elsewhere.example' }))),
      ],
      ['no list within', /malformed/, () => text(sign('{}'))],
      ['an older list', /older than the last one/, () => text(sign(list({ iat: now() - 60 })))],
      ['too much', /it is too large/, () => text('x'.repeat(MAX_REVOCATION_LIST_CHARS + 1))],
      ['a page', /no signed list/, () => text('<!doctype html><title>Sign in</title>')],
      [
        'far too much',
        /length is too large/,
        () => text('x'.repeat(5 * MAX_REVOCATION_LIST_CHARS)),
      ],
      ['nothing', /no signed list/, () => text('')],
      ['a list of tomorrow', /of the future/, () => text(sign(list({ iat: now() + 86_400 })))],
      ['an error', /status 500/, () => (response) => response.writeHead(500).end(list())],
      ['silence', /timed out/, () => () => undefined],
      [
        'a redirect',
        /status 302/,
        () => (response) => response.writeHead(302, { Location: '/' }).end(),
      ],
      ['a broken connection', /closed connection/, () => (response) => response.destroy()],
    ])('%s changes nothing, and the log says why', async (_what, problem, how) => {
      relay.answer(how());
      const before = relay.asked(LIST);
      await eventually(() => relay.asked(LIST) > before, 'a question', 15);
      await eventually(() => problem.test(lastOf(gate)), `${String(problem)} in the log`);
      expect(await reasonOf(gate, ended)).toBe('session_ended');
      expect(await reasonOf(gate, standing)).toBe('allowed');
    });

    test('the longest list there can be is held', async () => {
      const { sub } = JSON.parse(Buffer.from(standing.split('.')[1]!, 'base64url').toString()) as {
        sub: string;
      };
      const many = Array.from({ length: 15_000 }, (_, at) => [
        `plex:${String(10_000_000 + at)}`,
        { nbf: now(), sids: [] },
      ]);
      const subjects = { ...Object.fromEntries(many), [sub]: { nbf: now() + 60, sids: [] } };
      const long = await sign(list({ subjects }));
      expect(long.length).toBeLessThan(MAX_REVOCATION_LIST_CHARS);
      relay.answer((response) => response.end(long));
      await becomes(gate, standing, 'revoked');
      const { answer } = await visit(gate, '/', { headers: AS_API });
      expect(Number(answer.headers['x-age'])).toBeLessThan(10);
    });

    test('and afterwards the portal is heard again', async () => {
      relay.answer(undefined);
      await eventually(() => lastOf(gate).includes('heard again'), 'the portal again', 15);
      await signedOut(gate);
    });
  });

  describe('an nginx that starts', () => {
    test('knows what is revoked at once', async () => {
      const before = await start();
      const cookie = await signedOut(before);
      await before.stop();
      // Nothing that waits for an interval comes in time.
      const refresh = { ...configFor().refresh!, intervalSeconds: 3600 };
      const gate = await start({ staleRefuses: true, refresh });
      try {
        await becomes(gate, cookie, 'session_ended');
      } finally {
        await gate.stop();
      }
    });

    test.each([
      [false, 'allowed'],
      [true, 'revocations_stale'],
    ])(
      'while the portal is down lets nobody pass if it is told so: %s, %s',
      async (staleRefuses, reason) => {
        const standing = (await signedIn()).cookieHeader();
        await relay.stop();
        const gate = await start({ staleRefuses });
        try {
          expect(await reasonOf(gate, standing)).toBe(reason);
          expect(await reasonOf(gate, standing)).toBe(reason);
          const { answer } = await visit(gate, '/', { headers: AS_API });
          expect(answer.headers['x-age']).toBe('-');
          await relay.listen();
          await becomes(gate, standing, 'allowed');
        } finally {
          await gate.stop();
        }
      },
    );
  });

  test('a list that grows too old refuses those who are remembered, until there is a newer one', async () => {
    const gate = await start({ staleRefuses: true, revocationMaxAgeSeconds: 8 });
    try {
      const standing = (await signedIn()).cookieHeader();
      await becomes(gate, standing, 'allowed');
      expect(await reasonOf(gate, standing)).toBe('allowed');
      await relay.stop();
      const ms = await becomes(gate, standing, 'revocations_stale', 30);
      expect(ms).toBeGreaterThan(1000);
      await relay.listen();
      await becomes(gate, standing, 'allowed');
    } finally {
      await gate.stop();
    }
  });
}

/** The last line of the gate's own in the error log. */
function lastOf(gate: Gate): string {
  return (
    gate.nginx
      .errorLog()
      .split('\n')
      .filter((line) => line.includes('usher: '))
      .at(-1) ?? ''
  );
}
