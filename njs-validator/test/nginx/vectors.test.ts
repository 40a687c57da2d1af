/** The table of tokens and cookies, hostile and good, through a real nginx. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { statusOf } from '../../../shared/deny-reason.js';
import type { AllowReason, DenyReason } from '../../../shared/deny-reason.js';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { cookieVectors, tokenVectors } from '../../../shared/test/vectors.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { ask } from './support/request.js';

type Case = Readonly<{
  name: string;
  cookies: string;
  threshold: number;
  reasons: readonly (AllowReason | DenyReason)[];
}>;

describe.each([1, 3])('with %d keys in the ring', (count) => {
  const keys = testKeys(count);
  const gateConfig = gateConfigFor(keys);
  const cases = casesFor(Math.floor(Date.now() / 1000));
  let gate: Gate;

  function casesFor(now: number): Case[] {
    const tokens = tokenVectors(now, keys)
      .filter(({ travels, exactClock }) => travels && exactClock !== true)
      .map(({ name, token, threshold, expect: reason, onNjs }) => ({
        name,
        cookies: `${gateConfig.cookieName}=${token}`,
        threshold,
        reasons: onNjs === undefined ? [reason] : [reason, onNjs],
      }));
    const cookies = cookieVectors(now, keys, gateConfig.cookieName).map(
      ({ name, header, threshold, expect: reason }) => ({
        name,
        cookies: header,
        threshold,
        reasons: [reason],
      }),
    );
    return [...tokens, ...cookies];
  }

  beforeAll(async () => {
    const thresholds = [...new Set(cases.map(({ threshold }) => threshold))];
    gate = await startGate({
      gateConfig,
      http: server(thresholds.map((threshold) => guarded(`/${threshold}/`, threshold)).join('')),
    });
  });
  afterAll(() => gate.stop());

  test('the table is not empty', () => {
    expect(cases.length).toBeGreaterThan(200);
  });

  test.each(cases)('$name: $reasons', async ({ cookies, threshold, reasons }) => {
    const answer = await ask(`${gate.nginx.origin}/${threshold}/`, {
      headers: { Cookie: cookies, Accept: 'application/json' },
    });
    const [line = ''] = await gate.nginx.accessLog(1);
    const [, , status, rest = ''] = line.split(' ');
    const reason = rest.split('|')[0] as AllowReason | DenyReason;
    const passes = reason === 'allowed' || reason === 'guest';
    expect(reasons).toContain(reason);
    expect(answer.status).toBe(passes ? 200 : statusOf(reason));
    expect(status).toBe(String(answer.status));
    expect(gate.app.reached()).toHaveLength(passes ? 1 : 0);
  });

  test('none of that left an error in the log, or cost a worker its life', () => {
    expect(gate.nginx.errorLog()).not.toMatch(/\[error\]|\[crit\]|\[alert\]|exited on signal/);
  });
});
