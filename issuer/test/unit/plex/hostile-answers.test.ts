/** Whatever plex.tv, or something in its place, answers: it comes to an outcome, and to a token that browsers keep. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { keyRingOf } from '../../../keys/key-ring.js';
import { admit } from '../../../membership/admit.js';
import type { AdmitDeps } from '../../../membership/admit.js';
import { policyOf } from '../../../membership/policy.js';
import { readAccount } from '../../../plex/account-response.js';
import { readHomeUsers } from '../../../plex/home-users-response.js';
import type { ListedUser, Share } from '../../../plex/owner-lists.js';
import type { Page } from '../../../plex/page-response.js';
import type { PlexResponse } from '../../../plex/plex-response.js';
import { readCreatedPin, readPinState } from '../../../plex/pin-response.js';
import { readResources } from '../../../plex/resources-response.js';
import { readShares } from '../../../plex/shares-response.js';
import { readSignIn } from '../../../plex/sign-in-response.js';
import { readSwitch } from '../../../plex/switch-response.js';
import { readUsers } from '../../../plex/users-response.js';
import { mintSession } from '../../../token/mint-session.js';
import { goodConfig, GOOD_YAML, SERVER } from '../config/sample-config.js';
import { NO_STATE } from '../token/no-state.js';
import { jsonAnswer, xmlAnswer } from './answers.js';
import { ALL_LIBRARIES, FRIEND, MANAGED, SOME_LIBRARIES, wholeList } from './lists.js';

const { config } = goodConfig(GOOD_YAML.replace(/ {2}ownerId: .*\n/, ''));
const policy = policyOf(config, undefined);
/** Nobody's account is linked, so nothing but these answers decides. */
const DEPS: Omit<AdmitDeps, 'plex'> = {
  directory: { lists: () => undefined, refresh: () => Promise.resolve(undefined) },
  policy: () => policy,
  state: { overrideOf: () => undefined, person: () => undefined, recordPerson: () => undefined },
  now: () => 1_800_000_000,
  listsLastSeconds: 600,
  ownerPatienceMs: 1000,
  isSuspicious: () => false,
};
const ring = keyRingOf([{ kid: 'test', alg: 'HS256', secret: new Uint8Array(32).fill(7) }]);

/** Numbers that JSON can write and programs trip over. */
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, -1, 0.5, 2 ** 53, 1e308, Number.MAX_SAFE_INTEGER),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 400 }),
  fc.constantFrom(
    '\ud800',
    '\udc00\ud800',
    '\u202e',
    '\r\nSet-Cookie: a=b',
    '"><svg>',
    'x'.repeat(9000),
  ),
);
const anything = fc.oneof(number, text, fc.boolean(), fc.constant(null), fc.jsonValue());

