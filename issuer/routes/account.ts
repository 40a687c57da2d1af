/**
 * GET /account, POST /account/end-session, GET and POST /account/sign-out-everywhere: what people see of themselves, and end.
 */
import type { RequestHandler, Response } from 'express';
import type { PlexFact } from '../config/usher-config.js';
import { readForm, sessionFormOf } from '../http/form.js';
import { allowPictures, safePicture } from '../http/pictures.js';
import type { Visitor } from '../http/visitor.js';
import { passIdOf } from '../guest-passes/guest-pass.js';
import { localNameOf } from '../local-accounts/account-name.js';
import { explainOwn } from '../membership/explain-own.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { SessionDetails } from '../state/state.js';
import {
  renderAccountPage,
  type AccountLink,
  type AccountPage,
  type ShownSession,
} from '../views/account-page.js';
import { renderConfirmPage } from '../views/confirm-page.js';
import { renderMessagePage } from '../views/message-page.js';
import { betterBoxOf } from './better-now.js';
import { lastDecided } from './last-decided.js';
import { ofVisitor, type SignedIn } from './of-visitor.js';
import { endOwn } from './own-ending.js';
import { clearSession, forgetHome, homeAddress, seeOther, viewFor, type Portal } from './portal.js';

/** Who is not signed in goes to the sign-in page, and comes back. */
export function showAccount(portal: Portal): RequestHandler {
  return ofVisitor(portal, 'account', (req, res, visitor) => {
    const { config } = portal;
    const better = betterBoxOf(portal, req, visitor, 'account');
    const picture = safePicture(visitor.picture, config);
    allowPictures(res, [picture]);
    res.send(
      renderAccountPage(viewFor(portal, res), {
        name: visitor.name,
        ...(picture !== undefined && { picture }),
        ...(visitor.login !== undefined && { login: visitor.login }),
        group: groupOf(portal, visitor),
        ...(better !== undefined && { better }),
        endsAt: visitor.expiresAt,
        ...lastingOf(portal, visitor),
        sessions: sessionsOf(portal, visitor),
        ...(visitor.resources !== undefined && { opens: visitor.resources }),
        mayEndAll: !isGuest(visitor),
        links: linksOf(portal, visitor),
        ...(isPlexSubject(visitor.subject) && { change: changeOf(portal, visitor) }),
        now: portal.now(),
      }),
    );
  });
}

/** Of one's own sessions only: what is not among them does not exist. */
export function endOneSession(portal: Portal): RequestHandler[] {
  return [
    readForm,
    ofVisitor(portal, 'account', (req, res, visitor) => {
      const { subject, sid } = visitor;
      const asked = sessionFormOf(req).session;
      const session = ownSessions(portal, visitor).find((one) => one.sid === asked);
      if (session === undefined) {
        // It may have ended meanwhile.
        seeOther(res, accountAddress(portal));
        return;
      }
      const ending = {
        subject,
        sid: session.sid,
        reason: 'own_session_ended',
        action: 'session_ended',
        detail: session.device,
      } as const;
      if (!endOwn(portal, res, ending, (now) => portal.revoker.endSession(session, now))) {
        return;
      }
      if (session.sid === sid) {
        signOut(portal, res);
      }
      seeOther(res, accountAddress(portal));
    }),
  ];
}

/** Asks first: programs go without their tokens afterwards. */
export function askToSignOutEverywhere(portal: Portal): RequestHandler {
  return ofVisitor(portal, 'account/sign-out-everywhere', (_req, res, visitor) => {
    if (isGuest(visitor)) {
      seeOther(res, `${portal.view.base}/logout`);
      return;
    }
    const { state, now } = portal;
    const { subject } = visitor;
    const view = viewFor(portal, res);
    const { t } = view;
    const tokens = state.ownTokens(now(), subject).length;
    res.send(
      renderConfirmPage(view, {
        title: t('account.everywhere.title'),
        message: [
          t('account.everywhere.sessions', { count: state.sessions(now(), subject).length }),
          ...(tokens === 0 ? [] : [t('account.everywhere.tokens', { count: tokens })]),
        ],
        action: `${accountAddress(portal)}/sign-out-everywhere`,
        label: t('account.everywhere.do'),
        back: { label: t('account.back'), href: accountAddress(portal) },
      }),
    );
  });
}

