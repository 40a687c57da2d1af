/** The end of a sign-in with an account of the portal's own. */
import type { Request, Response } from 'express';
import { seenFrom } from '../http/address.js';
import { noteOutcome } from '../http/log-reason.js';
import { localSubject } from '../local-accounts/account-name.js';
import { localStanding, type LocalStanding } from '../local-accounts/local-standing.js';
import { finishOwnSignIn } from '../sign-in/finish-own-sign-in.js';
import type { AuthMethod } from '../token/mint-session.js';
import { renderMessagePage } from '../views/message-page.js';
import { endSessions, failureNote } from './end-sessions.js';
import { answerFinished } from './finish.js';
import { clearSession, loginAddress, viewFor, type Portal } from './portal.js';

type Identified = Readonly<{
  /** Of the account. */
  name: string;
  amr: readonly AuthMethod[];
  /** Checked return address. */
  rd: string;
}>;

/** Somebody has proved who they are: a session, or a page that says why there is none. */
export async function finishLocal(
  portal: Portal,
  req: Request,
  res: Response,
  { name, amr, rd }: Identified,
): Promise<void> {
  const { state } = portal;
  const now = portal.now();
  const subject = localSubject(name);
  const override = state.overrideOf(subject, now);
  const policy = portal.policy();
  const standing = localStanding(state.localAccount(name), { override, policy }, now);
  const displayName = state.localAccount(name)?.displayName ?? name;
  const onRecord = {
    subject,
    name: displayName,
    facts: { subject, servers: [] },
    at: Math.floor(now),
  };
  if (standing.kind === 'gone') {
    state.recordPerson({ ...onRecord, refused: standing.reason });
    await refuse(portal, req, res, { standing, subject, displayName, rd });
    return;
  }
  const { group: groupId, decidedBy } = standing;
  state.recordPerson({ ...onRecord, groupId, decidedBy });
  const proof = { amr, from: seenFrom(req) };
  const finished = await finishOwnSignIn(standing, proof, { ...portal, now });
  await answerFinished(portal, req, res, { finished, rd, spent: [] });
}

/** As for everybody who has no access: nobody is signed in here afterwards. */
async function refuse(
  portal: Portal,
  req: Request,
  res: Response,
  {
    standing,
    subject,
    displayName,
    rd,
  }: Readonly<{
    standing: Extract<LocalStanding, { kind: 'gone' }>;
    subject: string;
    displayName: string;
    rd: string;
  }>,
): Promise<void> {
  const { failure } = await endSessions(portal, req);
  noteOutcome(res, { reason: standing.reason, subject, ...failureNote(failure) });
  clearSession(portal, res);
  const view = viewFor(portal, res);
  const { serverName } = view;
  res.status(403).send(
    renderMessagePage(view, {
      title: view.t('login.no_access.title'),
      message: [
        view.t('login.no_access.message', { account: displayName, server: serverName }),
        view.t('local.no_access'),
      ],
      links: [
        { label: view.t('login.another_account'), href: loginAddress(portal, rd), main: true },
      ],
    }),
  );
}
