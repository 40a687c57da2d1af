/**
 * GET and POST /account/tokens, POST /account/tokens/revoke: what somebody gives to programs of their own.
 */
import type { Request, RequestHandler, Response } from 'express';
import { GROUP_ADMIN, GROUP_SIGNED_IN } from '../../shared/group.js';
import { groupNameOf } from '../config/group-names.js';
import { formatMoment } from '../config/moment.js';
import { tokenFormOf, readForm, sessionFormOf } from '../http/form.js';
import { noteOutcome } from '../http/log-reason.js';
import { sessionsOf } from '../http/visitor.js';
import type { Message } from '../languages/message.js';
import { groupText } from '../membership/explain-decision.js';
import type { Person } from '../membership/person.js';
import { personIn } from '../sign-in/as-before.js';
import { tokenStanding } from '../sign-in/token-standing.js';
import { mintApiToken } from '../token/mint-api-token.js';
import {
  renderNewTokenPage,
  renderTokensPage,
  type GroupChoice,
  type NewTokenPage,
  type TokensPage,
  type TypedToken,
} from '../views/tokens-page.js';
import { ofVisitor, type SignedIn } from './of-visitor.js';
import { addAudit, endOwn } from './own-ending.js';
import { hasProof } from './page-proof.js';
import { loginAddress, seeOther, viewFor, type Portal } from './portal.js';

const DAY_SECONDS = 24 * 60 * 60;
const DAYS = [1, 7, 30, 90, 180, 365];
const USUAL_DAYS = 30;

/** So many good ones somebody may have, and so many they may make in a day. */
const MAX_TOKENS = 20;
const MAX_TOKENS_A_DAY = 40;

type MayMake =
  | Readonly<{
      kind: 'yes';
      /** 0–998: none of their tokens is in a better one. */
      group: number;
      /** NumericDate: nor does one live longer. */
      validUntil?: number;
    }>
  | Readonly<{ kind: 'no'; why: Message; isSignInMissing?: boolean }>;

export function showTokens(portal: Portal): RequestHandler {
  return ofVisitor(portal, 'account/tokens', async (req, res, visitor) => {
    const isProven = await hasProof(portal, req, 'account', visitor);
    const may = mayMake(portal, visitor, isProven);
    res.send(renderTokensPage(viewFor(portal, res), pageOf(portal, visitor, may)));
  });
}

/** Answers with the token itself: it is kept nowhere, so that no other page could show it. */
export function makeToken(portal: Portal): RequestHandler[] {
  return [
    readForm,
    ofVisitor(portal, 'account/tokens', async (req, res, visitor) => {
      const typed = tokenFormOf(req);
      const isProven = await hasProof(portal, req, 'account', visitor);
      const owner = await ownerBy(portal, req, visitor);
      if (owner === undefined) {
        seeOther(res, loginAddress(portal, `${portal.launcher}account/tokens`));
        return;
      }
      // Nothing is waited for from here until the token is on record: what was said meanwhile counts.
      const may = mayMake(portal, visitor, isProven);
      const problem = may.kind === 'no' ? undefined : problemWith(portal, typed, may.group);
      if (may.kind === 'no' || problem !== undefined) {
        const { subject } = visitor;
        noteOutcome(res, { reason: 'api_token_refused', subject });
        const page = pageOf(portal, visitor, may, { typed, ...(problem && { problem }) });
        res
          .status(problem === undefined ? 403 : 400)
          .send(renderTokensPage(viewFor(portal, res), page));
        return;
      }
      await mint(portal, res, { visitor, typed, may, owner });
    }),
  ];
}

export function revokeToken(portal: Portal): RequestHandler[] {
  return [
    readForm,
    ofVisitor(portal, 'account/tokens', (req, res, { subject }) => {
      const { session: sid } = sessionFormOf(req);
      const token = portal.state.ownTokens(portal.now(), subject).find((one) => one.sid === sid);
      const ending = {
        subject,
        sid,
        reason: 'api_token_revoked',
        action: 'token_revoked',
        detail: token?.name ?? '',
      } as const;
      // It may have ended meanwhile.
      if (
        token === undefined ||
        endOwn(portal, res, ending, (now) => portal.revoker.endSession(token, now))
      ) {
        seeOther(res, `${portal.view.base}/account/tokens`);
      }
    }),
  ];
}

/** What they may now, by rules and overrides, and no more than this very session says. */
function mayMake(portal: Portal, visitor: SignedIn, isProven: boolean): MayMake {
  const { config, state } = portal;
  const now = portal.now();
  if (visitor.resources !== undefined) {
    return { kind: 'no', why: 'token.not.restricted' };
  }
  const standing = tokenStanding(visitor.subject, portal, now);
  if (standing.kind !== 'group') {
    return { kind: 'no', why: `token.not.${standing.kind}` };
  }
  const group = Math.max(standing.group, visitor.groupId);
  if (group > config.apiTokens.makers) {
    return { kind: 'no', why: 'token.not.group' };
  }
  const made = state
    .apiTokens()
    .filter(({ madeBy, issuedAt }) => madeBy === visitor.subject && issuedAt > now - DAY_SECONDS);
  if (
    state.ownTokens(now, visitor.subject).length >= MAX_TOKENS ||
    made.length >= MAX_TOKENS_A_DAY
  ) {
    return { kind: 'no', why: 'token.not.many' };
  }
  if (!isProven) {
    return { kind: 'no', why: 'token.not.proven', isSignInMissing: true };
  }
  const { validUntil } = standing;
  return { kind: 'yes', group, ...(validUntil !== undefined && { validUntil }) };
}

