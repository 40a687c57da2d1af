/** A ring of an HS256 key and key pairs of every kind: tokens altered after they were signed, and tokens that mix kinds. */
import { createHmac, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { anyGateConfigFor, sampleKeyPair, signBytes } from '../public-key-maker.js';
import { goodClaims, joseHeader, segment, signature, testKeys } from '../token-maker.js';
import { compareVerdict, NOW } from './compare.js';
import { fuzzing } from './fuzz.js';
import { respelling } from './mutations.js';

const PAIRS = (['ES256', 'RS256', 'EdDSA'] as const).map(sampleKeyPair);
const [SHARED] = testKeys(1) as [ReturnType<typeof testKeys>[0]];
const KEYS = [SHARED, ...PAIRS.map(({ key }) => key)];

const WHOLE = anyGateConfigFor(KEYS);

/** The whole ring, or a key alone, with which a token needs no kid. */
const ringOf = (index: number, isAlone: boolean) =>
  isAlone ? anyGateConfigFor([KEYS[index]!]) : WHOLE;
const alone = fc.constantFrom(true, false, false);

type Signer = (input: string) => string;

/** Right ones, and what an attacker can make who has only the public keys. */
const SIGNERS: readonly Signer[] = [
  (input) => signature(input, SHARED.secret),
  ...PAIRS.map(
    (pair): Signer =>
      (input) =>
        signBytes(pair, input).toString('base64url'),
  ),
];
const FORGERS: readonly Signer[] = [
  ...PAIRS.flatMap((pair): Signer[] => {
    const publicKey = createPublicKey(pair.privateKey);
    return [
      publicKey.export({ type: 'spki', format: 'der' }),
      publicKey.export({ type: 'spki', format: 'pem' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
      pair.key.spki,
    ].map((secret) => (input) => createHmac('sha256', secret).update(input).digest('base64url'));
  }),
  (input) => signBytes(PAIRS[0]!, input, { der: true }).toString('base64url'),
  (input) => signBytes(PAIRS[1]!, input, { pss: true }).toString('base64url'),
  (input) => signBytes(PAIRS[1]!, input, { hash: 'sha512' }).toString('base64url'),
  () => '',
  ...[43, 86, 342].map(
    (chars): Signer =>
      () =>
        'A'.repeat(chars),
  ),
];

const which = fc.nat({ max: KEYS.length - 1 });
const header = fc.record(
  {
    alg: fc.constantFrom(...KEYS.map(({ alg }) => alg), 'none', 'ES384', 'PS256'),
    kid: fc.constantFrom(...KEYS.map(({ kid }) => kid), 'nobody', '__proto__'),
    typ: fc.constantFrom('JWT', 'jwt', 'JWE'),
    jwk: fc.constant({ kty: 'oct', k: '' }),
  },
  { requiredKeys: [] },
);
const claims = fc.record({
  exp: fc.constantFrom(NOW + 3600, NOW + 3600, NOW + 3600, NOW - 3600),
  group_id: fc.constantFrom(0, 4, 4, 4, 5, 999),
});

const threshold = fc.constantFrom(4, 4, 4, 999);
const bytes = fc.uint8Array({ maxLength: 520 });

fuzzing('publicKeys', 0.1, (property) => {
  property(
    'a right token, respelt',
    0.4,
    fc.record({
      index: which,
      place: fc.nat({ max: 2 }),
      change: respelling,
      claims,
      alone,
      threshold,
    }),
    (one) => {
      const { index } = one;
      const input = [joseHeader(KEYS[index]!), { ...goodClaims(NOW), ...one.claims }]
        .map(segment)
        .join('.');
      const segments = [...input.split('.'), SIGNERS[index]!(input)];
      const token = segments
        .map((text, place) => (place === one.place ? one.change(text) : text))
        .join('.');
      return compareVerdict(token, ringOf(index, one.alone), one.threshold);
    },
  );

  property(
    'any header over any signature',
    0.4,
    fc.record({
      index: which,
      // The right one most of the time.
      other: fc.option(which, { freq: 1 }),
      forger: fc.option(fc.constantFrom(...FORGERS), { freq: 1 }),
      header: fc.oneof(fc.constant({}), header),
      claims,
      alone,
      threshold,
    }),
    (one) => {
      const { index } = one;
      const signer = one.forger ?? SIGNERS[one.other ?? index]!;
      const input = [
        { ...joseHeader(KEYS[index]!), ...one.header },
        { ...goodClaims(NOW), ...one.claims },
      ]
        .map(segment)
        .join('.');
      return compareVerdict(`${input}.${signer(input)}`, ringOf(index, one.alone), one.threshold);
    },
  );

  property(
    'other bytes for a signature',
    0.2,
    fc.record({
      index: which,
      random: fc.option(bytes, { freq: 1 }),
      place: fc.nat({ max: 511 }),
      mask: fc.nat({ max: 255 }),
      alone,
      threshold,
    }),
    ({ index, random, place, mask, ...one }) => {
      const input = [joseHeader(KEYS[index]!), goodClaims(NOW)].map(segment).join('.');
      const right = Buffer.from(SIGNERS[index]!(input), 'base64url');
      right.writeUInt8(right.readUInt8(place % right.length) ^ mask, place % right.length);
      const third = (random === null ? right : Buffer.from(random)).toString('base64url');
      return compareVerdict(`${input}.${third}`, ringOf(index, one.alone), one.threshold);
    },
  );
});
