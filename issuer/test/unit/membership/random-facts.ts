/** Facts, rules and overrides of all kinds, for properties. */
import fc from 'fast-check';
import type { Conditions, PlexFact, Rule } from '../../../config/usher-config.js';
import type { Override } from '../../../membership/decision.js';
import type { Facts, Library, ServerFacts } from '../../../membership/facts.js';

export const OWNER_ID = 1;
const SERVERS = ['a', 'b'] as const;
const IDS = [OWNER_ID, 2, 3] as const;
const LIBRARIES: readonly Library[] = [
  { key: 1, title: 'Movies' },
  { key: 2, title: 'Series' },
  { key: 3, title: 'Kids' },
];
const OTHERS = ['local:anna', 'local:bob', 'guest:1', 'oidc:x'] as const;
const PROFILES = ['little_kid', 'older_kid', 'teen'] as const;
const NAMES = ['Frankie', 'bob'] as const;

/** Moments lie close together, so that they often meet. */
export const moment = fc.integer({ min: 0, max: 12 });

/** What the owner's lists and plex.tv can say of one account, in the order of Facts. */
const RELATIONS: readonly (readonly PlexFact[])[] = [
  ['homeAdmin', 'homeAdult', 'home'],
  ['homeAdult', 'home'],
  ['home', 'managed'],
  ['home'],
  ['friend'],
  ['home', 'friend'],
];
const OF_OWNER: readonly (readonly PlexFact[])[] = [
  ['owner'],
  ['owner', 'homeAdmin', 'homeAdult', 'home'],
];

const libraries = fc.option(
  fc.oneof(fc.constant('all' as const), fc.subarray([...LIBRARIES], { minLength: 0 })),
  { nil: undefined },
);

const serversOf = (plexId: number): fc.Arbitrary<readonly ServerFacts[]> =>
  fc
    .tuple(
      fc.subarray([...SERVERS]),
      fc.array(
        fc.record(
          {
            relations: fc.constantFrom(...(plexId === OWNER_ID ? OF_OWNER : RELATIONS)),
            libraries,
          },
          { requiredKeys: ['relations'] },
        ),
        { minLength: SERVERS.length, maxLength: SERVERS.length },
      ),
    )
    .map(([servers, what]) =>
      servers.map((server, index) => ({ server, ...what[index] }) as ServerFacts),
    );

const plexFacts: fc.Arbitrary<Facts> = fc.constantFrom(...IDS).chain((plexId) =>
  fc.record(
    {
      subject: fc.constant(`plex:${String(plexId)}`),
      plexId: fc.constant(plexId),
      username: fc.constantFrom(...NAMES),
      restrictionProfile: fc.constantFrom(...PROFILES),
      servers: serversOf(plexId),
    },
    { requiredKeys: ['subject', 'plexId', 'servers'] },
  ),
);

export const facts: fc.Arbitrary<Facts> = fc.oneof(
  { weight: 4, arbitrary: plexFacts },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...OTHERS).map((subject) => ({ subject, servers: [] })),
  },
);

const some = <T>(...of: readonly T[]): fc.Arbitrary<T[]> =>
  fc.subarray([...of], { minLength: 1, maxLength: Math.min(3, of.length) });

const MEMBERS = {
  plex: some<PlexFact>('owner', 'home', 'homeAdmin', 'homeAdult', 'managed', 'friend'),
  server: some(...SERVERS),
  libraries: fc.oneof(
    fc.constant('all' as const),
    some<string | number>('Movies', 'series', 'kids', 1, 2),
  ),
  profile: some(...PROFILES),
  plexId: some<number>(...IDS),
  username: some('frankie', 'bob'),
  subject: some('plex:*', 'plex:1', 'plex:2', 'local:*', 'local:anna', 'guest:*'),
  from: moment,
  until: moment,
};

/** Few members at once, or nobody would ever match. */
export const conditions: fc.Arbitrary<Conditions> = fc
  .subarray(Object.keys(MEMBERS) as (keyof typeof MEMBERS)[], { minLength: 1, maxLength: 2 })
  .chain((members) =>
    fc.record(Object.fromEntries(members.map((member) => [member, MEMBERS[member]]))),
  )
  .filter(({ from, until }: Conditions) => (from ?? -1) < (until ?? Infinity));

/** Two of them that have something to do with each other. */
export const relatedConditions: fc.Arbitrary<readonly [Conditions, Conditions]> = fc
  .tuple(conditions, conditions, fc.boolean())
  .map(([earlier, more, isOther]) => [
    earlier,
    isOther ? { ...narrowed(earlier), ...more } : { ...more, ...narrowed(earlier) },
  ]);

/** The first entry of each list. */
function narrowed(when: Conditions): Conditions {
  return Object.fromEntries(
    Object.entries(when).map(([member, value]) => [
      member,
      Array.isArray(value) ? value.slice(0, 1) : value,
    ]),
  );
}

export const rules: fc.Arbitrary<readonly Rule[]> = fc.array(
  fc.record({ when: conditions, group: fc.integer({ min: 0, max: 999 }) }),
  { maxLength: 6 },
);

export const override: fc.Arbitrary<Override | undefined> = fc.option(
  fc.record(
    {
      subject: fc.constant('plex:2'),
      group: fc.oneof(fc.constant('refused' as const), fc.integer({ min: 0, max: 999 })),
      note: fc.constant(''),
      until: moment,
      setAt: fc.constant(0),
      setBy: fc.constant('command line'),
    },
    { requiredKeys: ['subject', 'group', 'note', 'setAt', 'setBy'] },
  ),
  { nil: undefined },
);
