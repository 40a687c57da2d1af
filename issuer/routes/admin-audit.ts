/** /admin/audit: who did what to whom, looked through. */
import type { RequestHandler } from 'express';
import { parseMoment } from '../config/moment.js';
import { askedIn, hasText } from '../http/asked-in.js';
import type { Message } from '../languages/message.js';
import { parseSubject } from '../revocation/subject.js';
import type { AuditQuery } from '../state/state.js';
import { renderAuditPage, type AuditAsked } from '../views/audit-page.js';
import { listAddress } from '../views/filters.js';
import { adminPath } from './admin-answers.js';
import { viewFor, type Portal } from './portal.js';
import { shownEntries } from './who.js';

const PAGE_SIZE = 50;

export function showAudit(portal: Portal): RequestHandler {
  return function showAuditHandler(req, res) {
    const asked = askedIn(req, ['person', 'action', 'from', 'until', 'q']);
    const { before } = askedIn(req, ['before']);
    const path = `${adminPath(portal)}/audit`;
    const query = queryOf(portal, asked);
    const isOlder = /^\d{1,15}$/.test(before);
    const found =
      'problem' in query
        ? []
        : portal.state.findAudit({
            ...query,
            ...(isOlder && { before: Number(before) }),
            // One more tells whether there are older ones.
            limit: PAGE_SIZE + 1,
          });
    const entries = found.slice(0, PAGE_SIZE);
    const last = found.length > PAGE_SIZE ? entries.at(-1) : undefined;
    res.send(
      renderAuditPage(viewFor(portal, res), {
        entries: shownEntries(portal, entries),
        asked,
        actions: portal.state.auditActions(),
        ...('problem' in query && query),
        ...(isOlder && { newest: listAddress(path, asked) }),
        ...(last !== undefined && { older: listAddress(path, asked, { before: String(last.id) }) }),
        now: portal.now(),
      }),
    );
  };
}

type Problem = Readonly<{ problem: Message }>;

function queryOf(
  portal: Portal,
  { person, action, from, until, q }: AuditAsked,
): Omit<AuditQuery, 'limit' | 'before'> | Problem {
  const begins = from === '' ? undefined : parseMoment(from, 'from');
  const ends = until === '' ? undefined : parseMoment(until, 'until');
  if ((from !== '' && begins === undefined) || (until !== '' && ends === undefined)) {
    return { problem: 'audit.wrong_day' };
  }
  const subject = person === '' ? undefined : subjectOf(portal, person);
  if (typeof subject === 'object') {
    return subject;
  }
  return {
    ...(subject !== undefined && { person: subject }),
    ...(action !== '' && { action }),
    ...(begins !== undefined && { from: begins }),
    ...(ends !== undefined && { until: ends }),
    ...(q !== '' && { text: q }),
  };
}

/** By subject or number; else by name, if it is that of one person alone. */
function subjectOf({ state }: Portal, text: string): string | Problem {
  const subject = parseSubject(text);
  if (subject !== undefined) {
    return subject;
  }
  const people = state.people();
  const isSame = (name: string | undefined): boolean => name?.toLowerCase() === text.toLowerCase();
  const exact = people.filter(({ name, facts }) => isSame(name) || isSame(facts.username));
  const found =
    exact.length > 0
      ? exact
      : people.filter(({ name, facts }) => hasText(text, name, facts.username));
  const [first, ...others] = found;
  if (first === undefined) {
    return { problem: 'audit.unknown_person' };
  }
  return others.length === 0 ? first.subject : { problem: 'audit.several_people' };
}
