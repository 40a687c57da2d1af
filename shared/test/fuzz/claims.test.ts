/** Tokens that are rightly signed, of which the payload is anything, at any threshold. */
import fc from 'fast-check';
import { AUDIENCE, ISSUER, goodClaims, mint, testKeys } from '../token-maker.js';
import { CONFIGS, NOW, compareVerdict } from './compare.js';
import { fuzzing } from './fuzz.js';
import { changedMembers, jsonText, membersOf, objectText } from './mutations.js';

const [key] = testKeys(1) as [ReturnType<typeof testKeys>[0]];
const DATES = ['exp', 'nbf', 'iat'];
const NAMES = [...DATES, ...DATES, 'iss', 'aud', 'aud', 'sub', 'group_id', 'group_id', 'group_id'];
const MORE_NAMES = [
  'name',
  'preferred_username',
  'groupId',
  '__proto__',
  'constructor',
  'toString',
  'resources',
  'resources',
];

/** Numbers as a JSON text may spell them. */
const spelt = (numbers: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc
    .tuple(
      numbers,
      fc.constantFrom(String, (value: number) => value.toExponential()),
    )
    .map(([value, spell]) => spell(value));

/** Around every edge there is, and far from all. */
const date = spelt(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(
          NOW,
          NOW - 30,
          NOW + 30,
          NOW + 3600,
          NOW - 60 + 34_560_000,
          NOW + 34_560_000,
        ),
        fc.constantFrom(-1, -0.5, 0, 0.5, 1),
      )
      .map(([edge, away]) => edge + away),
    fc.integer({ min: -100, max: 100 }).map((away) => NOW + away),
    fc.constantFrom(0, -1, -NOW, NOW * 1000, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53)),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  ),
);
const group = spelt(
  fc.oneof(
    fc.integer({ min: 0, max: 999 }),
    fc.constantFrom(0, 1, 4, 998, 999, 1000, -1, 4.5, 3.9999999999999996, 2 ** 32, 2 ** 32 + 4),
  ),
);
const audience = fc
  .array(
    fc.constantFrom<unknown>(AUDIENCE, AUDIENCE, 'other.example', '', null, 4, [AUDIENCE], {}),
    { maxLength: 4 },
  )
  .map((list) => JSON.stringify(list));
/** What is asked for, what contains it, what does not, and what is no entry. */
const entry = fc.oneof(
  fc.constantFrom(
    ...['127.0.0.1/', '127.0.0.1/4', '127.0.0.1/4/', '127.0.0.1/4/x', 'a.example/', '[::1]/'],
    ...['127.0.0.1', '127.0.0.1/../', '127.0.0.1//', '127.0.0.1:80/', 'A.example/', '', '/', 'é/'],
  ),
  fc
    .tuple(
      fc.constantFrom('127.0.0.1', 'a', '[::1]', '[', '-', '_', '.'),
      fc.array(fc.constantFrom('/', '4', '.', '..', '%2e', ';', '?', '#', '\\', ' ', '~', '\n'), {
        maxLength: 5,
      }),
    )
    .map(([host, parts]) => `${host}/${parts.join('')}`),
);
const resources = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(entry, { minLength: 1, maxLength: 3 }) },
    fc.array(entry, { minLength: 14, maxLength: 18 }),
    fc.array(fc.oneof(entry, fc.constantFrom(null, 4, [], '127.0.0.1/'))),
  )
  .map((list) => JSON.stringify(list));
const text = (...texts: string[]): fc.Arbitrary<string> =>
  fc.constantFrom(...texts).map((one) => JSON.stringify(one));

const usual: Readonly<Record<string, fc.Arbitrary<string>>> = {
  exp: date,
  nbf: date,
  iat: date,
  group_id: group,
  iss: text(ISSUER, `${ISSUER}/`, ISSUER.toUpperCase(), `${ISSUER}\u0000`, '', 'Organizr'),
  aud: fc.oneof(audience, text(AUDIENCE, '', 'Example.com', `.${AUDIENCE}`, `${AUDIENCE}.`)),
  sub: fc
    .tuple(fc.constantFrom('s', 'é', '😀', ' '), fc.constantFrom(0, 1, 127, 128, 254, 255, 256))
    .map(([char, count]) => JSON.stringify(char.repeat(count))),
  resources,
  ['__proto__']: fc.constantFrom('{"group_id":0}', '{"exp":9999999999,"sub":"plex:1"}', 'null'),
};

function valueFor(name: string): fc.Arbitrary<string> {
  const known = Object.hasOwn(usual, name) ? usual[name] : undefined;
  return known === undefined
    ? jsonText
    : fc.oneof({ weight: 5, arbitrary: known }, { weight: 2, arbitrary: jsonText });
}

fuzzing('claims', 0.1, (property) => {
  property(
    'any claims, in any spelling',
    1,
    fc.record({
      payload: objectText(
        changedMembers(membersOf(goodClaims(NOW)), [...NAMES, ...MORE_NAMES], valueFor),
      ),
      threshold: fc.oneof(fc.constantFrom(0, 3, 4, 5, 998, 999), fc.nat({ max: 999 })),
      config: fc.constantFrom(...CONFIGS),
    }),
    (one) => compareVerdict(mint(key, one.payload), one.config, one.threshold),
  );
});
