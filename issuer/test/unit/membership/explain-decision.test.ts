import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../languages/message.js';
import type { Because, DecidedBy, Decision } from '../../../membership/decision.js';
import { textsOf } from '../../../languages/texts.js';
import { explainDecision, whyOf } from '../../../membership/explain-decision.js';

const FRIEND = { fact: 'friend', server: 'a', serverName: 'Sample Server' } as const;

const said = (lines: readonly Message[]): readonly string[] =>
  lines.map((line) => textsOf('en').t(line));

const POLICY = { groupNames: { 0: 'Admin', 4: 'User' } };

describe('a decision in words', () => {
  test.each<readonly [Decision, readonly string[], readonly string[]]>([
    [
      {
        kind: 'group',
        group: 4,
        decidedBy: { kind: 'rule', index: 3, because: [FRIEND, { fact: 'plex_id', plexId: 7 }] },
      },
      ['Group 4 (User), by rules[3]: friend of Sample Server, Plex id 7'],
      ['Group 4 (User), by a rule: friend of Sample Server, Plex id 7'],
    ],
    [
      { kind: 'group', group: 7, decidedBy: { kind: 'owner' } },
      ['Group 7, as the owner: no rule matches'],
      ['Group 7, as the owner: no rule matches'],
    ],
    [
      {
        kind: 'group',
        group: 0,
        decidedBy: { kind: 'override', note: 'on trial', until: 1_798_740_000 },
        validUntil: 1_798_740_000,
      },
      ['Group 0 (Admin), by an override: on trial', 'This is decided anew at 2026-12-31 18:00 UTC'],
      ['Group 0 (Admin), by an override', 'This is decided anew at 2026-12-31 18:00 UTC'],
    ],
    [
      { kind: 'group', group: 0, decidedBy: { kind: 'override', note: '' } },
      ['Group 0 (Admin), by an override'],
      ['Group 0 (Admin), by an override'],
    ],
    [{ kind: 'no_rule' }, ['No group: no rule matches'], ['No group: no rule matches']],
    [
      { kind: 'override_refuses' },
      ['Refused by an override, whatever the rules say'],
      ['Refused by an override, whatever the rules say'],
    ],
  ])('%j', (decision, forOperators, forThem) => {
    expect(said(explainDecision(decision, POLICY, 'operator'))).toEqual(forOperators);
    expect(said(explainDecision(decision, POLICY, 'person'))).toEqual(forThem);
  });

  test('has every fact there is', () => {
    const because: readonly (Because | string)[] = [
      { fact: 'owner', server: 'a', serverName: 'Cinema' },
      { fact: 'homeAdmin', server: 'a', serverName: 'Cinema' },
      { fact: 'homeAdult', server: 'a', serverName: 'Cinema' },
      { fact: 'home', server: 'a', serverName: 'Cinema' },
      { fact: 'managed', server: 'a', serverName: 'Cinema' },
      { fact: 'friend', server: 'a', serverName: 'Cinema' },
      { fact: 'access', server: 'a' },
      { fact: 'all_libraries' },
      { fact: 'library', title: 'Música & {Töne} <b>' },
      { fact: 'profile', profile: 'older_kid' },
      { fact: 'plex_id', plexId: 1_000_004 },
      { fact: 'username', username: 'frankie' },
      { fact: 'subject', subject: 'local:anna' },
      { fact: 'from', at: 900 },
      { fact: 'until', at: 1_001 },
      { fact: 'partly_known' },
      'friend of {an} earlier version',
    ];
    const facts = [
      'owner of Cinema',
      'admin of the Plex Home of Cinema',
      'adult in the Plex Home of Cinema',
      'in the Plex Home of Cinema',
      'managed account in the Plex Home of Cinema',
      'friend of Cinema',
      'has access to server a',
      'has all libraries',
      'has the library Música & {Töne} <b>',
      'restriction profile older_kid',
      'Plex id 1000004',
      'user name frankie',
      'signed in as local:anna',
      'since 1970-01-01 00:15 UTC',
      'before 1970-01-01 00:16:41 UTC',
      'no more while not all of their access is known',
      'friend of {an} earlier version',
    ];
    const decidedBy = { kind: 'rule', index: 0, because } as const;
    const decision = { kind: 'group', group: 4, decidedBy } as const;
    expect(said(whyOf(decidedBy, 'person').facts)).toEqual(facts);
    expect(said(explainDecision(decision, POLICY, 'operator'))).toEqual([
      `Group 4 (User), by rules[0]: ${facts.join(', ')}`,
    ]);
  });

  test.each<readonly [DecidedBy, string, string, readonly string[]]>([
    [
      { kind: 'rule', index: 2, because: [FRIEND] },
      'By rules[2]',
      'By a rule',
      ['friend of Sample Server'],
    ],
    [{ kind: 'override', note: 'on trial' }, 'By an override: on trial', 'By an override', []],
    [
      { kind: 'override', note: '', until: 1_798_740_000 },
      'By an override',
      'By an override',
      ['before 2026-12-31 18:00 UTC'],
    ],
    [{ kind: 'owner' }, 'As the owner of the servers', 'As the owner of the servers', []],
    [{ kind: 'local_account' }, 'By the account itself', 'By the account itself', []],
    [{ kind: 'guest_pass' }, 'By the guest pass', 'By the guest pass', []],
  ])('in parts: %j', (decidedBy, forOperators, forThem, facts) => {
    const operator = whyOf(decidedBy, 'operator');
    const person = whyOf(decidedBy, 'person');
    expect(said([operator.by, person.by])).toEqual([forOperators, forThem]);
    expect(said(operator.facts)).toEqual(facts);
    expect(person.facts).toEqual(operator.facts);
  });
});
