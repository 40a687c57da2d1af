/**
 * Names of groups. Pure.
 */
import { GROUP_ADMIN, GROUP_GUEST, GROUP_SIGNED_IN } from '../../shared/group.js';

/** The ladder that has a name by itself; Organizr's people know it. */
export const LADDER: Readonly<Record<number, string>> = {
  [GROUP_ADMIN]: 'Admin',
  1: 'Co-Admin',
  2: 'Super User',
  3: 'Power User',
  4: 'User',
  [GROUP_SIGNED_IN]: 'Signed In',
  [GROUP_GUEST]: 'Guest',
};

/** What a group is called: the operator's name, the ladder's, or `Group N`. */
export function groupNameOf(
  config: Readonly<{ groupNames: Readonly<Record<number, string>> }>,
  groupId: number,
): string {
  return config.groupNames[groupId] ?? LADDER[groupId] ?? `Group ${String(groupId)}`;
}
