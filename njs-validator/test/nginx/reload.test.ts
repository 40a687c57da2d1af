/** `usher nginx` writes the files anew while nginx runs, and a reload brings them into force. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SharedKey } from '../../../shared/gate-config.js';
import { gateConfigFor, goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { AS_API, visit } from './support/visit.js';

const [oldKey, newKey] = testKeys(2) as [SharedKey, SharedKey];

describe('after a reload', () => {
  let gate: Gate;
  beforeEach(async () => {
    gate = await startGate({
      gateConfig: gateConfigFor([oldKey]),
      http: server(guarded('/', 4)),
      expectedErrors: /\[emerg\]/,
    });
  });
  afterEach(() => gate.stop());

  const write = (...keys: SharedKey[]) => gate.nginx.write(gateConfigFor(keys));

  async function outcomeOf(key: SharedKey): Promise<[number, string, number]> {
    const token = mint(key, goodClaims(Math.floor(Date.now() / 1000)));
    const { status, reason, reached } = await visit(gate, '/', {
      headers: { ...AS_API, Cookie: `__Secure-usher=${token}` },
    });
    return [status, reason, reached.length];
  }

  test('a new key counts, and an old one as long as it is in the ring', async () => {
    expect(await outcomeOf(newKey)).toEqual([401, 'key_unknown', 0]);
    await write(newKey, oldKey);
    expect(await gate.nginx.reload()).toBe(true);
    expect(await outcomeOf(newKey)).toEqual([200, 'allowed', 1]);
    expect(await outcomeOf(oldKey)).toEqual([200, 'allowed', 1]);
  });

  test('a key that was taken out of the ring opens nothing any more', async () => {
    expect(await outcomeOf(oldKey)).toEqual([200, 'allowed', 1]);
    await write(newKey);
    expect(await gate.nginx.reload()).toBe(true);
    expect(await outcomeOf(oldKey)).toEqual([401, 'key_unknown', 0]);
  });

  test('files that were written count only then', async () => {
    await write(newKey);
    expect(await outcomeOf(oldKey)).toEqual([200, 'allowed', 1]);
    expect(await outcomeOf(newKey)).toEqual([401, 'key_unknown', 0]);
  });

  test.each([
    ['configuration', 'usher.config.js'],
    ['gate', 'usher.js'],
  ])('that meets a broken %s, all is as it was before', async (_, name) => {
    writeFileSync(join(gate.nginx.folder, 'usher', name), 'export default {');
    expect(await gate.nginx.reload()).toBe(false);
    expect(await outcomeOf(oldKey)).toEqual([200, 'allowed', 1]);
    expect(await outcomeOf(newKey)).toEqual([401, 'key_unknown', 0]);
  });
});