/** Of the right type but for one time in thirty. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary, weight: 29 }, { arbitrary: anything, weight: 1 });

const account = fc.record(
  {
    id: mostly(fc.integer({ min: 1 })),
    uuid: mostly(text),
    username: mostly(text),
    title: mostly(text),
    friendlyName: mostly(text),
    email: mostly(fc.oneof(text, fc.emailAddress())),
    thumb: mostly(fc.oneof(text, fc.webUrl())),
    confirmed: mostly(fc.boolean()),
    home: mostly(fc.boolean()),
    homeAdmin: mostly(fc.boolean()),
    restricted: mostly(fc.boolean()),
    restrictionProfile: mostly(fc.constantFrom(null, '', 'teen', 'little_kid')),
    protected: mostly(fc.boolean()),
    guest: mostly(fc.constantFrom(false, false, true)),
  },
  { requiredKeys: ['home', 'homeAdmin', 'restricted', 'protected', 'guest'] },
);
const resource = fc.record(
  {
    clientIdentifier: mostly(fc.constant(SERVER)),
    name: mostly(text),
    provides: mostly(fc.constantFrom('server', 'server,player', 'player', null)),
    owned: mostly(fc.boolean()),
    home: mostly(fc.boolean()),
    ownerId: mostly(fc.constantFrom(null, 1, 2 ** 53)),
  },
  { requiredKeys: ['clientIdentifier', 'owned', 'home'] },
);
const errors = fc.record({ errors: fc.array(fc.record({ code: anything })) });
const body = fc
  .oneof(
    account,
    fc.array(resource, { maxLength: 5 }),
    errors,
    fc.record({ authToken: anything, id: anything, code: anything }, { requiredKeys: [] }),
    anything,
  )
  .map((value) => JSON.stringify(value));
const attributes = fc
  .array(
    fc.tuple(
      fc.constantFrom('id', 'userID', 'size', 'totalSize', 'offset', 'home', 'key', '__proto__'),
      fc.oneof(text, fc.integer().map(String), fc.constantFrom('0', '1', '')),
    ),
    { maxLength: 6 },
  )
  .map((pairs) =>
    pairs.map(([name, value]) => ` ${name}="${value.replace(/[<&"]/g, '')}"`).join(''),
  );
const listBody = fc
  .tuple(attributes, fc.constantFrom('User', 'SharedServer', 'x'), attributes)
  .map(([of, name, row]) => `<MediaContainer${of}><${name}${row}/></MediaContainer>`);
const response: fc.Arbitrary<PlexResponse> = fc.record({
  kind: fc.constant('response' as const),
  status: fc.oneof(
    fc.constantFrom(200, 201, 204, 400, 401, 403, 404, 422, 429, 498, 500, 502),
    fc.integer({ min: 100, max: 999 }),
  ),
  contentType: fc.constantFrom(
    'application/json',
    'application/json; charset=utf-8',
    'text/html',
    'application/xml',
    '',
  ),
  retryAfter: fc.oneof(fc.constantFrom('', '5', '-1', '999999999999'), text),
  body: fc.oneof(
    body,
    listBody,
    text,
    body.map((whole) => whole.slice(0, -2)),
  ),
});

const READERS = [
  readSignIn,
  readCreatedPin,
  readPinState,
  readAccount,
  readResources,
  readUsers,
  readShares,
  readHomeUsers,
  (answer: PlexResponse) => readSwitch(answer, 'd0'),
];

test('is never an exception', () => {
  const outcome = { kind: expect.any(String) };
  fc.assert(
    fc.property(response, (answer) => {
      for (const read of READERS) {
        expect(read(answer)).toMatchObject(outcome);
      }
    }),
    { numRuns: 2000 },
  );
});

/** A text with some of it cut out, doubled, or exchanged for something else. */
function spoilt(text: string): fc.Arbitrary<string> {
  const place = fc.nat(text.length);
  const length = fc.oneof(fc.nat(3), fc.nat(200));
  const inserted = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom('<', '/>', '"', '&amp;', '<!--', '-->', '<![CDATA[', '0', '1', '<?x ?>', '\0'),
    fc.tuple(place, length).map(([from, count]) => text.slice(from, from + count)),
  );
  return fc
    .tuple(place, length, inserted)
    .map(([from, count, instead]) => text.slice(0, from) + instead + text.slice(from + count));
}

test.each<readonly [string, (answer: PlexResponse) => { kind: string }, readonly string[]]>([
  ['of people', readUsers, [FRIEND, MANAGED]],
  ['of shares', readShares, [SOME_LIBRARIES, ALL_LIBRARIES]],
])('a list %s that was spoilt on the way is whole or none', (_name, read, rows) => {
  const whole = wholeList(rows);
  let lists = 0;
  fc.assert(
    fc.property(spoilt(whole), (body) => {
      const outcome = read(xmlAnswer(200, body)) as Page<ListedUser | Share> | { kind: 'other' };
      if (outcome.kind === 'page') {
        lists += 1;
        expect(outcome.rows.length).toBe(rows.length);
        expect(outcome.rows.every(({ id }) => Number.isSafeInteger(id) && id > 0)).toBe(true);
      }
    }),
    { numRuns: 5000 },
  );
  expect(lists).toBeGreaterThan(50);
});

test('lets nobody in without an id, and makes a whole token for whoever it lets in', async () => {
  let admitted = 0;
  await fc.assert(
    fc.asyncProperty(account, fc.array(resource, { maxLength: 3 }), async (who, what) => {
      const client = {
        account: () => Promise.resolve(readAccount(jsonAnswer(200, who))),
        resources: () => Promise.resolve(readResources(jsonAnswer(200, what))),
      };
      const admission = await admit('token', { ...DEPS, plex: client });
      if (admission.kind !== 'admitted') {
        return;
      }
      admitted += 1;
      expect(who.id).toBeGreaterThan(0);
      const from = { device: '', address: '' };
      const session = { ...admission, amr: ['plex_pin'] as const, from };
      const { token } = await mintSession(session, {
        config,
        ring,
        state: NO_STATE,
        now: 1_800_000_000,
      });
      expect(token.length).toBeLessThan(3072);
      const claims = decodeJwt(token);
      expect(claims.sub).toBe(`plex:${who.id as number}`);
      for (const claim of Object.values(claims)) {
        expect(typeof claim === 'string' ? claim : '').not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }
    }),
    { numRuns: 2000 },
  );
  expect(admitted).toBeGreaterThan(50);
});
