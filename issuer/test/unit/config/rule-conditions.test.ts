/** What a rule may ask for, and what is said of one that asks for something odd. */
import { describe, expect, test } from '@jest/globals';
import { SERVER, changed, goodConfig, load, problemsOf } from './sample-config.js';

const OTHER = 'fedcba9876543210fedcba9876543210fedcba98';

/** The sample with another condition in rules[1]. */
const asking = (when: string) => changed('{ plex: home }', when);

const conditionsOf = (when: string) => goodConfig(asking(when)).config.rules[1]?.when;

const warningsOf = (yaml: string) => {
  const outcome = load(yaml);
  return outcome.kind === 'unreadable' ? [] : outcome.warnings;
};

describe('a rule', () => {
  test.each([
    ['{ plex: [homeAdmin, homeAdult] }', { plex: ['homeAdmin', 'homeAdult'] }],
    [`{ server: ${SERVER.toUpperCase()} }`, { server: [SERVER] }],
    ['{ libraries: all }', { libraries: 'all' }],
    ['{ libraries: 3 }', { libraries: [3] }],
    ['{ libraries: Movies }', { libraries: ['Movies'] }],
    ['{ libraries: [Movies, 3, "1984"] }', { libraries: ['Movies', 3, '1984'] }],
    ['{ profile: [little_kid, teen] }', { profile: ['little_kid', 'teen'] }],
    ['{ subject: ["guest:*", local:anna] }', { subject: ['guest:*', 'local:anna'] }],
    ['{ subject: plex:7 }', { subject: ['plex:7'] }],
    ['{ plex: friend, until: 2027-12-31 }', { plex: ['friend'], until: 1_830_297_600 }],
    ['{ plex: friend, from: 2027-12-01T01:00+01:00 }', { plex: ['friend'], from: 1_827_619_200 }],
  ])('may ask %s', (when, expected) => {
    expect(conditionsOf(when)).toEqual(expected);
  });

  test('takes user names in capitals or not, with a warning', () => {
    const { config, warnings } = goodConfig(asking('{ username: [Frankie, bob] }'));
    expect(config.rules[1]?.when).toEqual({ username: ['frankie', 'bob'] });
    expect(warnings).toMatchObject([{ path: 'rules[1].when.username', line: 10 }]);
    expect(warnings[0]?.message).toContain('can be changed');
    expect(warnings[0]?.suggestion).toContain('plexId');
  });

  test.each([
    ['{ plx: home }', 'there is no setting "plx"', 'did you mean "plex"?'],
    ['{ plex: homeadmin }', 'must be one of owner, home, homeAdmin', 'did you mean "homeAdmin"?'],
    ['{ profile: older_kids }', 'must be one of little_kid', 'did you mean "older_kid"?'],
    ['{ profile: [] }', 'is an empty list', undefined],
    ['{ libraries: [] }', 'is an empty list', undefined],
    ['{ libraries: 0 }', 'must be all, or a library by name or number', undefined],
    ['{ libraries: [true] }', 'must be all, or a library by name or number', undefined],
    ['{ username: 1234 }', 'must be a text, or a list of texts', 'put it in quotes'],
    ['{ username: true }', 'must be a text, or a list of texts', undefined],
    ['{ server: 12 }', 'must be a text, or a list of texts', 'put it in quotes'],
    ['{ server: Cinema }', 'this is not a machine identifier', 'plex.servers has those'],
    [`{ server: ${OTHER} }`, 'this server is not in plex.servers', 'add it there'],
    [`{ server: [${SERVER}, ${OTHER}] }`, 'this server is not in plex.servers', 'add it there'],
    ['{ subject: anna }', 'this is not a subject', 'for example local:anna'],
    ['{ subject: "*" }', 'this is not a subject', 'for example local:anna'],
    ['{ subject: plex:bob }', 'this is not a subject', 'for example local:anna'],
    ['{ subject: "12345" }', 'this is not a subject', 'for example local:anna'],
    ['{ subject: gast:anna }', 'this is not a subject', 'for example local:anna'],
    ['{ subject: "local:an na" }', 'this is not a subject', 'for example local:anna'],
    ['{ from: 2027 }', 'must be a text', 'put it in quotes'],
    ['{ from: soon }', 'from must be a day', '2027-12-31'],
    ['{ until: 2027-02-30 }', 'until must be a day', 'without a zone it is UTC'],
    ['{ from: 2027-03-01, until: 2027-02-28 }', 'until is not after from', undefined],
    ['{ from: 2027-03-01T10:00, until: 2027-03-01T10:00Z }', 'until is not after from', undefined],
  ])('%s is a problem: %s', (when, message, suggestion) => {
    const problems = problemsOf(asking(when));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 10 });
    expect(problems[0]?.message).toContain(message);
    if (suggestion === undefined) {
      expect(problems[0]?.suggestion).toBeUndefined();
    } else {
      expect(problems[0]?.suggestion).toContain(suggestion);
    }
  });

  test('for the owner comes before one for the Home, which they may be in', () => {
    const reversed = (group: number) =>
      changed('{ plex: owner }, group: 0', `{ plex: [home] }, group: ${String(group)}`).replace(
        '{ plex: home }, group: 3',
        '{ plex: owner }, group: 0',
      );
    expect(warningsOf(reversed(1))).toMatchObject([
      { path: 'rules[1]', suggestion: 'put the rule for the owner first' },
    ]);
    expect(
      warningsOf(changed('{ plex: home }, group: 3', '{ plex: [home, owner] }, group: 3')),
    ).toEqual([]);
  });

  test('from and until may be of one and the same day', () => {
    expect(conditionsOf('{ from: 2027-03-01, until: 2027-03-01 }')).toEqual({
      from: 1_803_859_200,
      until: 1_803_945_600,
    });
  });

  test.each([
    ['{ plex: friend, until: 2027-01-14 }', 'that time has come'],
    ['{ libraries: [all] }', 'a library that is called "all"'],
    ['{ profile: teen, plex: [friend, homeAdult] }', 'only managed accounts'],
    ['{ subject: "guest:*", plex: friend }', 'its subject is nobody of Plex'],
    ['{ subject: plex:7, plexId: [8, 9] }', 'name different accounts'],
    ['{ plex: owner, plexId: 4 }', 'plexId is not plex.ownerId'],
  ])('%s is worth a warning: %s', (when, message) => {
    const warnings = warningsOf(asking(when));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain(message);
  });

  test.each([
    ['{ plex: friend, until: 2027-01-15 }'],
    ['{ profile: teen, plex: managed }'],
    ['{ subject: "plex:*", plexId: 8 }'],
    ['{ subject: [plex:8, local:a], plexId: 8 }'],
    ['{ libraries: 3 }'],
  ])('%s is worth none', (when) => {
    expect(warningsOf(asking(when))).toEqual([]);
  });

  test('about libraries is to say on which of several servers', () => {
    const several = (when: string) => asking(when).replace(SERVER, `${SERVER}, ${OTHER}`);
    expect(warningsOf(several('{ libraries: Movies }'))).toMatchObject([
      { path: 'rules[1].when.libraries' },
    ]);
    expect(warningsOf(several(`{ libraries: 3, server: [${SERVER}, ${OTHER}] }`))).toHaveLength(1);
    expect(warningsOf(several(`{ libraries: 3, server: ${OTHER} }`))).toEqual([]);
    expect(warningsOf(several('{ libraries: all }'))).toEqual([]);
  });

  test('may name any server where the link says which there are', () => {
    const yaml = asking(`{ server: ${OTHER} }`).replace(/ {2}servers.*\n/, '');
    expect(goodConfig(yaml).config.plex.servers).toEqual([]);
  });

  test.each([
    ['{ username: x }, group: 0', 2],
    ['{ subject: "local:*" }, group: 0', 1],
    ['{ plex: homeAdmin }, group: 0', 1],
    ['{ subject: local:anna }, group: 0', 0],
  ])('%s: warnings of admins: %d', (rule, count) => {
    expect(warningsOf(changed('{ plex: home }, group: 3', rule))).toHaveLength(count);
  });
});

