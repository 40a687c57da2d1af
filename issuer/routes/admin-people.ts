/** /admin/people: everybody who is on record, looked through. */
import type { RequestHandler } from 'express';
import { askedIn, hasText } from '../http/asked-in.js';
import { localSubject } from '../local-accounts/account-name.js';
import { groupText } from '../membership/explain-decision.js';
import { parseSubject } from '../revocation/subject.js';
import type { KnownPerson, SessionDetails } from '../state/state.js';
import { pageOf } from '../views/paged.js';
import { renderPeoplePage, type ShownPerson } from '../views/people-page.js';
import { personPath } from './admin-answers.js';
import { viewFor, type Portal } from './portal.js';
import { readablePolicy, standingOf } from './standing-of.js';
import { nameOf } from './who.js';

const PAGE_SIZE = 50;

/** Of a token that is somebody of its own. */
const NOBODY = /^token:/;

export function showPeople(portal: Portal): RequestHandler {
  return function showPeopleHandler(req, res) {
    const { q, who, page } = askedIn(req, ['q', 'who', 'page']);
    const view = viewFor(portal, res);
    const all = peopleOf(portal);
    const found = all.filter((person) => isAsked(person, q, who));
    const subject = parseSubject(q);
    const isStranger = subject !== undefined && !all.some((each) => each.subject === subject);
    res.send(
      renderPeoplePage(view, {
        people: pageOf(found, page, PAGE_SIZE),
        isEmpty: all.length === 0,
        asked: { q, who },
        choices: choicesOf(portal, all).map(({ value, label }) => ({
          value,
          label: view.t(label),
        })),
        ...(isStranger && { stranger: { subject, href: personPath(portal, subject) } }),
        now: portal.now(),
      }),
    );
  };
}

function isAsked(person: ShownPerson, q: string, who: string): boolean {
  const { name, subject, username, group, hasOverride, sessions } = person;
  if (q !== '' && !hasText(q, name, subject, username)) {
    return false;
  }
  switch (who) {
    case '':
      return true;
    case 'refused':
      return group === undefined;
    case 'override':
      return hasOverride;
    case 'signed_in':
      return sessions > 0;
    default:
      return who === String(group?.id);
  }
}

function choicesOf({ config }: Portal, people: readonly ShownPerson[]) {
  const ids = new Set(people.flatMap(({ group }) => (group === undefined ? [] : [group.id])));
  return [
    { value: 'signed_in', label: 'admin.people.filter.signed_in' } as const,
    { value: 'override', label: 'admin.people.filter.override' } as const,
    { value: 'refused', label: 'admin.people.filter.refused' } as const,
    ...[...ids]
      .sort((one, other) => one - other)
      .map((id) => ({ value: String(id), label: groupText(id, config) })),
  ];
}

/** Who tried to sign in, and who has an override, a session or a local account for another reason; by name. */
function peopleOf(portal: Portal): readonly ShownPerson[] {
  const { state } = portal;
  const now = portal.now();
  const policy = readablePolicy(portal);
  const overrides = new Map(state.overrides(now).map((each) => [each.subject, each]));
  const sessions = bySubject(state.sessions(now));
  const known = new Map(state.people().map((person) => [person.subject, person]));
  const locals = state.localAccounts().map(({ name }) => localSubject(name));
  const others = [...overrides.keys(), ...sessions.keys(), ...locals].filter(
    (subject) => !known.has(subject) && !NOBODY.test(subject),
  );
  const shown = (subject: string, person?: KnownPerson): ShownPerson => {
    const theirs = sessions.get(subject) ?? [];
    const override = overrides.get(subject);
    const standing = standingOf(portal, subject, { known: person, override, policy });
    return {
      subject,
      name: person?.name ?? nameOf(portal, subject),
      href: personPath(portal, subject),
      ...(person?.facts.username !== undefined && { username: person.facts.username }),
      ...(standing?.group !== undefined && { group: standing.group }),
      why: standing?.why[0] ?? 'admin.person.never_here',
      hasOverride: override !== undefined,
      sessions: theirs.length,
      ...(theirs.length > 0 && {
        lastSeen: Math.max(...theirs.map(({ lastSeen }) => lastSeen)),
      }),
      ...(person !== undefined && { at: person.at }),
    };
  };
  return [
    ...[...known.values()].map((person) => shown(person.subject, person)),
    ...[...new Set(others)].map((subject) => shown(subject)),
  ];
}

function bySubject(
  sessions: readonly SessionDetails[],
): ReadonlyMap<string, readonly SessionDetails[]> {
  const all = new Map<string, SessionDetails[]>();
  for (const session of sessions) {
    const theirs = all.get(session.subject) ?? [];
    theirs.push(session);
    all.set(session.subject, theirs);
  }
  return all;
}