/** Every session of this person, whatever browser has it. */
export function signOutEverywhere(portal: Portal): RequestHandler {
  return ofVisitor(portal, 'account', (_req, res, visitor) => {
    if (isGuest(visitor)) {
      seeOther(res, `${portal.view.base}/logout`);
      return;
    }
    const { subject } = visitor;
    const ending = {
      subject,
      reason: 'signed_out_everywhere',
      action: 'signed_out_everywhere',
      detail: '',
    } as const;
    if (!endOwn(portal, res, ending, (now) => portal.revoker.revokeSubject(subject, now))) {
      return;
    }
    signOut(portal, res);
    const view = viewFor(portal, res);
    const { t } = view;
    res.send(
      renderMessagePage(view, {
        title: t('account.signed_out.title'),
        message: [
          t('account.signed_out.message'),
          ...(isPlexSubject(subject) ? [t('account.signed_out.plex')] : []),
        ],
        links: [
          { label: t('account.signed_out.again'), href: `${portal.view.base}/login`, main: true },
        ],
      }),
    );
  });
}

function signOut(portal: Portal, res: Response): void {
  clearSession(portal, res);
  forgetHome(portal, res);
}

function accountAddress(portal: Portal): string {
  return `${portal.view.base}/account`;
}

/** A guest's session is not renewed beyond their pass. */
function lastingOf(
  { config, state }: Portal,
  { subject, expiresAt }: SignedIn,
): Pick<AccountPage, 'isRenewed' | 'passEndsAt'> {
  const passEndsAt = state.guestPass(passIdOf(subject) ?? '')?.endsAt;
  const isRenewed = config.session.renewal && expiresAt < (passEndsAt ?? Infinity);
  return { isRenewed, ...(passEndsAt !== undefined && { passEndsAt }) };
}

/** What was last decided may be newer than the session, which learns of it when it is renewed. */
function groupOf(portal: Portal, visitor: Visitor): AccountPage['group'] {
  const { subject, groupId: id, groupName: name } = visitor;
  const known = lastDecided(portal, subject);
  return { id, name, ...explainOwn({ subject, groupId: id }, known, portal.config) };
}

const IN_HOME: ReadonlySet<PlexFact> = new Set(['homeAdmin', 'homeAdult', 'home', 'managed']);

/** Whose Home is not that of the server has profiles too, or signs in anew, by the same link. */
function changeOf(portal: Portal, { subject }: SignedIn): NonNullable<AccountPage['change']> {
  const { homePicker } = portal.config.plex;
  return {
    label:
      homePicker && isOfHome(portal, subject)
        ? 'account.switch_profile'
        : 'account.another_account',
    href: homePicker ? homeAddress(portal) : `${portal.view.base}/login`,
  };
}

function isOfHome({ state }: Portal, subject: string): boolean {
  const servers = state.person(subject)?.facts.servers ?? [];
  return servers.some(({ relations }) => relations.some((each) => IN_HOME.has(each)));
}

/** A guest has what the pass says, and nothing to give away. */
function linksOf(portal: Portal, visitor: SignedIn): readonly AccountLink[] {
  const { config, state, now } = portal;
  const { subject, groupId, resources } = visitor;
  const at = accountAddress(portal);
  const isWhole = !isGuest(visitor) && resources === undefined;
  const tokens = state.ownTokens(now(), subject).length;
  return [
    ...(isWhole && (groupId <= config.apiTokens.makers || tokens > 0)
      ? [{ kind: 'tokens', href: `${at}/tokens`, count: tokens } as const]
      : []),
    ...(isWhole && groupId <= config.guestPasses.makers
      ? [{ kind: 'passes', href: `${at}/passes` } as const]
      : []),
    ...(localNameOf(subject) !== undefined
      ? [{ kind: 'local', href: `${at}/local` } as const]
      : []),
  ];
}

/** Everybody who came in by one pass has one subject: they see and end nothing of one another. */
function isGuest({ subject }: Pick<Visitor, 'subject'>): boolean {
  return passIdOf(subject) !== undefined;
}

function ownSessions({ state, now }: Portal, visitor: SignedIn): readonly SessionDetails[] {
  const sessions = state.sessions(now(), visitor.subject);
  return isGuest(visitor) ? sessions.filter(({ sid }) => sid === visitor.sid) : sessions;
}

/** This one first. */
function sessionsOf(portal: Portal, visitor: SignedIn): readonly ShownSession[] {
  const shown = ownSessions(portal, visitor).map((session) => ({
    ...session,
    isThis: session.sid === visitor.sid,
  }));
  return [...shown.filter(({ isThis }) => isThis), ...shown.filter(({ isThis }) => !isThis)];
}
