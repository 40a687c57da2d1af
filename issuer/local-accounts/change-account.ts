/**
 * What is done to an account of the portal's own, by its owner or by an operator: written down, and what it takes away is
 * void at once.
 */
import { revokePass } from '../guest-passes/revoke-pass.js';
import type { Published, Revoker } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import { localSubject } from './account-name.js';
import type { LocalAccount } from './account-store.js';

export type ChangeDeps = Readonly<{
  state: State;
  revoker: Pick<Revoker, 'revokeSubject'>;
  /** NumericDate, seconds. */
  now: number;
  /** Who does it: a subject, or `command line`. */
  actor: string;
}>;

/** What is written down of a change. */
export type AccountAction =
  | 'local_account_added'
  | 'local_account_changed'
  | 'local_account_disabled'
  | 'local_account_enabled'
  | 'local_account_removed'
  | 'local_password_set'
  | 'totp_set'
  | 'totp_removed'
  | 'recovery_codes_made'
  | 'recovery_code_used'
  | 'passkey_added'
  | 'passkey_removed';

/** Puts something that was done to an account on record. */
export function noteChange(
  name: string,
  action: AccountAction,
  { state, now, actor }: Pick<ChangeDeps, 'state' | 'now' | 'actor'>,
  detail = '',
): void {
  const subject = localSubject(name);
  state.addAudit({ at: Math.floor(now), actor, action, subject, detail });
}

/** @returns `name_taken`: there is one of that name, and nothing was changed */
export function addAccount(account: LocalAccount, deps: ChangeDeps): 'added' | 'name_taken' {
  const outcome = deps.state.addLocalAccount(account);
  if (outcome === 'added') {
    noteChange(account.name, 'local_account_added', deps, `group ${String(account.groupId)}`);
  }
  return outcome;
}

/** A password of an operator's: whoever was signed in with the old one is not any more. */
export function resetPassword(name: string, passwordHash: string, deps: ChangeDeps): Published {
  deps.state.changeLocalAccount(name, { passwordHash });
  noteChange(name, 'local_password_set', deps);
  return voidAll(name, deps);
}

/** @returns what came of telling the gates; nothing where nothing had to be taken away */
export function changeGroup(account: LocalAccount, groupId: number, deps: ChangeDeps): Published {
  const { name } = account;
  deps.state.changeLocalAccount(name, { groupId });
  noteChange(name, 'local_account_changed', deps, `group ${String(groupId)}`);
  return groupId > account.groupId ? voidAll(name, deps) : {};
}

export function disableAccount(name: string, deps: ChangeDeps): Published {
  deps.state.setDisabled(name, deps.now);
  noteChange(name, 'local_account_disabled', deps);
  return voidAll(name, deps);
}

export function enableAccount(name: string, deps: ChangeDeps): void {
  deps.state.setDisabled(name, undefined);
  noteChange(name, 'local_account_enabled', deps);
}

/** With all that was said of it, and the guest passes it made: another account of that name is somebody else's. */
export function removeAccount(name: string, deps: ChangeDeps): Published {
  const { state } = deps;
  state.removeLocalAccount(name);
  state.removeOverride(localSubject(name));
  noteChange(name, 'local_account_removed', deps);
  for (const pass of state.guestPasses(localSubject(name))) {
    revokePass(pass, deps);
  }
  // The same folder: what could not be told of a pass cannot be told of the account either.
  return voidAll(name, deps);
}

/** Sessions and API tokens. */
function voidAll(name: string, { revoker, now }: ChangeDeps): Published {
  const { unpublished } = revoker.revokeSubject(localSubject(name), now);
  return unpublished === undefined ? {} : { unpublished };
}
