/** The engine that these tests run on is the one that was asked for, and one that the gate supports. */
import { expect, test } from '@jest/globals';
import { localNjs } from '../../../issuer/nginx-files/local-njs.js';
import { njsProblem } from '../../../issuer/nginx-files/njs-version.js';
import { engineUnderTest } from './support/engine.js';

test('the engine is the one that was asked for', async () => {
  const engine = await engineUnderTest();
  expect(engine).toBe(process.env['TEST_NGINX_NJS'] ?? engine);
  expect(engine).toMatch(/^\d+\.\d+\.\d+ (njs|QuickJS)$/);
});

test('usher nginx finds its version, and writes files for it', async () => {
  const [version = ''] = (await engineUnderTest()).split(' ');
  // None of the packages that we know has Ed25519; the one that does has to appear here.
  expect(await localNjs(underTest())).toEqual({ kind: 'njs', version, hasEd25519: false });
  expect(njsProblem(version)).toBeUndefined();
});

test('usher nginx knows an nginx without njs', async () => {
  const { kind } = await localNjs({ ...underTest(), loadModule: '' });
  expect(kind).toBe('no_njs');
});

/** An nginx that runs from elsewhere does not know where its modules are. */
function underTest() {
  const { TEST_NGINX_BINARY: binary, TEST_NGINX_GLOBALS: loadModule } = process.env;
  return {
    ...(binary === undefined ? {} : { binary }),
    ...(loadModule === undefined ? {} : { loadModule }),
  };
}
