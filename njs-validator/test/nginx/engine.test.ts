/** The engine that these tests run on is the one that was asked for, and one that the gate supports. */
import { expect, test } from '@jest/globals';
import { njsProblem } from '../../../issuer/nginx-files/njs-version.js';
import { engineUnderTest } from './support/engine.js';

test('the engine is the one that was asked for', async () => {
  const engine = await engineUnderTest();
  expect(engine).toBe(process.env['TEST_NGINX_NJS'] ?? engine);
  expect(engine).toMatch(/^\d+\.\d+\.\d+ (njs|QuickJS)$/);
});

test('the engine is one that usher nginx writes files for', async () => {
  const [version = ''] = (await engineUnderTest()).split(' ');
  expect(njsProblem(version)).toBeUndefined();
});
