/** usher.config.js broken, lost or made by somebody who knew better: never a pass. */
import { mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { GateConfig, SharedKey } from '../../../shared/gate-config.js';
import {
  gateConfigFor,
  goodClaims,
  mint,
  testKeys,
  without,
} from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import type { NginxOptions } from './support/nginx.js';
import { AS_API, session, visit } from './support/visit.js';

const good = gateConfigFor(testKeys(1));
const [key] = good.keys as [SharedKey];

function start(options: Partial<NginxOptions>): Promise<Gate> {
  return startGate({ gateConfig: good, http: server(guarded('/', 4)), ...options });
}

/** Writes usher.config.js anew. */
const config = (text: string) => (gateDir: string) => {
  writeFileSync(join(gateDir, 'usher.config.js'), text);
};

describe('nginx does not start with a configuration that', () => {
  test.each<[string, (gateDir: string) => void]>([
    ['is not there', (gateDir) => rmSync(join(gateDir, 'usher.config.js'))],
    [
      'cannot be read',
      (gateDir) => {
        // A folder: the rights of a file stop no test that runs as root.
        rmSync(join(gateDir, 'usher.config.js'));
        mkdirSync(join(gateDir, 'usher.config.js'));
      },
    ],
    ['is half written', (gateDir) => truncateSync(join(gateDir, 'usher.config.js'), 200)],
    ['is no JavaScript', config('{ "issuer": "https://auth.example.com" }')],
  ])('%s', async (_, damage) => {
    await expect(start({ damage })).rejects.toThrow(
      /nginx did not start: [^]*(SyntaxError|Cannot|while reading)/,
    );
  });
});

test('a configuration without an export lets nobody in', async () => {
  // njs's own engine does not start with it; QuickJS notices when the first request comes.
  const gate = await start({
    damage: config('const nothing = {};'),
    expectedErrors: /js (call )?exception/,
  }).catch((error: unknown) => String(error));
  if (typeof gate === 'string') {
    expect(gate).toMatch(/nginx did not start: [^]*export statement is required/);
    return;
  }
  await expectRefused(gate, session({ group_id: 0 }).Cookie, 500, '');
});

describe('nobody is let in with a configuration that', () => {
  test.each([
    ['is empty', 'export default {};', 500, 'gate_error'],
    ['is a text', 'export default "nonsense";', 500, 'gate_error'],
    ['is null', 'export default null;', 500, 'gate_error'],
    ['is undefined', 'export default undefined;', 500, 'gate_error'],
  ])('%s', async (_, text, status, reason) => {
    const gate = await start({ damage: config(text) });
    await expectRefused(gate, session({ group_id: 0 }).Cookie, status, reason);
  });

  test('is empty, not even with a cookie of the name that it does not give', async () => {
    const gate = await start({ damage: config('export default {};') });
    const cookie = session({ group_id: 0 }).Cookie.replace(good.cookieName, 'undefined');
    await expectRefused(gate, cookie, 500, 'gate_error');
  });

  test.each<[string, keyof GateConfig, number, string]>([
    ['no issuer', 'issuer', 401, 'iss_mismatch'],
    ['no audience', 'audience', 401, 'aud_mismatch'],
    ['no clock skew', 'clockSkewSeconds', 401, 'expired'],
    ['no table of headers', 'headers', 500, 'gate_error'],
    ['no cookie name', 'cookieName', 401, 'no_token'],
  ])('has %s', async (_, member, status, reason) => {
    const gate = await start({ gateConfig: without(good, member) as GateConfig });
    await expectRefused(gate, session({ group_id: 0 }).Cookie, status, reason);
  });

  test('has no issuer and no audience, not even a token that names none', async () => {
    const gate = await start({
      gateConfig: without(without(good, 'issuer'), 'audience') as GateConfig,
    });
    const claims = { ...goodClaims(now()), iss: undefined, aud: undefined, group_id: 0 };
    await expectRefused(gate, `${good.cookieName}=${mint(key, claims)}`, 401, 'iss_mismatch');
  });

  test('has an empty ring', async () => {
    const gate = await start({ gateConfig: gateConfigFor([]) });
    await expectRefused(gate, session().Cookie, 401, 'key_unknown');
  });

  test.each([
    ['of 31 bytes', Buffer.alloc(31, 1).toString('base64url')],
    ['of one byte', 'AA'],
    ['that is empty', ''],
    ['that is no base64url', '!'.repeat(20)],
  ])('has a key %s, although the signature is right', async (_, secret) => {
    const weak = { ...key, secret };
    const gate = await start({ gateConfig: gateConfigFor([weak]) });
    const token = mint(weak, { ...goodClaims(now()), group_id: 0 });
    const log = await expectRefused(gate, `${good.cookieName}=${token}`, 500, 'gate_error');
    expect(log).toContain('usher: gate_error: Error: a key of the ring is too short for HS256');
    expect(log).not.toContain(token);
    expect(secret === '' || !log.includes(secret)).toBe(true);
  });

  test.each([
    ['is missing', undefined],
    ['is null', null],
    ['is a number', 12345678901234567890],
  ])('has a key whose secret %s', async (_, secret) => {
    const broken = { ...key, secret } as unknown as SharedKey;
    const gate = await start({ gateConfig: gateConfigFor([broken]) });
    await expectRefused(gate, session({ group_id: 0 }).Cookie, 500, 'gate_error');
  });
});

test('the keys are for root alone, and nginx reads them before it drops its rights', async () => {
  const modes: number[] = [];
  const gate = await start({
    damage: (gateDir) => {
      modes.push(statSync(join(gateDir, 'usher.config.js')).mode & 0o777);
    },
  });
  try {
    expect(modes).toEqual([0o600]);
    expect(await visit(gate, '/', { headers: session() })).toMatchObject({ status: 200 });
  } finally {
    await gate.stop();
  }
});

function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** Stops the gate, and gives what stood in the error log. */
async function expectRefused(
  gate: Gate,
  cookie: string,
  status: number,
  reason: string,
): Promise<string> {
  try {
    const seen = await visit(gate, '/', { headers: { ...AS_API, Cookie: cookie } });
    expect(seen).toMatchObject({ status, reason, user: '', groupId: '', reached: [] });
    expect((await visit(gate, '/', { headers: AS_API })).reached).toEqual([]);
    return gate.nginx.errorLog();
  } finally {
    await gate.stop();
  }
}
