/** What the page of one person shows. */
import { GROUP_ADMIN } from '../../shared/group.js';
import { groupNameOf, LADDER } from '../config/group-names.js';
import { passIdOf } from '../guest-passes/guest-pass.js';
import type { Visitor } from '../http/visitor.js';
import { isOwnerSubject } from '../membership/plex-subject.js';
import { COMMAND_LINE } from '../sign-in/own-standing.js';
import { listAddress } from '../views/filters.js';
import type { PersonPage } from '../views/person-page.js';
import { adminPath, personPath } from './admin-answers.js';
import { tokenRevokePath } from './admin-tokens.js';
import type { Portal } from './portal.js';
import { readablePolicy, standingOf } from './standing-of.js';
import { nameOf, namesIn, shownEntries } from './who.js';

const AUDIT_ENTRIES = 20;

export function personPage(
  portal: Portal,
  subject: string,
  admin: Pick<Visitor, 'sid'>,
): PersonPage {
  const { state } = portal;
  const now = portal.now();
  const known = state.person(subject);
  const override = state.overrideOf(subject, now);
  const policy = readablePolicy(portal);
  const standing = standingOf(portal, subject, { known, override, policy });
  const passId = passIdOf(subject);
  const best = passId === undefined ? GROUP_ADMIN : (state.guestPass(passId)?.groupId ?? 1);
  return {
    subject,
    path: personPath(portal, subject),
    name: nameOf(portal, subject),
    ...(known !== undefined && { known }),
    ...(standing !== undefined && { standing }),
    ...(override !== undefined && {
      override: { ...override, by: setterOf(portal, override.setBy) },
    }),
    isOwner: isOwnerSubject(subject, policy.ownerId),
    isGuest: passId !== undefined,
    groups: groupsOf(portal).filter(({ id }) => id >= best),
    sessions: state
      .sessions(now, subject)
      .map((session) => ({ ...session, isThis: session.sid === admin.sid })),
    tokens: state
      .apiTokens()
      .filter((token) => token.subject === subject)
      .map((token) => ({ ...token, revokeHref: tokenRevokePath(portal, token.sid) })),
    serverNameOf: (server) => policy.serverNames[server] ?? policy.serverName,
    audit: entriesOf(portal, subject),
    auditHref: listAddress(`${adminPath(portal)}/audit`, { person: subject }),
    now,
  };
}

/** Whom they are about is said only where that is somebody else. */
function entriesOf(portal: Portal, subject: string): PersonPage['audit'] {
  const entries = portal.state.findAudit({ person: subject, limit: AUDIT_ENTRIES });
  return shownEntries(portal, entries).map(({ about, ...entry }, at) => ({
    ...entry,
    ...(about !== undefined && entries[at]?.subject !== subject && { about }),
  }));
}

function setterOf(portal: Portal, setBy: string): NonNullable<PersonPage['override']>['by'] {
  return setBy === COMMAND_LINE ? 'command_line' : namesIn(portal)(setBy);
}

/** Those that have a name, or that a rule or an app is about. */
function groupsOf({ config }: Portal): PersonPage['groups'] {
  const ids = new Set([
    ...[LADDER, config.groupNames].flatMap((names) => Object.keys(names).map(Number)),
    ...config.rules.map(({ group }) => group),
    ...config.apps.map(({ group }) => group),
  ]);
  return [...ids]
    .sort((one, other) => one - other)
    .map((id) => ({ id, name: groupNameOf(config, id) }));
}
