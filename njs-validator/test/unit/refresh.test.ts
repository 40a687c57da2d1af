/** What the gate does with what it has fetched, and what it does not do. Shared memory and network are plain objects. */
import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { GateConfig } from '../../../shared/gate-config.js';
import { REVOCATION_LIST_TYPE } from '../../../shared/revocation-list.js';
import {
  anyGateConfigFor,
  mintWith,
  sampleKeyPair,
} from '../../../shared/test/public-key-maker.js';
import { goodClaims, ISSUER, mint, testKeys } from '../../../shared/test/token-maker.js';
import { authorize } from '../../authorize.js';
import type { Outside, State } from '../../gate-request.js';
import { refresh } from '../../refresh.js';
import { fakeRequest } from './support/fake-request.js';
import { gateFileOf } from './support/gate-file.js';

const NOW = 1_790_000_000;
const [key] = testKeys(1) as [ReturnType<typeof testKeys>[0]];
const [first, second] = [sampleKeyPair('ES256'), sampleKeyPair('RS256')];
const LIST_URL = 'http://127.0.0.1/list';
const KEYS_URL = 'http://127.0.0.1/keys';
const claims = goodClaims(NOW);
const subject = (nbf: number, sids: readonly string[] = []) => ({ [claims.sub]: { nbf, sids } });

/** The set as the portal would send it. */
const jwks = (...pairs: readonly (typeof first)[]) =>
  JSON.stringify({
    keys: pairs.map(({ key: { kid, alg }, privateKey }) => ({
      ...createPublicKey(privateKey).export({ format: 'jwk' }),
      kid,
      alg,
      use: 'sig',
    })),
  });
const list = (subjects: object, iat = NOW, epoch = 0) =>
  mint(
    key,
    { iss: ISSUER, iat, epoch, subjects },
    { alg: 'HS256', typ: REVOCATION_LIST_TYPE, kid: key.kid },
  );

type Answer = string | number | Error;

function setUp(changes: Partial<GateConfig> = {}, urls: object = {}) {
  const gate = gateFileOf({
    ...anyGateConfigFor([key, first.key]),
    refresh: { revocationsUrl: LIST_URL, keysUrl: '', intervalSeconds: 3, ...urls },
    ...changes,
  });
  const held = new Map<string, string>();
  const remembered = new Map<string, string>();
  const state: State = {
    get: (name) => held.get(name),
    set: (name, value) => held.set(name, value),
    delete: (name) => held.delete(name),
    keys: () => [...held.keys()],
  };
  const memo = {
    get: (name: string) => remembered.get(name),
    set: (name: string, value: string) => remembered.set(name, value),
  };
  const answers: Record<string, Answer> = {};
  const asked: string[] = [];
  const log: string[] = [];
  const outside: Outside = {
    shared: { usher_state: state },
    fetch: (url) => {
      asked.push(url);
      const answer = answers[url] ?? 404;
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({
            status: typeof answer === 'number' ? answer : 200,
            text: () => Promise.resolve(String(answer)),
          });
    },
    log: (_level, message) => void log.push(message),
    ERR: 4,
    WARN: 5,
  };
  let now = NOW;
  /** The timer, `seconds` after the last time. */
  const tick = async (next: Record<string, Answer>, seconds = 3) => {
    Object.assign(answers, next);
    now += seconds;
    await refresh().answer({}, gate, outside, now);
  };
  const verdict = async (
    token = mint(key, claims),
    zones: object = { usher_state: state, usher_memo: memo },
  ) => {
    const variables = { http_cookie: `__Secure-usher=${token}`, 'cookie___Secure-usher': token };
    const r = fakeRequest({ uri: '/_usher/4', variables });
    await authorize(r, gate, zones as never, now);
    return r.variables.usher_reason;
  };
  const age = (file = gate) => refresh().answer({ uri: '/' }, file, outside, now);
  return { gate, held, remembered, answers, asked, log, outside, tick, verdict, age };
}