function problemWith(portal: Portal, typed: TypedToken, best: number): Message | undefined {
  if (typed.name === '') {
    return 'token.problem.name';
  }
  if (typed.group < best || typed.group > GROUP_SIGNED_IN) {
    return 'token.problem.group';
  }
  return typed.days * DAY_SECONDS > portal.config.apiTokens.maxLifetimeSeconds || typed.days < 1
    ? 'token.problem.days'
    : undefined;
}

/** Who they are by this very session; undefined: it is over by now. */
async function ownerBy(
  portal: Portal,
  req: Request,
  { subject, sid }: SignedIn,
): Promise<Person | undefined> {
  const sessions = await sessionsOf(req, portal.verifier, portal.now());
  const claims = sessions.find((session) => session.sub === subject && session.sid === sid);
  return claims && personIn(claims);
}

async function mint(
  portal: Portal,
  res: Response,
  {
    visitor,
    typed,
    may,
    owner,
  }: Readonly<{
    visitor: SignedIn;
    typed: TypedToken;
    may: Extract<MayMake, { kind: 'yes' }>;
    owner: Person;
  }>,
): Promise<void> {
  const now = portal.now();
  const { subject } = visitor;
  const { name, group: groupId, days } = typed;
  const { droppedAfter = Infinity } = portal.ring.signing;
  const minted = await mintApiToken(
    {
      name,
      groupId,
      groupName: groupNameOf(portal.config, groupId),
      lifetimeSeconds: days * DAY_SECONDS,
      owner,
      // In the midst of a rotation, the key that signs may go first.
      endsAtLatest: Math.min(may.validUntil ?? Infinity, droppedAfter),
    },
    { ...portal, now },
  );
  if (minted.kind === 'name_taken') {
    noteOutcome(res, { reason: 'api_token_refused', subject });
    const page = pageOf(portal, visitor, may, { typed, problem: 'token.problem.taken' });
    res.status(409).send(renderTokensPage(viewFor(portal, res), page));
    return;
  }
  const { token, record } = minted;
  const { expiresAt } = record;
  addAudit(portal, {
    subject,
    action: 'token_made',
    detail: `${name}, group ${String(groupId)}, until ${formatMoment(expiresAt)}`,
  });
  noteOutcome(res, { reason: 'api_token_made', subject, groupId, sid: record.sid });
  res.send(
    renderNewTokenPage(viewFor(portal, res), {
      ...{ name, token, expiresAt, now },
      places: placesOf(portal),
    }),
  );
}

function placesOf({ config }: Portal): NewTokenPage['places'] {
  const { bearer, header, basic } = config.gate.sources;
  return [
    ...(bearer ? [{ kind: 'bearer' } as const] : []),
    ...(header === '' ? [] : [{ kind: 'header', header: headerNameOf(header) } as const]),
    ...(basic ? [{ kind: 'basic' } as const] : []),
  ];
}

/** @param variable in nginx's spelling: `x_usher_token` */
function headerNameOf(variable: string): string {
  return variable
    .split('_')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('-');
}

function pageOf(
  portal: Portal,
  { subject }: SignedIn,
  may: MayMake,
  given: Readonly<{ typed?: TypedToken; problem?: Message }> = {},
): TokensPage {
  const { config, state } = portal;
  const now = portal.now();
  const tokens = state.ownTokens(now, subject).map((token) => ({
    ...token,
    group: groupText(token.groupId, config),
  }));
  if (may.kind === 'no') {
    const signIn = { href: loginAddress(portal, `${portal.launcher}account/tokens`) };
    return {
      tokens,
      make: { kind: 'not_now', why: may.why, ...(may.isSignInMissing === true && { signIn }) },
      now,
    };
  }
  const days = daysFor(config.apiTokens.maxLifetimeSeconds);
  const usual = days.findLast((count) => count <= USUAL_DAYS) ?? days[0] ?? 1;
  return {
    tokens,
    make: {
      kind: 'form',
      groups: groupsFrom(may.group, portal),
      days,
      typed: { name: '', group: usualGroup(may.group, portal), days: usual },
      ...given,
    },
    now,
  };
}

function daysFor(maxSeconds: number): readonly number[] {
  const most = Math.floor(maxSeconds / DAY_SECONDS);
  return [...new Set([...DAYS.filter((count) => count <= most), most])];
}

/** The least that opens the apps: a program that administers is something to be asked for. */
function usualGroup(best: number, { config }: Portal): number {
  const thresholds = config.apps.map(({ group }) => group);
  return Math.min(
    GROUP_SIGNED_IN,
    ...thresholds.filter((group) => group >= best && group > GROUP_ADMIN),
  );
}

/** Those between which apps make a difference, and their own. */
function groupsFrom(best: number, { config }: Portal): readonly GroupChoice[] {
  const thresholds = config.apps.map(({ group }) => group);
  const ids = new Set([best, ...thresholds, GROUP_SIGNED_IN]);
  return [...ids]
    .filter((id) => id >= best && id <= GROUP_SIGNED_IN)
    .sort((one, other) => one - other)
    .map((id) => ({
      id,
      group: groupText(id, config),
      apps: config.apps.filter(({ group }) => id <= group).map(({ name }) => name),
    }));
}
