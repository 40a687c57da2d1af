/**
 * What somebody gets who may not pass. The build wraps all of it into the one function `pages`, so that njs, which runs
 * the top level of a bundle for every request, does not make functions that hardly a request needs.
 */
import { refused } from './refused.js';
import { signIn } from './sign-in.js';

/** The handlers behind `error_page`. */
export function pages() {
  return { refused, signIn };
}
