/** For tests of minting alone: nobody was revoked, and nothing is put on record. */
import type { MintDeps } from '../../../token/mint-session.js';

export const NO_STATE: MintDeps['state'] = {
  earliestIssueOf: () => 0,
  recordSession: () => undefined,
};