describe('a list that was fetched', () => {
  test('is gone by from then on, and by those who are remembered', async () => {
    const { tick, verdict, remembered, held } = setUp();
    expect(await verdict()).toBe('allowed');
    // Nothing can be remembered as true of a list that there is not.
    expect(remembered.size).toBe(0);
    await tick({ [LIST_URL]: list({}) });
    expect(await verdict()).toBe('allowed');
    expect(remembered.size).toBe(1);
    expect(await verdict()).toBe('allowed');
    const version = held.get('version');
    // A record that does not say what it was held against is none.
    const [[token, record] = ['', '']] = remembered;
    remembered.set(token, record.slice(0, record.lastIndexOf('\n')));
    expect(await verdict()).toBe('allowed');
    expect(remembered.get(token)).toBe(record);
    await tick({ [LIST_URL]: list({}, NOW + 3) });
    expect(held.get('version')).toBe(version);
    await tick({ [LIST_URL]: list(subject(NOW), NOW + 6) });
    expect(await verdict()).toBe('revoked');
    await tick({ [LIST_URL]: list(subject(0, ['x', claims.sid]), NOW + 9) });
    expect(await verdict()).toBe('session_ended');
    await tick({ [LIST_URL]: list({}, NOW + 12) });
    expect(await verdict()).toBe('allowed');
    await tick({ [LIST_URL]: list({}, NOW + 15, NOW) });
    expect(await verdict()).toBe('revoked');
  });

  test('stays in force whatever comes afterwards, and the log says once what is wrong', async () => {
    const { tick, verdict, log } = setUp();
    await tick({ [LIST_URL]: `${list(subject(NOW))}\n` });
    const bad: Answer[] = [
      list({}, NOW - 1),
      'x',
      500,
      new Error('refused'),
      list({ a: 1 }, NOW + 9),
    ];
    for (const answer of bad) {
      await tick({ [LIST_URL]: answer });
      await tick({});
      expect(await verdict()).toBe('revoked');
    }
    const lines = [
      'it is older than the last one',
      'it is no signed list',
      'Error: status 500',
      'Error: refused',
      'it is malformed',
    ];
    expect(log).toEqual(
      lines.map((line) => `usher: what is revoked could not be renewed from ${LIST_URL}: ${line}`),
    );
    await tick({ [LIST_URL]: list({}, NOW + 30) });
    expect(log.at(-1)).toBe('usher: the portal is heard again');
    expect(await verdict()).toBe('allowed');
  });

  test('that does not fit stays unread, and is tried again', async () => {
    const { tick, held, log, outside, verdict } = setUp();
    await tick({ [LIST_URL]: list({}) });
    const { set } = outside.shared!.usher_state!;
    const full = {
      ...outside.shared!.usher_state!,
      set: (name: string, value: string) => {
        if (name.startsWith('s-')) {
          throw new Error('no memory');
        }
        return set(name, value);
      },
    };
    const version = held.get('version');
    Object.assign(outside, { shared: { usher_state: full } });
    await tick({ [LIST_URL]: list(subject(NOW), NOW + 3) });
    expect([held.get('version'), held.get('confirmed_at')]).toEqual([version, String(NOW)]);
    expect(log.at(-1)).toMatch(/no memory/);
    Object.assign(outside, { shared: { usher_state: { ...full, set } } });
    await tick({});
    expect(await verdict()).toBe('revoked');
  });

  test('is fetched by one timer of several', async () => {
    const { tick, asked, held } = setUp();
    await tick({ [LIST_URL]: list({}) });
    await tick({}, 0);
    await tick({}, 0.5);
    expect(asked).toHaveLength(1);
    await tick({}, 1);
    expect(asked).toHaveLength(2);
    // A clock that was put back, and another configuration after a reload.
    await tick({}, -100);
    expect(asked).toHaveLength(3);
    held.set('asked', `another ${String(NOW)}`);
    await tick({}, 0);
    expect(asked).toHaveLength(4);
  });
});

describe('before there is a list, and when it grows old', () => {
  test.each([
    [false, 0, ['allowed', 'allowed', 'allowed']],
    [true, 0, ['revocations_stale', 'allowed', 'allowed']],
    [true, 60, ['revocations_stale', 'allowed', 'revocations_stale']],
    [false, 60, ['allowed', 'allowed', 'allowed']],
  ])('refusing: %s, after %d s', async (staleRefuses, maxAge, [before, then, late]) => {
    const { tick, verdict } = setUp({ staleRefuses, revocationMaxAgeSeconds: maxAge });
    expect(await verdict()).toBe(before);
    await tick({ [LIST_URL]: list({}) });
    expect([await verdict(), await verdict()]).toEqual([then, then]);
    await tick({ [LIST_URL]: 500 }, 60);
    expect([await verdict(), await verdict()]).toEqual([late, late]);
  });

  test.each([true, false])(
    'without shared memory the same holds: refusing %s',
    async (staleRefuses) => {
      const { verdict, gate, outside } = setUp({ staleRefuses, revocationMaxAgeSeconds: 60 });
      const reason = staleRefuses ? 'revocations_stale' : 'allowed';
      const zones = { usher_memo: { get: () => undefined, set: () => undefined } };
      expect(await verdict(undefined, zones)).toBe(reason);
      expect(await verdict(undefined, undefined)).toBe(reason);
      // Somebody whom nginx remembers from when it had one.
      const { tick, verdict: withState, remembered, gate: same } = setUp({ staleRefuses });
      await tick({ [LIST_URL]: list({}) });
      await withState();
      expect(remembered.size).toBe(1);
      const memo = { get: (name: string) => remembered.get(name), set: () => undefined };
      expect(same.usesState).toBe(true);
      expect(await withState(undefined, { usher_memo: memo })).toBe(reason);
      await refresh().answer({}, gate, { ...outside, shared: undefined }, NOW);
    },
  );

  test('the age is that of the list', async () => {
    const { tick, age, gate, outside } = setUp();
    expect(age()).toBe('-');
    await tick({ [LIST_URL]: list({}) });
    await tick({ [LIST_URL]: 500 }, 60);
    expect(age()).toBe('63');
    expect(refresh().answer({ uri: '/' }, gate, { ...outside, shared: undefined }, NOW)).toBe('-');
    expect(age({ ...gate, revocationDir: '/nowhere' })).toBe('-');
  });
});