describe('plex.recheckEvery', () => {
  const every = (text: string) => changed('  ownerId', `  recheckEvery: ${text}\n  ownerId`);

  test.each(['0s', '25h', 'soon', '2'])('%s is a problem', (text) => {
    expect(problemsOf(every(text))).toMatchObject([{ path: 'plex.recheckEvery' }]);
  });

  test.each([
    ['60s', 60],
    ['24h', 86400],
  ])('%s is taken', (text, seconds) => {
    const { config, warnings } = goodConfig(every(text));
    expect(config.plex.recheckSeconds).toBe(seconds);
    expect(warnings).toEqual([]);
  });

  test('below a minute is worth a warning, unless it is not plex.tv that is asked', () => {
    expect(warningsOf(every('59s'))).toMatchObject([{ path: 'plex.recheckEvery' }]);
    const local = every('1s').replace('  ownerId', '  apiUrl: http://127.0.0.1:4000\n  ownerId');
    expect(warningsOf(local)).toEqual([]);
  });
});

describe('plex.servers', () => {
  test('may be left out, even with all of plex', () => {
    for (const yaml of [changed(/ {2}servers.*\n/, ''), changed(/plex:\n.*\n.*\n/, '')]) {
      const { config, warnings } = goodConfig(yaml);
      expect(config.plex.servers).toEqual([]);
      expect(warnings).toEqual([]);
    }
  });
});
