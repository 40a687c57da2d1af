/** Whether the owner's own profile is open to everybody in the Plex Home. Pure. */
import type { Message } from '../languages/message.js';
import type { HomeUser } from '../plex/owner-lists.js';

/**
 * Whoever is in a Home may choose any profile that has no PIN, the owner's too, and has the owner's session then.
 * @param users of the owner's Home; none where there is no Home
 * @param ownerId numeric account id
 */
export function isOwnerWithoutPin(
  users: readonly Pick<HomeUser, 'id' | 'guest' | 'protected'>[],
  ownerId: number,
): boolean {
  const owner = users.find(({ id }) => id === ownerId);
  // The guest profile can choose nothing.
  const others = users.filter(({ id, guest }) => id !== ownerId && !guest);
  return owner !== undefined && !owner.protected && others.length > 0;
}

/** What is said of it. */
export const OWNER_WITHOUT_PIN: Message = 'admin.owner.without_pin';