describe('keys that were fetched', () => {
  const urls = { revocationsUrl: '', keysUrl: KEYS_URL };
  const tokenOf = (pair: typeof first) => mintWith(pair, claims);

  test('take the place of the configuration’s public keys; its secrets stay', async () => {
    const { tick, verdict } = setUp({}, urls);
    expect(await verdict(tokenOf(first))).toBe('allowed');
    expect(await verdict(tokenOf(second))).toBe('key_unknown');
    await tick({ [KEYS_URL]: jwks(first, second) });
    for (const token of [tokenOf(first), tokenOf(second), mint(key, claims)]) {
      expect([await verdict(token), await verdict(token)]).toEqual(['allowed', 'allowed']);
    }
    await tick({ [KEYS_URL]: jwks(second) });
    expect(await verdict(tokenOf(first))).toBe('key_unknown');
    expect(await verdict(tokenOf(second))).toBe('allowed');
    await tick({ [KEYS_URL]: jwks() });
    expect(await verdict(tokenOf(second))).toBe('signature_malformed');
    expect(await verdict()).toBe('allowed');
  });

  test('count no more once the configuration has another ring, until there are newer ones', async () => {
    const { tick, verdict, gate } = setUp({}, urls);
    await tick({ [KEYS_URL]: jwks(second) });
    expect(await verdict(tokenOf(first))).toBe('key_unknown');
    Object.assign(gate, { whole: { ...gate.whole, keys: [first.key] }, generation: 'another' });
    expect(await verdict(tokenOf(first))).toBe('allowed');
    expect(await verdict(tokenOf(second))).toBe('key_unknown');
    await tick({});
    expect(await verdict(tokenOf(second))).toBe('allowed');
  });

  test.each([
    ['a page', '<html>', 'it is no JWK Set'],
    [
      'a key with the name of a secret',
      jwks({ ...second, key: { ...second.key, kid: key.kid } }),
      'it has a key of the name that another one has',
    ],
  ])('are not changed by %s', async (_what, answer, problem) => {
    const { tick, verdict, log } = setUp({}, urls);
    await tick({ [KEYS_URL]: jwks(second) });
    await tick({ [KEYS_URL]: answer });
    expect(await verdict(tokenOf(second))).toBe('allowed');
    expect(log).toEqual([`usher: the keys could not be renewed from ${KEYS_URL}: ${problem}`]);
  });

  test('verify the list that comes with them', async () => {
    const { tick, verdict, log } = setUp({}, { keysUrl: KEYS_URL });
    const signed = mintWith(
      second,
      { iss: ISSUER, iat: NOW, epoch: 0, subjects: subject(NOW) },
      { alg: 'RS256', typ: REVOCATION_LIST_TYPE, kid: second.key.kid },
    );
    await tick({ [KEYS_URL]: jwks(second), [LIST_URL]: signed });
    expect(log).toEqual([]);
    expect(await verdict()).toBe('revoked');
    await tick({ [KEYS_URL]: 500, [LIST_URL]: new Error('refused') });
    expect(log[0]).toMatch(/^usher: the keys .*; what is revoked /);
  });
});

test('a gate that fetches nothing asks nobody', async () => {
  const { gate, outside, asked } = setUp();
  const idle = gateFileOf(anyGateConfigFor([key]));
  expect(gate.whole.refresh).toBeDefined();
  await refresh().answer({}, idle, outside, NOW);
  expect(asked).toEqual([]);
});

test('says with each question what asks, where it knows', async () => {
  const { gate, outside } = setUp();
  const said: unknown[] = [];
  const listening = {
    ...outside,
    fetch: (url: string, options?: unknown) => {
      said.push(options);
      return outside.fetch(url);
    },
  };
  const named = {
    ...gate,
    whole: { ...gate.whole, refresh: { ...gate.whole.refresh!, gate: '0.1.0; njs/0.8.9' } },
  };
  const timer = { variables: { nginx_version: '1.26.3' } };
  await refresh().answer(timer, named, listening, NOW);
  await refresh().answer({}, named, listening, NOW + 100);
  await refresh().answer(timer, gate, listening, NOW + 200);
  const headers = { 'Usher-Gate': '0.1.0; njs/0.8.9; nginx/1.26.3; list=-' };
  expect([...new Set(said)]).toEqual([{ headers }, undefined]);
});
