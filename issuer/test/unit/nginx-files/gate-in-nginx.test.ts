/** What the gate and the files around it must agree on, and what keeps a question to the gate from going astray. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { authorize } from '../../../../njs-validator/authorize.js';
import { fakeRequest } from '../../../../njs-validator/test/unit/support/fake-request.js';
import { gateFileOf } from '../../../../njs-validator/test/unit/support/gate-file.js';
import { gateConfigFor, testKeys } from '../../../../shared/test/token-maker.js';
import { renderNginxFiles } from '../../../nginx-files/nginx-files.js';
import { readGateBundle } from '../../../nginx-files/write-nginx-files.js';

const gateConfig = gateConfigFor(testKeys(1));
const files = new Map(
  renderNginxFiles({
    gateConfig,
    gate: '',
    outDir: '/etc/nginx/usher',
    organizr: true,
    njsVersion: '0.8.9',
  }).map(({ name, content }) => [name, content]),
);
const contentOf = (name: string) => files.get(name) ?? '';

/** Prefixes of the locations that ask the gate, with their insides. */
const gateLocations = [...contentOf('server.conf').matchAll(/^location \^~ (\S+) \{([^}]*)\}/gm)];

describe('the gate', () => {
  test('finds every variable that it sets', () => {
    const request = fakeRequest({ uri: '/_usher/4' });
    void authorize(request, gateFileOf(gateConfig), undefined, 0);
    const set = Object.keys(request.variables).filter((name) => name.startsWith('usher_'));
    const made = [...contentOf('http.conf').matchAll(/^js_var \$(\w+);$/gm)].map(
      ([, name]) => name,
    );
    expect(set.sort()).toEqual(made.sort());
    expect(set.length).toBeGreaterThan(0);
  });

  test('knows the threshold in every address that leads to it', () => {
    const prefixes = gateLocations.map(([, prefix]) => prefix);
    expect(prefixes).toHaveLength(3);
    for (const prefix of prefixes) {
      const request = fakeRequest({ uri: `${prefix}4` });
      void authorize(request, gateFileOf(gateConfig), undefined, 0);
      expect([prefix, request.variables.usher_threshold]).toEqual([prefix, '4']);
      expect(request.variables.usher_reason).toBe('no_token');
    }
  });

  test('answers nginx without an error page of the server in between', () => {
    for (const [, prefix, inside] of gateLocations) {
      expect([prefix, inside]).toEqual([prefix, expect.stringMatching(/^ +error_page \d+ @/m)]);
      // An inherited page for a refusal would answer in place of the verdict.
      expect(inside).not.toMatch(/error_page (\d+ )*(401|403|500) /);
    }
  });

  test.each(['location.conf', 'identity.conf'])(
    'is not replaced by the app where a question goes astray (%s)',
    (name) => {
      expect(contentOf(name)).toMatch(/^if \(\$request_length = 0\) \{ return 500 "[^"]+"; \}$/m);
    },
  );
});

test('the bundle is the built one, or an error says how to build it', () => {
  const built = new URL('../../../../njs-validator/dist/usher.js', import.meta.url);
  if (existsSync(built)) {
    expect(readGateBundle()).toBe(readFileSync(built, 'utf8'));
  } else {
    expect(() => readGateBundle()).toThrow('npm run build');
  }
});
