import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Override } from '../../../membership/decision.js';
import { MAX_AUDIT_ENTRIES, MAX_OWN_ENTRIES } from '../../../state/sqlite-audit.js';
import { openSqliteFile } from '../../../state/sqlite-file.js';
import { MAX_REFUSED_PEOPLE } from '../../../state/sqlite-people.js';
import type { AuditEntry, KnownPerson, OwnerLink } from '../../../state/state.js';
import { StateError } from '../../../state/state-error.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from './open-states.js';
import { sessionDetails } from './session-details.js';

const newFolder = useTemporaryFolders();
const openState = useStates();
const NOW = 1_700_000_000;
const DAY = 24 * 60 * 60;
const ANNA = 'plex:1001';
const BEN = 'plex:1002';

/** Does with a file what we never do. */
function tamper(dataDir: string, sql: string): void {
  const file = openSqliteFile(join(dataDir, 'usher.sqlite'));
  file.run(sql);
  file.close();
}

describe('sessions', () => {
  test('are listed with all that is known, newest first; of one subject or of everybody', () => {
    const state = openState();
    const [one, two, three] = [
      sessionDetails({ sid: 'one', lastSeen: NOW + 1 }),
      sessionDetails({ sid: 'two', lastSeen: NOW + 3 }),
      sessionDetails({ sid: 'three', subject: BEN, lastSeen: NOW + 2 }),
    ];
    [one, two, three].forEach(state.recordSession);
    expect(state.sessions(NOW)).toEqual([two, three, one]);
    expect(state.sessions(NOW, ANNA)).toEqual([two, one]);
    expect(state.sessions(NOW, 'plex:9')).toEqual([]);
  });

  test('that have ended in whatever way are not listed', () => {
    const state = openState();
    for (const [sid, subject] of [
      ['ended', ANNA],
      ['stays', ANNA],
      ['revoked', BEN],
    ] as const) {
      state.recordSession(sessionDetails({ sid, subject }));
    }
    state.endSession({ sid: 'ended', subject: ANNA, expiresAt: 0 }, NOW);
    state.revokeSubject(BEN, NOW);
    // A renewal that was under way when it was revoked.
    state.recordSession(sessionDetails({ sid: 'revoked', subject: BEN }));
    const listed = () => state.sessions(NOW + 1).map(({ sid }) => sid);
    expect(listed()).toEqual(['stays']);
    state.recordSession(sessionDetails({ sid: 'expired', expiresAt: NOW + 1 }));
    expect(listed()).toEqual(['stays']);
    state.revokeAll(NOW);
    state.recordSession(sessionDetails({ sid: 'stays' }));
    expect(listed()).toEqual([]);
  });

  test('keep their beginning and what was known of them, when they are renewed', () => {
    const state = openState();
    state.recordSession(sessionDetails());
    const renewed = {
      groupId: 5,
      issuedAt: NOW + 60,
      expiresAt: NOW + 2 * DAY,
      lastSeen: NOW + 60,
      firstSeen: NOW + 60,
    };
    state.recordSession(sessionDetails({ ...renewed, device: '', address: '' }));
    const expected = { ...sessionDetails(), ...renewed, firstSeen: NOW };
    expect(state.sessions(NOW)).toEqual([expected]);
    const moved = { ...renewed, device: 'Safari on iOS', address: '2001:db8::1' };
    state.recordSession(sessionDetails(moved));
    expect(state.sessions(NOW)).toEqual([{ ...expected, ...moved, firstSeen: NOW }]);
  });
});

