/**
 * Our verifier next to jose: whatever we accept, jose must accept, and where jose accepts and we do not, the vector
 * says why. Then the same with tokens that chance has altered.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyToken } from '../verify-token.js';
import { joseRefusal } from './jose-reference.js';
import {
  gateConfigFor,
  goodClaims,
  joseHeader,
  segment,
  signSegments,
  testKeys,
} from './token-maker.js';
import { tokenVectors } from './vectors.js';

const NOW = 1_790_000_000;

describe.each([1, 2])('with %d keys in the ring', (count) => {
  const keys = testKeys(count);
  const config = gateConfigFor(keys);

  test.each(tokenVectors(NOW, keys))('jose and we about $name', async (vector) => {
    const ours = verifyToken(vector.token, config, NOW);
    const theirs = await joseRefusal(vector.token, config, NOW);
    if (typeof ours === 'object') {
      expect(theirs).toBeUndefined();
    }
    // Said where it is so, and only there.
    const isStricter = theirs === undefined && !['allowed', 'guest'].includes(vector.expect);
    expect({ jose: theirs, stricter: vector.stricter !== undefined }).toEqual({
      jose: theirs,
      stricter: isStricter,
    });
  });
});

describe('tokens that chance has altered', () => {
  const keys = testKeys(2);
  const config = gateConfigFor(keys);
  const [key] = keys as [(typeof keys)[0]];

  /** Anything jose refuses and we accept fails. Returns whether we accepted, so that a run can be seen to try both. */
  async function weAreNotLaxer(token: string): Promise<boolean> {
    const ours = verifyToken(token, config, NOW);
    if (typeof ours === 'object') {
      expect(await joseRefusal(token, config, NOW)).toBeUndefined();
    }
    return typeof ours === 'object';
  }

  /** Runs the property and asks that at least so many tokens were accepted; fast-check prints the seed on failure. */
  async function hold(tokens: fc.Arbitrary<string>, numRuns: number, atLeast: number) {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(tokens, async (token) => {
        accepted += (await weAreNotLaxer(token)) ? 1 : 0;
      }),
      { numRuns },
    );
    expect(accepted).toBeGreaterThanOrEqual(atLeast);
  }

  const good = signSegments(segment(joseHeader(key)), segment(goodClaims(NOW)), key.secret);
  const scrap = fc.oneof(
    fc.constantFrom(
      '',
      '.',
      '=',
      '==',
      '\n',
      '\u0000',
      ' ',
      ';',
      '%2e',
      'A',
      '-',
      '_',
      '+',
      '/',
      'é',
      '\ufffd',
    ),
    fc.string({ maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 2 }),
  );
  const place = fc.nat({ max: good.length });

  test('changed after they were signed', async () => {
    const edit = fc.tuple(place, fc.nat({ max: 3 }), scrap);
    const altered = fc
      .array(edit, { minLength: 1, maxLength: 3 })
      .map((edits) =>
        edits.reduce(
          (token, [at, cut, put]) => token.slice(0, at) + put + token.slice(at + cut),
          good,
        ),
      );
    await hold(altered, 3000, 0);
  });

  test('with a bit turned, anywhere: none is accepted', () => {
    for (let at = 0; at < good.length; at++) {
      for (let bit = 0; bit < 7; bit++) {
        const turned = String.fromCharCode(good.charCodeAt(at) ^ (1 << bit));
        const token = good.slice(0, at) + turned + good.slice(at + 1);
        expect([at, bit, typeof verifyToken(token, config, NOW)]).toEqual([at, bit, 'string']);
      }
    }
  });

  test('with segments cut, doubled and exchanged', async () => {
    const parts = [...good.split('.'), '', 'e30', segment({ alg: 'none' })];
    const shuffled = fc
      .array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 })
      .map((chosen) => chosen.join('.'));
    await hold(shuffled, 2000, 0);
  });

  test('with other JSON in header and claims, rightly signed', async () => {
    const number = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.integer({ min: -100, max: 100 }).map((away) => NOW + away),
      fc.constantFrom(NOW * 1000, -0, 0, 4, 999, 1000, 4.5),
    );
    const value = fc.oneof(
      number,
      fc.string(),
      fc.constantFrom(null, true, [], {}, 'HS256', 'none', 'JWT'),
      fc.jsonValue(),
    );
    const claim = fc.constantFrom(
      'iss',
      'aud',
      'sub',
      'exp',
      'nbf',
      'iat',
      'group_id',
      'jti',
      '__proto__',
    );
    const member = fc.constantFrom(
      'alg',
      'typ',
      'kid',
      'crit',
      'b64',
      'zip',
      'enc',
      'jwk',
      'cty',
      '__proto__',
    );
    const changes = (name: fc.Arbitrary<string>) =>
      fc.dictionary(name, value, { maxKeys: 2, noNullPrototype: true });
    const token = fc
      .tuple(changes(member), changes(claim))
      .map(([header, claims]) =>
        signSegments(
          segment({ ...joseHeader(key), ...header }),
          segment({ ...goodClaims(NOW), ...claims }),
          key.secret,
        ),
      );
    await hold(token, 3000, 50);
  });

  test('with other bytes in header and claims, rightly signed', async () => {
    const header = Buffer.from(JSON.stringify(joseHeader(key)));
    const claims = Buffer.from(JSON.stringify(goodClaims(NOW)));
    const spoilt = (bytes: Buffer) =>
      fc
        .array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), { maxLength: 2 })
        .map((edits) => {
          const copy = Buffer.from(bytes);
          edits.forEach(([at, byte]) => copy.writeUInt8(byte, at));
          return segment(copy);
        });
    const token = fc
      .tuple(spoilt(header), spoilt(claims))
      .map(([first, second]) => signSegments(first, second, key.secret));
    await hold(token, 3000, 50);
  });

  test('with other base64url text in header and claims, rightly signed', async () => {
    const spoilt = (text: string) =>
      fc
        .option(fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 2 }), scrap), {
          nil: undefined,
        })
        .map((edit) =>
          edit === undefined
            ? text
            : text.slice(0, edit[0]) + edit[2] + text.slice(edit[0] + edit[1]),
        );
    const token = fc
      .tuple(spoilt(segment(joseHeader(key))), spoilt(segment(goodClaims(NOW))))
      .map(([first, second]) => signSegments(first, second, key.secret));
    await hold(token, 3000, 50);
  });
});
