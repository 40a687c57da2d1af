/** What an app is told, for people of any name: five header values, from which the claims can be had again. */
import fc from 'fast-check';
import type { SessionClaims } from '../../claims.js';
import { identityOf } from '../../identity.js';
import { goodClaims, mint, testKeys } from '../token-maker.js';
import { CONFIGS, NOW, compare } from './compare.js';
import { fuzzing } from './fuzz.js';

const [key] = testKeys(1) as [ReturnType<typeof testKeys>[0]];

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('\r', '\n', '\u0000', '%', ' ', '\u007f', '|', 'é', '😀', 'a', '\ufeff'),
    maxLength: 40,
  }),
  fc
    .array(fc.nat({ max: 0xffff }), { maxLength: 20 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .tuple(fc.constantFrom('x', 'é', '😀', ' ', '%'), fc.integer({ min: 250, max: 260 }))
    .map(([char, count]) => char.repeat(count).slice(0, count)),
);
const anyClaim = fc.oneof(
  { weight: 8, arbitrary: anyText },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
);

/** What an app can have again of a claim: its first 256 characters without blanks around; nothing of broken text. */
function told(claim: unknown): string {
  const text = typeof claim === 'string' ? claim : '';
  const cut = /^[\s\S]{255}[\ud800-\udbff]/.test(text) ? text.slice(0, 255) : text.slice(0, 256);
  return /[\ud800-\udfff]/u.test(cut.trim()) ? '' : cut.trim();
}

function mustTell(claims: SessionClaims): void {
  const identity = identityOf(claims);
  const expected = {
    user: told(claims.preferred_username) || told(claims.sub),
    name: told(claims.name),
    email: told(claims.email),
    group: told(claims.group),
    groupId: String(claims.group_id),
  };
  for (const member of ['user', 'name', 'email', 'group', 'groupId'] as const) {
    const decoded = decodeURIComponent(identity[member]);
    if (decoded !== expected[member]) {
      throw new Error(
        `${member} ${JSON.stringify(decoded)}, not ${JSON.stringify(expected[member])}`,
      );
    }
  }
}

fuzzing('identity', 0.5, (property) => {
  property(
    'people of any name',
    1,
    fc.record(
      {
        sub: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
        preferred_username: anyClaim,
        name: anyClaim,
        email: anyClaim,
        group: anyClaim,
      },
      { requiredKeys: [], noNullPrototype: true },
    ),
    async (claims) => {
      const token = mint(key, { ...goodClaims(NOW), ...claims });
      const verified = await compare(token, CONFIGS[0]!);
      if (typeof verified === 'string') {
        return verified;
      }
      mustTell(verified);
      return 'allowed';
    },
  );
});