describe('an override', () => {
  const override: Override = {
    subject: ANNA,
    group: 2,
    note: 'helps out',
    setAt: NOW,
    setBy: 'plex:1',
  };

  test('is what was set, the last one', () => {
    const state = openState();
    expect(state.overrideOf(ANNA, NOW)).toBeUndefined();
    state.setOverride({ ...override, group: 'refused', until: NOW + DAY });
    expect(state.overrideOf(ANNA, NOW)).toEqual({
      ...override,
      group: 'refused',
      until: NOW + DAY,
    });
    state.setOverride(override);
    expect(state.overrideOf(ANNA, NOW)).toEqual(override);
    expect(state.overrideOf(BEN, NOW)).toBeUndefined();
    expect(state.removeOverride(ANNA)).toBe('removed');
    expect(state.removeOverride(ANNA)).toBe('none');
    expect(state.overrides(NOW)).toEqual([]);
  });

  test('ends at its end, and not before', () => {
    const state = openState();
    state.setOverride({ ...override, until: NOW + 10 });
    state.setOverride({ ...override, subject: BEN });
    expect(state.overrides(NOW + 9).map(({ subject }) => subject)).toEqual([ANNA, BEN]);
    expect(state.overrideOf(ANNA, NOW + 9)).toBeDefined();
    expect(state.overrideOf(ANNA, NOW + 10)).toBeUndefined();
    expect(state.overrides(NOW + 10).map(({ subject }) => subject)).toEqual([BEN]);
  });

  test('outlives revocations, and clocks that run ahead', () => {
    const state = openState();
    state.setOverride({ ...override, group: 'refused', until: NOW + 10 });
    state.revokeAll(NOW);
    state.removeExpired(NOW + 4000 * DAY);
    expect(state.overrideOf(ANNA, NOW)?.group).toBe('refused');
  });

  test('of a group that there is not is refused', () => {
    const state = openState();
    for (const group of [-1, 1000, 1.5]) {
      expect(() => {
        state.setOverride({ ...override, group });
      }).toThrow(StateError);
    }
    expect(state.overrideOf(ANNA, NOW)).toBeUndefined();
  });
});

