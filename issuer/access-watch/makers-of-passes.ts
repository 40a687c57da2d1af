/**
 * People of Plex whose guests may come in, wherever they are themselves: what they lose, their guests lose.
 */
import { goneReason } from '../guest-passes/guest-pass.js';
import { isPlexSubject } from '../membership/meets-conditions.js';
import type { Policy } from '../membership/policy.js';
import { plexStanding } from '../sign-in/own-standing.js';
import type { SessionDetails, State } from '../state/state.js';

/**
 * @param now NumericDate, seconds
 * @returns each with the group that they are in as last known, since then; who has lost access already is left out
 * @throws StateError
 */
export function makersOfPasses(
  state: Pick<State, 'guestPasses' | 'overrideOf' | 'person'>,
  policy: () => Policy,
  now: number,
): readonly Pick<SessionDetails, 'subject' | 'groupId' | 'issuedAt'>[] {
  const good = state.guestPasses().filter((pass) => goneReason(pass, now) === undefined);
  const makers = new Set(good.map(({ madeBy }) => madeBy).filter(isPlexSubject));
  return [...makers].flatMap((subject) => {
    const standing = plexStanding(subject, { state, policy }, now);
    const issuedAt = state.person(subject)?.at ?? 0;
    return standing.kind === 'group' ? [{ subject, groupId: standing.group, issuedAt }] : [];
  });
}
