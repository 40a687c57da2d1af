/** What has become of a guest pass, and what it opens, for lists. Pure. */
import type { App } from '../config/usher-config.js';
import type { OwnStanding } from '../sign-in/own-standing.js';
import { guestSubject, type GuestPass } from './guest-pass.js';
import { appsWithin, resourceOfApp } from './pass-resources.js';

/** `stopped`: its maker has no access any more, or an operator has refused its guests. */
export type PassState = 'good' | 'used_up' | 'over' | 'revoked' | 'stopped';

/** Used up counts last: who came in by it stays. */
export function stateOfPass(
  { id, uses, maxUses }: Pick<GuestPass, 'id' | 'uses' | 'maxUses'>,
  ownStanding: (subject: string) => OwnStanding,
): PassState {
  const standing = ownStanding(guestSubject(id));
  if (standing.kind === 'admitted') {
    return uses >= (maxUses ?? Infinity) ? 'used_up' : 'good';
  }
  switch (standing.reason) {
    case 'guest_pass_revoked':
      return 'revoked';
    case 'guest_pass_over':
      return 'over';
    default:
      return 'stopped';
  }
}

/** Apps by name, what is none by its address; undefined: whatever the group may. */
export function namesOfOpened(
  apps: readonly App[],
  { resources }: Pick<GuestPass, 'resources'>,
): readonly string[] | undefined {
  if (resources === undefined) {
    return undefined;
  }
  const open = appsWithin(apps, resources);
  const known = open.map(resourceOfApp);
  return [...open.map(({ name }) => name), ...resources.filter((entry) => !known.includes(entry))];
}