describe('a person', () => {
  const person = (some: Partial<KnownPerson> = {}): KnownPerson => ({
    subject: ANNA,
    name: 'Anna',
    facts: { subject: ANNA, plexId: 1001, servers: [] },
    at: NOW,
    ...some,
  });

  const facts = fc.record(
    {
      subject: fc.string(),
      plexId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      username: fc.string({ unit: 'binary' }),
      restrictionProfile: fc.constantFrom('little_kid', 'older_kid', 'teen'),
      servers: fc.array(
        fc.record(
          {
            server: fc.string(),
            relations: fc.subarray([
              'owner',
              'homeAdmin',
              'homeAdult',
              'home',
              'managed',
              'friend',
            ]),
            libraries: fc.oneof(
              fc.constant('all' as const),
              fc.array(fc.record({ key: fc.nat(), title: fc.string({ unit: 'binary' }) })),
            ),
          },
          { requiredKeys: ['server', 'relations'] },
        ),
      ),
    },
    { requiredKeys: ['subject', 'servers'] },
  );
  const fact = fc.oneof(
    fc.record(
      {
        fact: fc.constantFrom('friend', 'owner', 'access'),
        server: fc.string(),
        serverName: fc.string(),
      },
      { requiredKeys: ['fact', 'server'] },
    ),
    fc.record({ fact: fc.constantFrom('all_libraries', 'partly_known') }),
    fc.record({ fact: fc.constant('library'), title: fc.string({ unit: 'binary' }) }),
    fc.record({ fact: fc.constant('profile'), profile: fc.constant('teen') }),
    fc.record({ fact: fc.constant('plex_id'), plexId: fc.nat() }),
    fc.record({ fact: fc.constant('username'), username: fc.string() }),
    fc.record({ fact: fc.constant('subject'), subject: fc.string() }),
    fc.record({ fact: fc.constantFrom('from', 'until'), at: fc.nat() }),
  );
  const decidedBy = fc.oneof(
    fc.record({
      kind: fc.constant('rule' as const),
      index: fc.nat(),
      because: fc.array(fc.oneof(fc.string(), fact)),
    }),
    fc.record(
      { kind: fc.constant('override' as const), note: fc.string(), until: fc.nat() },
      { requiredKeys: ['kind', 'note'] },
    ),
    fc.record({ kind: fc.constantFrom('owner', 'local_account', 'guest_pass') }),
  );

  test('comes back as it was put on record', () => {
    const state = openState();
    fc.assert(
      fc.property(
        fc.record(
          { facts, decidedBy, groupId: fc.nat(999), refused: fc.constantFrom('no_rule', 'x') },
          { requiredKeys: ['facts'] },
        ),
        (some) => {
          state.recordPerson(person(some as Partial<KnownPerson>));
          expect(state.person(ANNA)).toEqual(person(some as Partial<KnownPerson>));
        },
      ),
      { numRuns: 200 },
    );
    expect(state.people()).toHaveLength(1);
  });

  test('is among all others, by name', () => {
    const state = openState();
    for (const [subject, name] of [
      ['plex:3', 'anna'],
      ['plex:1', 'Zoe'],
      ['plex:2', 'Ben'],
    ] as const) {
      state.recordPerson(person({ subject, name }));
    }
    expect(state.people().map(({ name }) => name)).toEqual(['anna', 'Ben', 'Zoe']);
    expect(state.person('plex:9')).toBeUndefined();
  });

  test.each([
    `facts = 'x'`,
    `facts = '{"subject":"plex:1001"}'`,
    `facts = '{"subject":"plex:1001","servers":[{"server":"a","relations":["king"]}]}'`,
    `decided_by = '{"kind":"rule"}'`,
    `decided_by = '{"kind":"magic"}'`,
    `decided_by = '{"kind":"rule","index":1,"because":[7]}'`,
    `decided_by = '{"kind":"rule","index":1,"because":[{"fact":"friend"}]}'`,
    `decided_by = '{"kind":"rule","index":1,"because":[{"fact":"magic"}]}'`,
    `decided_by = 'null'`,
  ])('of whom something is on record that we did not write is unknown: %s', (change) => {
    const dataDir = newFolder();
    const state = openState(dataDir);
    state.recordPerson(person());
    state.recordPerson(person({ subject: BEN, name: 'Ben' }));
    tamper(dataDir, `UPDATE people SET ${change} WHERE subject = '${ANNA}'`);
    expect(state.person(ANNA)).toBeUndefined();
    expect(state.people().map(({ name }) => name)).toEqual(['Ben']);
    state.recordPerson(person());
    expect(state.person(ANNA)).toEqual(person());
  });

  test('is forgotten after a long time, a stranger sooner', () => {
    const state = openState();
    state.recordPerson(person({ groupId: 4 }));
    state.recordPerson(person({ subject: BEN, refused: 'not_a_member' }));
    state.removeExpired(NOW + 29 * DAY);
    expect(state.people()).toHaveLength(2);
    state.removeExpired(NOW + 31 * DAY);
    expect(state.people().map(({ subject }) => subject)).toEqual([ANNA]);
    state.removeExpired(NOW + 400 * DAY);
    expect(state.people()).toEqual([]);
  });

  test('is forgotten where there are too many strangers, the oldest of them first', () => {
    const dataDir = newFolder();
    const state = openState(dataDir);
    state.recordPerson(person({ groupId: 4, at: NOW - DAY }));
    tamper(
      dataDir,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(MAX_REFUSED_PEOPLE + 5)})
       INSERT INTO people SELECT 'plex:' || (5000 + i), 'x', '{"subject":"x","servers":[]}', NULL, NULL, 'not_a_member', ${String(NOW)} + i FROM n`,
    );
    state.removeExpired(NOW);
    expect(state.people()).toHaveLength(MAX_REFUSED_PEOPLE + 1);
    expect(state.person(ANNA)).toBeDefined();
    expect(state.person('plex:5005')).toBeUndefined();
    expect(state.person('plex:5006')).toBeDefined();
  });
});

describe("the owner's link", () => {
  const link: OwnerLink = {
    clientIdentifier: 'a-client',
    plexId: 1,
    accountName: 'olive',
    sealedToken: 'sealed',
    servers: [{ machineIdentifier: 'ab'.repeat(20), name: 'Sample Server' }],
    linkedAt: NOW,
    goodAt: 0,
    problem: '',
  };

  test('is the last that was attached, until it is removed', () => {
    const state = openState();
    expect(state.ownerLink()).toBeUndefined();
    state.setOwnerLink({ ...link, accountName: 'other' });
    state.setOwnerLink(link);
    expect(state.ownerLink()).toEqual(link);
    expect(state.removeOwnerLink()).toBe('removed');
    expect(state.removeOwnerLink()).toBe('none');
    expect(state.ownerLink()).toBeUndefined();
  });

  test('hears how it went, unless it is another one by now', () => {
    const state = openState();
    state.setOwnerLink(link);
    state.noteOwnerLinkHealth('a-client', { goodAt: NOW + 5, problem: 'plex_timeout' });
    const noted = { ...link, goodAt: NOW + 5, problem: 'plex_timeout' };
    expect(state.ownerLink()).toEqual(noted);
    state.noteOwnerLinkHealth('another', { goodAt: NOW + 9, problem: '' });
    expect(state.ownerLink()).toEqual(noted);
    state.removeOwnerLink();
    state.noteOwnerLinkHealth('a-client', { goodAt: NOW + 9, problem: '' });
    expect(state.ownerLink()).toBeUndefined();
  });

  test('outlives revocations and time', () => {
    const state = openState();
    state.setOwnerLink(link);
    state.revokeAll(NOW);
    state.removeExpired(NOW + 4000 * DAY);
    expect(state.ownerLink()).toEqual(link);
  });

  test.each([`servers = '{}'`, `servers = '[{"name":"x"}]'`, `servers = ''`])(
    'that is not what we wrote is an error, and not "none": %s',
    (change) => {
      const dataDir = newFolder();
      const state = openState(dataDir);
      state.setOwnerLink(link);
      tamper(dataDir, `UPDATE owner_link SET ${change}`);
      expect(() => state.ownerLink()).toThrow(StateError);
      expect(() => state.ownerLink()).toThrow(/owner's link .* attach the account anew/);
      state.setOwnerLink(link);
      expect(state.ownerLink()).toEqual(link);
    },
  );
});

describe('the audit trail', () => {
  const entry = (some: Partial<AuditEntry> = {}): AuditEntry => ({
    at: NOW,
    actor: 'command line',
    action: 'revoked',
    subject: ANNA,
    detail: '',
    ...some,
  });

  test('is read from its end, in the order in which it was written', () => {
    const state = openState();
    const [one, two, three] = [
      entry({ detail: 'one' }),
      // The clock was put back.
      entry({ detail: 'two', at: NOW - DAY, subject: BEN }),
      entry({ detail: 'three', at: NOW - DAY + 1 }),
    ];
    [one, two, three].forEach(state.addAudit);
    expect(state.audit(10)).toEqual([three, two, one]);
    expect(state.audit(2)).toEqual([three, two]);
    expect(state.audit(10, ANNA)).toEqual([three, one]);
    expect(state.audit(1, BEN)).toEqual([two]);
    expect(state.audit(0)).toEqual([]);
    expect(state.audit(-1)).toEqual([]);
  });

  test('cuts what is too long, and loses nothing for it', () => {
    const state = openState();
    state.addAudit(entry({ detail: 'x'.repeat(100_000), at: NOW + 0.7 }));
    expect(state.audit(1)).toEqual([entry({ detail: 'x'.repeat(1000) })]);
  });

  test('forgets what is older than 400 days, but not on account of a clock that runs ahead', () => {
    const state = openState();
    state.addAudit(entry({ detail: 'old', at: NOW - 400 * DAY }));
    state.addAudit(entry({ detail: 'less old', at: NOW - 399 * DAY }));
    state.removeExpired(NOW + 4000 * DAY);
    expect(state.audit(10)).toHaveLength(2);
    state.addAudit(entry());
    state.removeExpired(NOW);
    expect(state.audit(10).map(({ detail }) => detail)).toEqual(['', 'less old']);
  });

  test('forgets the oldest of too many', () => {
    const dataDir = newFolder();
    const state = openState(dataDir);
    state.addAudit(entry({ detail: 'first' }));
    tamper(
      dataDir,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${String(MAX_AUDIT_ENTRIES)})
       INSERT INTO audit (at, actor, action, subject, detail) SELECT ${String(NOW)}, 'portal', 'x', '', '' FROM n`,
    );
    expect(state.audit(1, ANNA)).toHaveLength(1);
    state.removeExpired(NOW);
    expect(state.audit(MAX_AUDIT_ENTRIES * 2)).toHaveLength(MAX_AUDIT_ENTRIES);
    expect(state.audit(1, ANNA)).toEqual([]);
  });

  test('keeps the newest of what somebody does to themselves, and pushes nothing out for it', () => {
    const dataDir = newFolder();
    const state = openState(dataDir);
    const others = [
      entry({ subject: BEN, action: 'override_set' }),
      entry({ actor: BEN, subject: BEN, action: 'session_ended' }),
      entry({ action: 'session_ended' }),
      entry({ actor: ANNA, action: 'override_set' }),
    ];
    others.forEach(state.addAudit);
    const own = (detail: number) =>
      entry({ actor: ANNA, action: 'session_ended', detail: String(detail) });
    for (let each = 0; each < MAX_OWN_ENTRIES + 5; each++) {
      state.addAudit(own(each));
    }
    const kept = state.audit(1000);
    expect(kept).toHaveLength(MAX_OWN_ENTRIES + others.length);
    expect(kept[0]).toEqual(own(MAX_OWN_ENTRIES + 4));
    expect(kept[MAX_OWN_ENTRIES - 1]).toEqual(own(5));
    expect(kept.slice(MAX_OWN_ENTRIES)).toEqual([...others].reverse());
    // Ids go on growing, where entries went too.
    tamper(
      dataDir,
      `UPDATE audit SET id = id + ${String(MAX_AUDIT_ENTRIES)} WHERE id > ${String(others.length)}`,
    );
    state.removeExpired(NOW);
    expect(state.audit(1000)).toEqual(kept);
  });
});
