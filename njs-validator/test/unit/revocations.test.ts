/** What the gate finds in the folder of revocations: real files. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { revocationFileName } from '../../../shared/revocation.js';
import { gateConfigFor, goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import { MAX_REVOCATION_FILE_BYTES } from '../../../shared/token-profile.js';
import { authorize } from '../../authorize.js';
import { fakeRequest } from './support/fake-request.js';
import { gateFileOf } from './support/gate-file.js';

const NOW = 1_790_000_000;
const [key] = testKeys(1);
const claims = goodClaims(NOW);
const token = mint(key!, claims);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'usher-revocations-'));
  put('epoch', 0);
  put('alive', NOW);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a file of that time, and makes the folder look as if it had happened `ago` seconds before now. */
function put(name: string, seconds: number, text = '', ago = 60): void {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), seconds, seconds);
  utimesSync(folder, NOW - ago, NOW - ago);
}

const held = new Map<string, string>();
const memo = {
  get: (name: string) => held.get(name),
  set: (name: string, value: string) => held.set(name, value),
};
beforeEach(() => {
  held.clear();
});

type Asked = Readonly<{ now?: number; maxAge?: number; refuses?: boolean; threshold?: number }>;

/** Status, reason and error log of a request. */
function ask({ now = NOW, maxAge = 0, refuses = false, threshold = 4 }: Asked = {}) {
  const config = {
    ...gateConfigFor([key!]),
    revocationDir: folder,
    revocationMaxAgeSeconds: maxAge,
    staleRefuses: refuses,
  };
  const variables = { http_cookie: `__Secure-usher=${token}`, 'cookie___Secure-usher': token };
  const r = fakeRequest({ uri: `/_usher/${String(threshold)}`, variables });
  void authorize(r, gateFileOf(config), { usher_memo: memo }, now);
  return { status: r.answers[0]?.status, reason: r.variables.usher_reason, errors: r.errors };
}

const PASSED = { status: 204, reason: 'allowed', errors: [] };
const subject = revocationFileName(claims.sub);

describe('a token', () => {
  test('passes where its subject has no file', () => {
    put(revocationFileName('plex:9'), NOW + 1);
    expect(ask()).toEqual(PASSED);
  });

  test.each([
    ['before', claims.iat + 1, 401, 'revoked'],
    ['in the second of', claims.iat, 204, 'allowed'],
    ['after', claims.iat - 1, 204, 'allowed'],
  ])('issued %s its subject’s stamp', (_when, stamp, status, reason) => {
    put(subject, stamp);
    expect(ask()).toMatchObject({ status, reason });
  });

  test('issued before the epoch is void', () => {
    put('epoch', claims.iat + 1);
    expect(ask()).toMatchObject({ status: 401, reason: 'revoked' });
  });

  test.each([
    ['among others', `x\n${claims.sid}\ny\n`, 'session_ended'],
    ['alone', claims.sid, 'session_ended'],
    ['of another', `${claims.sid}x\n`, 'allowed'],
  ])('of a session that is over: %s', (_what, text, reason) => {
    put(subject, 0, text);
    expect(ask()).toMatchObject({ reason });
  });

  test('that is void is a guest where everybody may pass', () => {
    put(subject, NOW);
    expect(ask({ threshold: 999 })).toMatchObject({ status: 204, reason: 'guest' });
  });

  test('meets an error where its file is beyond all bounds', () => {
    put(subject, 0, 'x'.repeat(MAX_REVOCATION_FILE_BYTES + 1));
    expect(ask()).toMatchObject({ status: 500, reason: 'gate_error' });
  });
});

describe('what is remembered', () => {
  test('is gone by while the folder is as it was', () => {
    ask();
    expect(held.size).toBe(1);
    // The folder's time is what counts: this one is put back.
    put(subject, NOW);
    expect(ask()).toEqual(PASSED);
  });

  test('counts no more once the folder has changed', () => {
    ask();
    put(subject, NOW, '', 30);
    expect(ask()).toMatchObject({ reason: 'revoked' });
  });

  test('is not remembered at all while the folder may change again within one tick of its clock', () => {
    put(subject, 0, '', 1);
    expect(ask()).toEqual(PASSED);
    expect(held.size).toBe(0);
  });
});

describe('a folder that', () => {
  test.each([
    ['is not there', () => rmSync(folder, { recursive: true })],
    ['is a file', () => (rmSync(folder, { recursive: true }), writeFileSync(folder, ''))],
    ['has no epoch', () => (rmSync(folder, { recursive: true }), mkdirSync(folder))],
  ])(
    '%s lets people pass and says so in the log, or lets nobody pass, as the operator chose',
    (_what, breakIt) => {
      ask();
      breakIt();
      const errors = [`usher: revocations cannot be read: ${folder}`];
      expect(ask()).toEqual({ status: 204, reason: 'allowed', errors });
      expect(ask({ refuses: true })).toEqual({ status: 500, reason: 'revocations_stale', errors });
    },
  );

  test.each([
    [3600, 59, 'allowed'],
    [60, 60, 'revocations_stale'],
    [0, 9999, 'allowed'],
  ])('may have an age of %d s, and was confirmed %d s ago: %s', (maxAge, ago, reason) => {
    const status = reason === 'allowed' ? 204 : 500;
    const now = NOW + 30;
    put('alive', now - ago);
    expect(ask({ now, maxAge, refuses: true })).toMatchObject({ status, reason });
    // By what is remembered, too.
    expect(ask({ now, maxAge, refuses: true })).toMatchObject({ status, reason });
    expect(ask({ now, maxAge, refuses: false })).toMatchObject({ status: 204 });
  });

  test('nobody confirms any more refuses those who are remembered', () => {
    const asked = { maxAge: 60, refuses: true };
    expect(ask(asked)).toEqual(PASSED);
    expect(ask({ ...asked, now: NOW + 60 })).toMatchObject({ status: 500 });
  });
});
