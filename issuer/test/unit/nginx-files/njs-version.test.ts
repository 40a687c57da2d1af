import { describe, expect, test } from '@jest/globals';
import { ed25519Problem, njsProblem, refreshProblem } from '../../../nginx-files/njs-version.js';

describe('the gate', () => {
  test.each(['0.7.9', '0.7.10', '0.8.0', '0.8.9', '0.9.6', '0.9.8', '0.10.0', '1.0.0', '1.0.2'])(
    'runs on njs %s',
    (version) => {
      expect(njsProblem(version)).toBeUndefined();
    },
  );

  test.each(['0.0.0', '0.6.12', '0.7.8'])('does not run on njs %s, which is too old', (version) => {
    expect(njsProblem(version)).toContain('too old');
  });

  test('does not run on njs 0.9.7, which cannot load crypto', () => {
    expect(njsProblem('0.9.7')).toContain('crypto');
  });

  test.each(['', '1', '1.0', '1.0.2-2', 'v1.0.2', '1.0.2.1', '1.0.2\n'])(
    'does not run on %j, which is no version',
    (version) => {
      expect(njsProblem(version)).toContain('is no njs version');
    },
  );
});

describe('a gate that fetches', () => {
  test.each(['0.8.1', '0.8.9', '1.0.2'])('runs on njs %s', (version) => {
    expect(refreshProblem(version)).toBeUndefined();
  });

  test.each(['0.7.9', '0.8.0'])('does not run on njs %s, and what does is said', (version) => {
    expect(refreshProblem(version)).toMatch(/js_periodic.*0\.8\.1.*source: file/);
  });

  test('wants to know its njs', () => {
    expect(refreshProblem(undefined)).toContain('--njs VERSION');
  });
});

describe('an EdDSA key', () => {
  test.each<[string, boolean | undefined]>([
    ['0.9.8', true],
    ['1.0.2', true],
    ['0.9.8', undefined],
    ['1.0.2', undefined],
  ])('can be verified by njs %s, which says of Ed25519: %p', (version, hasEd25519) => {
    expect(ed25519Problem(version, hasEd25519)).toBeUndefined();
  });

  test.each<[string | undefined, boolean | undefined, string]>([
    ['0.7.9', undefined, 'njs 0.7.9 cannot'],
    ['0.9.6', false, 'njs 0.9.6 cannot'],
    ['1.0.2', false, 'built without Ed25519'],
    [undefined, undefined, '--njs VERSION'],
  ])('cannot be verified by njs %s, which says of Ed25519: %p', (version, hasEd25519, problem) => {
    expect(ed25519Problem(version, hasEd25519)).toContain(problem);
  });
});
