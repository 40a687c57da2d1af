import { expect, test } from '@jest/globals';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { generateKey } from '../../../keys/generate-key.js';
import { keyRingOf } from '../../../keys/key-ring.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';

const ring = keyRingOf([generateKey(1_700_000_000)]);
const told = (revocation: string) =>
  gateConfigOf(goodConfig(`${GOOD_YAML}revocation: { ${revocation} }\n`).config, ring);

test('the gate is told where to look, and what to do with what nobody has confirmed', () => {
  expect(told('')).toMatchObject({
    revocationDir: '/etc/usher/data/revocations',
    revocationMaxAgeSeconds: 0,
    staleRefuses: false,
  });
  expect(told('dir: /run/usher, maxAge: 15m, whenStale: refuse')).toMatchObject({
    revocationDir: '/run/usher',
    revocationMaxAgeSeconds: 900,
    staleRefuses: true,
  });
  expect(told('dir: none')).toMatchObject({ revocationDir: '' });
});
