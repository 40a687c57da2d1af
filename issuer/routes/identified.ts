/**
 * What comes after somebody has proved to Plex who they are: the choice of a profile, where the account is in a Plex Home,
 * or the end of the sign-in.
 */
import type { Request, Response } from 'express';
import { noteOutcome } from '../http/log-reason.js';
import type { Admission } from '../membership/admission.js';
import { finishSignIn, type FinishedSignIn, type Proof } from '../sign-in/finish-sign-in.js';
import { PROFILE_STEP_SECONDS, sealPendingProfile } from '../sign-in/home-step.js';
import { problemOfFailure, type Problem } from '../sign-in/problem.js';
import { endSessions, failureNote } from './end-sessions.js';
import { answerFinished } from './finish.js';
import {
  clearPortalCookies,
  clearSession,
  cookiesOf,
  homeAddress,
  seeOther,
  type Portal,
} from './portal.js';

type Identified = Readonly<{
  admission: Admission;
  proof: Proof;
  /** Checked return address. */
  rd: string;
  /** Names of the sign-in's own cookies. */
  spent: readonly string[];
}>;

/**
 * Where there is a profile to choose, nobody is signed in until then, whoever was before: a sealed cookie says who has
 * proved what. Where plex.tv does not tell the profiles, the sign-in fails: a child's password must not lead into a
 * parent's session because plex.tv is down.
 */
export async function answerIdentified(
  portal: Portal,
  req: Request,
  res: Response,
  identified: Identified,
): Promise<void> {
  const { admission, proof, rd } = identified;
  const spent = [
    ...identified.spent,
    ...[portal.cookies.profile].filter((name) => name in cookiesOf(req)),
  ];
  const question = await profileQuestion(portal, identified);
  switch (question.kind) {
    case 'none': {
      const finished = await finishSignIn(admission, proof, { ...portal, now: portal.now() });
      await answerFinished(portal, req, res, { finished, rd, spent });
      return;
    }
    case 'problem':
      await answerFinished(portal, req, res, { finished: question, rd, spent });
      return;
    case 'asked': {
      clearPortalCookies(portal, res, spent);
      const { failure } = await endSessions(portal, req);
      clearSession(portal, res);
      const { subject } = question;
      noteOutcome(res, { reason: 'profile_asked', subject, ...failureNote(failure) });
      res.cookie(
        portal.cookies.profile,
        question.sealed,
        portal.cookies.optionsOf(portal.cookies.profile, PROFILE_STEP_SECONDS),
      );
      seeOther(res, homeAddress(portal));
      return;
    }
  }
}

type Question =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'asked'; sealed: string; subject: string }>
  | Extract<FinishedSignIn, { kind: 'problem' }>;

async function profileQuestion(
  portal: Portal,
  { admission, proof, rd }: Identified,
): Promise<Question> {
  if (!portal.config.plex.homePicker || !('home' in admission) || !admission.home) {
    return { kind: 'none' };
  }
  const { plexToken, amr } = proof;
  const subject = 'person' in admission ? admission.person.subject : admission.subject;
  // Before plex.tv is asked: who is revoked meanwhile is. Whoever signs in in the very second of a revocation is let in.
  const at = Math.max(Math.floor(portal.now()), portal.state.earliestIssueOf(subject));
  const outcome = await portal.profiles.of({ plexToken, subject });
  if (outcome.kind !== 'profiles') {
    return { kind: 'problem', problem: problemOfFailure(outcome) };
  }
  if (!outcome.isQuestion) {
    return outcome.profiles.length === 0 && mustBeListed(admission)
      ? { kind: 'problem', problem: NOT_UNDERSTOOD }
      : { kind: 'none' };
  }
  const step = { plexToken, subject, amr, at, rd };
  const sealed = await sealPendingProfile(portal.profiles.stepSealer, step, portal.now());
  return sealed === undefined
    ? { kind: 'problem', problem: NOT_UNDERSTOOD }
    : { kind: 'asked', sealed, subject };
}

/**
 * plex.tv says that they are in a Plex Home, and that nobody is: one of both is wrong. Managed accounts may not look, and
 * come with what they picked at Plex's own page.
 */
function mustBeListed(admission: Admission): boolean {
  return (
    admission.kind === 'admitted' &&
    !admission.facts.servers.some(({ relations }) => relations.includes('managed'))
  );
}

/** Also for a Plex auth token that fits into no cookie: they have twenty characters, the longest kind some six hundred. */
const NOT_UNDERSTOOD: Problem = problemOfFailure({
  kind: 'plex_unavailable',
  cause: 'unexpected_shape',
});
