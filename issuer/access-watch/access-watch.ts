/**
 * Looks every few minutes, with the owner's link, whether everybody who is signed in still has access, and ends the sessions
 * of those who have lost it.
 */
import type { Logger } from 'pino';
import { placeOf } from '../http/error-handler.js';
import type { OwnerDirectory } from '../membership/owner-directory.js';
import type { Policy } from '../membership/policy.js';
import type { Revoker } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import { actOn } from './act-on-loss.js';
import { makersOfPasses } from './makers-of-passes.js';
import { lookAround } from './look.js';
import { pauseSeconds } from './pause.js';
import { endUnearnedTokens, type UnearnedDeps } from './unearned-tokens.js';

export type Suspicion = Readonly<{
  /** NumericDate */
  since: number;
  /** How many would lose access, of how many who are signed in. */
  lost: number;
  people: number;
}>;

export type AccessWatch = Readonly<{
  /** Looks now; who asks meanwhile waits for the same look. Never rejects. */
  look: () => Promise<void>;
  /** So many have lost access at once that a second look is being waited for. */
  suspicion: () => Suspicion | undefined;
  /** Nothing ends by it from now on. */
  close: () => void;
}>;

export type AccessWatchDeps = Readonly<{
  directory: OwnerDirectory;
  state: Pick<
    State,
    | 'ownerLink'
    | 'sessions'
    | 'apiTokens'
    | 'guestPasses'
    | 'overrides'
    | 'person'
    | 'recordPerson'
    | 'addAudit'
  > &
    UnearnedDeps['state'];
  revoker: Pick<Revoker, 'revokeSubject' | 'endSession'>;
  policy: () => Policy;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** NumericDate, seconds. */
  now: () => number;
  intervalSeconds: number;
  /** From 0 to 1: spreads the questions of many portals. */
  random: () => number;
  /** Whether it looks by itself, now and again and again; true unless given. */
  isTimed?: boolean;
}>;

export function createAccessWatch(deps: AccessWatchDeps): AccessWatch {
  const { state, directory, now, logger } = deps;
  let suspects: readonly string[] = [];
  let suspicion: Suspicion | undefined;
  let failures = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;

  function note(found: ReturnType<typeof lookAround>, at: number): void {
    const wasSuspicious = suspicion !== undefined;
    suspects = found.suspects;
    if (suspects.length === 0) {
      suspicion = undefined;
      if (wasSuspicious) {
        logger.info({ lost: found.losses.length }, 'the second look has settled it');
      }
      return;
    }
    suspicion = { since: suspicion?.since ?? at, lost: suspects.length, people: found.people };
    const { lost, people } = suspicion;
    const reason = 'mass_loss_suspected';
    logger.warn(
      { reason, lost, people },
      'more than a fifth have lost access at once; a second look will tell',
    );
    if (!wasSuspicious) {
      const detail = `${String(lost)} of ${String(people)}`;
      state.addAudit({ at, actor: 'portal', action: reason, subject: '', detail });
    }
  }

  async function lookOnce(): Promise<void> {
    endUnearnedTokens(deps);
    if (state.ownerLink() === undefined) {
      suspects = [];
      suspicion = undefined;
      failures = 0;
      return;
    }
    const askedAt = now();
    const lists = await directory.refresh();
    failures = isTrouble(directory.problem()) ? failures + 1 : 0;
    if (isClosed || lists === undefined) {
      return;
    }
    const at = Math.floor(now());
    const found = lookAround({
      // A token that somebody made for themselves has the group that they had then, as a session has.
      sessions: [
        ...state.sessions(at),
        ...state.ownTokens(at),
        ...makersOfPasses(state, deps.policy, at),
      ],
      apiTokens: state
        .apiTokens()
        .filter(({ revokedAt, expiresAt }) => revokedAt === undefined && expiresAt > at)
        .filter(({ madeBy }) => madeBy === undefined),
      lists,
      askedAt,
      policy: deps.policy(),
      overrides: state.overrides(at),
      suspects,
      now: at,
    });
    note(found, at);
    for (const loss of found.losses) {
      actOn(loss, at, deps);
    }
  }

  async function look(): Promise<void> {
    try {
      await lookOnce();
    } catch (error) {
      failures += 1;
      logger.error({ error: placeOf(error) }, 'who still has access could not be looked up');
    }
  }

  function shared(): Promise<void> {
    underWay ??= look().finally(() => (underWay = undefined));
    return underWay;
  }

  function schedule(): void {
    if (isClosed) {
      return;
    }
    const { intervalSeconds, random } = deps;
    const isWaiting = suspicion !== undefined;
    const seconds = pauseSeconds({ intervalSeconds, failures, isWaiting, random: random() });
    timer = setTimeout(() => void shared().then(schedule), seconds * 1000);
    timer.unref();
  }

  if (deps.isTimed !== false) {
    void shared().then(schedule);
  }
  return {
    look: shared,
    suspicion: () => suspicion,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** That a server is not the owner's is an answer, and would be the same for ever. */
function isTrouble(problem: ReturnType<OwnerDirectory['problem']>): boolean {
  return problem !== '' && problem !== 'owner_link_not_owner';
}
