/** Every page and each of its states, and how one comes to it: what is tested, and what `npm run gallery` shows. */
import { ACCOUNT_STATES } from './states/account-states.js';
import { ADMIN_STATES } from './states/admin-states.js';
import { LOCAL_STATES } from './states/local-states.js';
import { PASS_STATES } from './states/pass-states.js';
import { SIGN_IN_STATES, SPENT_STATES } from './states/sign-in-states.js';
import type { PageState } from './states/page-state.js';

/** In this order: the last ones use up the attempts that an address has. */
export const PAGE_STATES: readonly PageState[] = [
  ...SIGN_IN_STATES,
  ...ACCOUNT_STATES,
  ...ADMIN_STATES,
  ...PASS_STATES,
  ...LOCAL_STATES,
  ...SPENT_STATES,
];
