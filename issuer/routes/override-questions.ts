/** What an admin is asked before an override does what nobody does by a slip of the mouse. */
import type { Request } from 'express';
import { GROUP_ADMIN } from '../../shared/group.js';
import { message, type Message } from '../languages/message.js';
import { hasMoreThan } from '../membership/change-override.js';
import type { Override } from '../membership/decision.js';
import { groupText } from '../membership/explain-decision.js';
import { adminOf } from './admin-answers.js';
import { personPage } from './admin-person-page.js';
import type { Portal } from './portal.js';
import { nameOf } from './who.js';

export type Question = Readonly<{ title: Message; text: readonly Message[]; label: Message }>;

export const YOURSELF = {
  set: {
    title: 'admin.override.yourself.title',
    text: ['admin.override.yourself.message'],
    label: 'admin.override.yourself.action',
  },
  remove: {
    title: 'admin.override.yourself.remove_title',
    text: ['admin.override.yourself.remove'],
    label: 'admin.override.remove',
  },
} as const satisfies Readonly<Record<string, Question>>;

export function isAboutThemselves(portal: Portal, req: Request, subject: string): boolean {
  return subject === adminOf(portal, req).subject;
}

/**
 * What nobody does by a slip of the mouse: to put themselves out of here, to make somebody an admin, and to end what
 * somebody has open.
 * @returns undefined: nothing is asked
 */
export function questionAbout(
  portal: Portal,
  req: Request,
  { subject, group }: Pick<Override, 'subject' | 'group'>,
): Question | undefined {
  if (isAboutThemselves(portal, req, subject)) {
    return group === GROUP_ADMIN ? undefined : YOURSELF.set;
  }
  const { state } = portal;
  const now = portal.now();
  const name = nameOf(portal, subject);
  if (group === GROUP_ADMIN) {
    const isAdmin = personPage(portal, subject, adminOf(portal, req)).standing?.group?.id === group;
    return isAdmin
      ? undefined
      : {
          title: message('admin.override.admin.title', { name }),
          text: ['admin.override.admin.message'],
          label: 'admin.override.admin.action',
        };
  }
  if (group !== 'refused' && !hasMoreThan(subject, group, { state, now })) {
    return undefined;
  }
  const text = endingText(portal, subject);
  return group === 'refused'
    ? {
        title: message('admin.override.refuse.title', { name }),
        text,
        label: 'admin.override.refuse.action',
      }
    : {
        title: message('admin.override.worse.title', {
          name,
          group: groupText(group, portal.config),
        }),
        text,
        label: 'admin.override.worse.action',
      };
}

/** What of theirs is void then. */
export function endingText({ state, now: clock }: Portal, subject: string): readonly Message[] {
  const now = clock();
  const tokens = state
    .apiTokens()
    .filter(
      (token) =>
        token.subject === subject && token.revokedAt === undefined && token.expiresAt > now,
    );
  return [
    message('admin.person.revoke.sessions', { count: state.sessions(now, subject).length }),
    ...(tokens.length > 0 ? [message('admin.person.revoke.tokens', { count: tokens.length })] : []),
  ];
}
