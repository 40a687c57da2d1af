/** Tokens that are rightly signed, of which the JOSE header is anything. */
import fc from 'fast-check';
import { goodClaims, joseHeader, segment, signSegments, testKeys } from '../token-maker.js';
import { CONFIGS, NOW, compareVerdict } from './compare.js';
import { fuzzing } from './fuzz.js';
import { changedMembers, jsonText, membersOf, objectText } from './mutations.js';

const keys = testKeys(4);
const payload = segment(goodClaims(NOW));
const config = fc.constantFrom(...CONFIGS);
/** Every second token is signed by the first key; the fourth key is in no ring. */
const signer = fc.constantFrom(0, 0, 0, 1, 2, 3);

const NAMES = ['alg', 'alg', 'typ', 'typ', 'kid', 'kid', 'kid', 'crit', 'b64', 'zip', 'enc'];
const MORE_NAMES = ['jku', 'jwk', 'x5u', 'x5c', 'cty', 'x', '__proto__', 'constructor', 'toString'];

const kids = [...keys.map((key) => key.kid), '__proto__', 'constructor', 'nobody', '0', ''];
const values: Readonly<Record<string, readonly string[]>> = {
  alg: ['HS256', 'none', 'None', 'hs256', 'HS384', 'HS512', 'RS256', 'ES256', 'HS256 ', ''],
  typ: ['JWT', 'jwt', 'JWT', 'Jwt', 'JWE', 'at+jwt', 'JWT ', ''],
  kid: [...kids, `${keys[0]!.kid}x`, keys[0]!.kid.toUpperCase()],
};

function valueFor(name: string): fc.Arbitrary<string> {
  const kid = fc.constantFrom(...kids);
  const own = Object.hasOwn(values, name) ? values[name] : undefined;
  const usual = fc.constantFrom(...(own ?? kids)).map((text) => JSON.stringify(text));
  return fc.oneof(
    { weight: 5, arbitrary: usual },
    { weight: 2, arbitrary: jsonText },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.constantFrom(
          '["HS256"]',
          '["b64"]',
          '["exp"]',
          '[]',
          'true',
          'false',
          '["alg"]',
          '["b64","b64"]',
        ),
        fc.constant(`{"alg":"HS256","typ":"JWT","kid":"${keys[0]!.kid}"}`),
        kid.map((text) => JSON.stringify([text])),
        kid.map((text) => JSON.stringify({ kid: text })),
        kid.map((text) => `"\\u00${text.charCodeAt(0).toString(16)}${text.slice(1)}"`),
      ),
    },
  );
}

const header = signer.chain((index) =>
  fc.record({
    signer: fc.constant(index),
    header: objectText(
      fc
        .constantFrom(joseHeader(keys[index]!), { alg: 'HS256' }, joseHeader(keys[0]!))
        .chain((start) => changedMembers(membersOf(start), [...NAMES, ...MORE_NAMES], valueFor)),
    ),
    config,
  }),
);

fuzzing('header', 0.1, (property) => {
  property('any members, in any spelling', 1, header, (one) =>
    compareVerdict(
      signSegments(segment(one.header), payload, keys[one.signer]!.secret),
      one.config,
      4,
    ),
  );
});
