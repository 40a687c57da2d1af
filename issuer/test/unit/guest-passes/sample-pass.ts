/** A guest pass as it is put on record. */
import type { GuestPass } from '../../../guest-passes/guest-pass.js';

export const MADE_AT = 1_700_000_000;
export const WEEK = 7 * 24 * 60 * 60;

/** Made on the command line, good for a week from {@link MADE_AT}, where nothing else is said. */
export function samplePass(some: Partial<GuestPass> = {}): GuestPass {
  return {
    id: 'pass-1',
    name: 'Grandma',
    groupId: 4,
    endsAt: MADE_AT + WEEK,
    uses: 0,
    madeBy: 'command line',
    madeAt: MADE_AT,
    ...some,
  };
}
