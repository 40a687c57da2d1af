/** Subjects as people call them. */
import { passIdOf } from '../guest-passes/guest-pass.js';
import { localNameOf } from '../local-accounts/account-name.js';
import { COMMAND_LINE } from '../sign-in/own-standing.js';
import type { AuditEntry } from '../state/state.js';
import type { ShownEntry } from '../views/audit-list.js';
import type { Named } from '../views/named.js';
import { personPath } from './admin-answers.js';
import type { Portal } from './portal.js';

/** A token that belongs to nobody is somebody of its own. */
const TOKEN = 'token:';

/** What nobody does: it happens to somebody at the door. */
const REFUSED = 'refused';

/** Each subject is looked for once. */
export function namesIn(portal: Portal): (subject: string) => Named {
  const known = new Map<string, Named>();
  return (subject) => {
    const named = known.get(subject) ?? {
      name: nameOf(portal, subject),
      href: personPath(portal, subject),
    };
    known.set(subject, named);
    return named;
  };
}

/** The subject itself, where nobody is known by it. */
export function nameOf({ state }: Portal, subject: string): string {
  const person = state.person(subject);
  if (person !== undefined) {
    return person.name;
  }
  const passId = passIdOf(subject);
  if (passId !== undefined) {
    return state.guestPass(passId)?.name ?? subject;
  }
  const localName = localNameOf(subject);
  if (localName !== undefined) {
    return state.localAccount(localName)?.displayName ?? subject;
  }
  return subject.startsWith(TOKEN)
    ? (state.apiTokens().find((token) => token.subject === subject)?.name ?? subject)
    : subject;
}

/** Names are for reading: the trail itself has subjects alone. */
export function shownEntries(
  portal: Portal,
  entries: readonly AuditEntry[],
): readonly ShownEntry[] {
  const named = namesIn(portal);
  return entries.map(({ at, action, detail, actor, subject }) => ({
    at,
    action,
    detail,
    ...(subject !== '' && { about: named(subject) }),
    by: action === REFUSED ? 'gate' : actorOf(actor, subject, named),
  }));
}

function actorOf(
  actor: string,
  subject: string,
  named: (subject: string) => Named,
): ShownEntry['by'] {
  if (actor === 'portal') {
    return 'portal';
  }
  if (actor === subject) {
    return 'themselves';
  }
  return actor === COMMAND_LINE ? 'command_line' : named(actor);
}
