/**
 * What is done where the session cookie gave nobody: tokens from other places. A part of its own, made on demand
 * (verification.ts says why), because whoever has a good cookie has no need of it.
 */
import { decideElsewhere } from '../shared/decide-elsewhere.js';

/** What is done on demand. */
export function elsewhere() {
  return { decideElsewhere };
}
