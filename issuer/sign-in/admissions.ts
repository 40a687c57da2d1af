/**
 * Who may come in, and who may stay: puts together what a sign-in and a renewal ask.
 */
import type { AccessWatch } from '../access-watch/access-watch.js';
import type { UsherConfig } from '../config/usher-config.js';
import type { Admission } from '../membership/admission.js';
import { admit, readmit, type AdmitDeps } from '../membership/admit.js';
import { listsLastSeconds } from '../membership/owner-directory.js';
import { policyOf, type Policy } from '../membership/policy.js';
import type { State } from '../state/state.js';
import { heldClient } from './held-client.js';
import { createHold } from './hold.js';
import { createRecheck, PATIENCE_MS, type Recheck } from './recheck.js';

export type AdmissionsDeps = Pick<AdmitDeps, 'plex' | 'directory' | 'now'> &
  Readonly<{
    config: UsherConfig;
    state: AdmitDeps['state'] & Pick<State, 'ownerLink'>;
    accessWatch: Pick<AccessWatch, 'suspicion'>;
    /** How long a renewal waits for plex.tv, milliseconds; see recheck.ts. */
    recheckPatienceMs?: number;
  }>;

export type Admissions = Readonly<{
  /** The configuration, and what the owner's link adds to it. */
  policy: () => Policy;
  /** What a Plex token is good for; whoever it is, they are on record afterwards. */
  admit: (plexToken: string) => Promise<Admission>;
  recheck: Recheck;
}>;

/** plex.tv that answers one and keeps the other waiting is to delay nobody for long. */
const OWNER_PATIENCE_MS = 4000;

/** Of the time that a renewal has for plex.tv: what is spent on the person's own token before the owner's lists are asked. */
const OWN_PATIENCE = 2 / 3;

export function createAdmissions(deps: AdmissionsDeps): Admissions {
  const { config, plex, state, now, recheckPatienceMs = PATIENCE_MS } = deps;
  const policy = () => policyOf(config, state.ownerLink());
  const admitDeps: AdmitDeps = {
    plex,
    directory: deps.directory,
    policy,
    state,
    now,
    listsLastSeconds: listsLastSeconds(config.plex.recheckSeconds),
    ownerPatienceMs: OWNER_PATIENCE_MS,
    isSuspicious: () => deps.accessWatch.suspicion() !== undefined,
  };
  const readmitDeps = {
    ...admitDeps,
    plex: heldClient(plex, createHold(now)),
    patienceMs: recheckPatienceMs * OWN_PATIENCE,
  };
  return {
    policy,
    admit: (plexToken) => admit(plexToken, admitDeps),
    recheck: createRecheck({
      readmit: (plexToken, person) => readmit(plexToken, person, readmitDeps),
      now,
      patienceMs: recheckPatienceMs,
    }),
  };
}
