/**
 * The whole way from a request to its verdict, for whoever is not remembered. The build wraps all of it into the one
 * function `verification`, so that njs does not make its functions for those who are.
 */
import { judge } from './judge.js';

/** What is done on demand. */
export function verification() {
  return { judge };
}
