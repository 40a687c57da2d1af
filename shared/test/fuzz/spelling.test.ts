/** Tokens that are written in other ways: segments changed after or before signing, moved, cut; other signatures. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { goodClaims, joseHeader, mint, segment, signSegments, testKeys } from '../token-maker.js';
import { CONFIGS, NOW, compareVerdict } from './compare.js';
import { fuzzing } from './fuzz.js';
import { respelling, scrap } from './mutations.js';

const [key, second] = testKeys(3) as [
  ReturnType<typeof testKeys>[0],
  ReturnType<typeof testKeys>[0],
];
const config = fc.constantFrom(...CONFIGS);
const claims = goodClaims(NOW);
/** One of each length modulo three, so that every segment has its share of stray bits. */
const payloads = ['', 'x', 'xx'].map((pad) => segment({ ...claims, name: `Zoë${pad}` }));
const headers = [
  segment(joseHeader(key)),
  segment(joseHeader(second)),
  segment({ typ: 'JWT', alg: 'HS256', kid: key.kid }),
  segment({ alg: 'HS256', kid: key.kid }),
  segment({ alg: 'HS256' }),
];
const header = fc.constantFrom(...headers);
const payload = fc.constantFrom(...payloads);
const good = mint(key, claims);
const admin = mint(key, { ...claims, sub: 'plex:1', group_id: 0 });
const byOther = mint(second, claims);

fuzzing('spelling', 0.05, (property) => {
  property(
    'segments changed after they were signed',
    0.3,
    fc.record({
      token: fc.constantFrom(good, admin, byOther),
      changes: fc.tuple(respelling, respelling, respelling),
      config,
    }),
    (one) => {
      const parts = one.token.split('.') as [string, string, string];
      const token = parts.map((part, index) => one.changes[index]!(part)).join('.');
      return compareVerdict(token, one.config, 4);
    },
  );

  property(
    'segments changed and then rightly signed',
    0.4,
    fc.record({ header, payload, changes: fc.tuple(respelling, respelling), config }),
    (one) => {
      const token = signSegments(
        one.changes[0](one.header),
        one.changes[1](one.payload),
        key.secret,
      );
      return compareVerdict(token, one.config, 4);
    },
  );

  const pieces = [good, admin, byOther].flatMap((token) => token.split('.'));
  property(
    'segments of several tokens in any order, doubled, left out, empty',
    0.1,
    fc.record({
      parts: fc.oneof(
        fc.array(fc.constantFrom(...pieces, '', 'e30', segment({ alg: 'none' })), { maxLength: 6 }),
        fc.tuple(
          ...[0, 1, 2].map((index) =>
            fc.constantFrom(...[good, admin, byOther].map((token) => token.split('.')[index]!)),
          ),
        ),
      ),
      dot: fc.oneof({ weight: 9, arbitrary: fc.constant('.') }, { weight: 1, arbitrary: scrap }),
      config,
    }),
    (one) => compareVerdict(one.parts.join(one.dot), one.config, 4),
  );

  const secrets = {
    first: Buffer.from(key.secret, 'base64url'),
    second: Buffer.from(second.secret, 'base64url'),
    'as text': Buffer.from(key.secret),
    kid: Buffer.from(key.kid),
    'one byte more': Buffer.from(`${key.secret}AA`, 'base64url'),
    'one byte less': Buffer.from(key.secret, 'base64url').subarray(1),
    empty: Buffer.alloc(0),
    zeros: Buffer.alloc(32),
  };
  property(
    'signatures by other keys, other algorithms, of other lengths',
    0.2,
    fc.record({
      alg: fc.constantFrom(
        'HS256',
        'HS256',
        'HS384',
        'HS512',
        'none',
        'None',
        'hs256',
        'RS256',
        '',
      ),
      kid: fc.constantFrom(key.kid, second.kid, undefined),
      secret: fc.constantFrom(
        ...(Object.keys(secrets) as (keyof typeof secrets)[]),
        'first',
        'first',
      ),
      hash: fc.constantFrom('sha256', 'sha256', 'sha256', 'sha384', 'sha512', 'sha1'),
      /** Bytes of the signature that are kept; beyond its length nothing is cut. */
      keep: fc.oneof(fc.constantFrom(99, 99, 99, 32, 31, 16, 0), fc.nat({ max: 64 })),
      more: fc.constantFrom('', '', '', 'AA', 'A', '=', '\n'),
      signed: fc.constantFrom('both', 'both', 'both', 'header', 'payload', 'no dot'),
      config,
    }),
    (one) => {
      const first = segment({ alg: one.alg, typ: 'JWT', kid: one.kid });
      const body = payloads[0]!;
      const input = {
        both: `${first}.${body}`,
        header: first,
        payload: body,
        'no dot': first + body,
      }[one.signed];
      const mac = createHmac(one.hash, secrets[one.secret])
        .update(input)
        .digest()
        .subarray(0, one.keep)
        .toString('base64url');
      return compareVerdict(`${first}.${body}.${mac}${one.more}`, one.config, 4);
    },
  );
});
