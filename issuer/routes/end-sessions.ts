/** Ends what a browser is signed in as, for all copies of its cookies. */
import type { Request } from 'express';
import { placeOf } from '../http/error-handler.js';
import type { Outcome } from '../http/log-reason.js';
import { sessionsOf } from '../http/visitor.js';
import type { Portal } from './portal.js';

/** Who it was; undefined for a browser without a usable session. */
export type EndedSessions = Readonly<{
  first?: Readonly<{ subject: string; sid?: string }>;
  failure?: EndFailure;
}>;

/** What went wrong, as a place in the code, and how much: nothing was ended, or gates cannot see it yet. */
export type EndFailure = Readonly<{
  reason: 'revocation_failed' | 'revocation_unpublished';
  error: string;
}>;

/** For the log, where something else is the answer. */
export function failureNote(failure: EndFailure | undefined): Pick<Outcome, 'level' | 'error'> {
  return failure === undefined ? {} : { level: 'error', error: failure.error };
}

/** What cannot be ended now ends when it expires. Does not throw. */
export async function endSessions(portal: Portal, req: Request): Promise<EndedSessions> {
  const sessions = await sessionsOf(req, portal.verifier, portal.now());
  const [claims] = sessions;
  const first = claims && {
    subject: claims.sub,
    ...(typeof claims.sid === 'string' && { sid: claims.sid }),
  };
  const who = first === undefined ? {} : { first };
  try {
    const ended = sessions.flatMap(({ sub, sid, exp }) =>
      typeof sid === 'string'
        ? [portal.revoker.endSession({ sid, subject: sub, expiresAt: exp }, portal.now())]
        : [],
    );
    const unpublished = ended.find((one) => one.unpublished !== undefined)?.unpublished;
    return unpublished === undefined
      ? who
      : { ...who, failure: { reason: 'revocation_unpublished', error: placeOf(unpublished) } };
  } catch (thrown) {
    return { ...who, failure: { reason: 'revocation_failed', error: placeOf(thrown) } };
  }
}
