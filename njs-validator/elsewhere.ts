/**
 * What is done for few: where the session cookie gave nobody, tokens from other places; where a token opens some addresses
 * alone, a look at the address. A part of its own, made on demand (verification.ts says why).
 */
import { decideElsewhere } from '../shared/decide-elsewhere.js';
import { restrictRequest } from './restriction.js';

/** What is done on demand. */
export function elsewhere() {
  return { decideElsewhere, restrictRequest };
}
