/**
 * Names of groups. Pure.
 */
import { GROUP_ADMIN, GROUP_GUEST, GROUP_SIGNED_IN } from '../../shared/group.js';
import type { UsherConfig } from './usher-config.js';

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

/** Those that have a name, or that a rule or an app is about; the best first. */
export function groupsInUse(
  config: Pick<UsherConfig, 'groupNames' | 'rules' | 'apps'>,
): readonly Readonly<{ id: number; name: string }>[] {
  const ids = new Set([
    ...[LADDER, config.groupNames].flatMap((names) => Object.keys(names).map(Number)),
    ...[...config.rules, ...config.apps].map(({ group }) => group),
  ]);
  return [...ids]
    .sort((one, other) => one - other)
    .map((id) => ({ id, name: groupNameOf(config, id) }));
}
