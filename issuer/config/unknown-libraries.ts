/**
 * What rules come to while nobody knows which libraries are shared. Pure.
 */
import { takersOf } from './rule-order.js';
import type { Conditions, Rule } from './usher-config.js';

/**
 * Finds rules about libraries whose people get more while the libraries are not known, because a later rule without
 * them gives a smaller number.
 * @returns indexes: of such a rule, and of the one that counts in its place
 */
export function betterWhileUnknown(
  rules: readonly Rule[],
  ownerId?: number,
): readonly Readonly<{ index: number; instead: number }>[] {
  return rules.flatMap(({ when, group }, index) => {
    if (when.libraries === undefined) {
      return [];
    }
    const later = rules.slice(index + 1);
    const instead = takersOf(withoutLibraries(when), later, ownerId).find(
      (taker) => (later[taker]?.group ?? group) < group,
    );
    return instead === undefined ? [] : [{ index, instead: index + 1 + instead }];
  });
}

/** Of an owner they are always known. */
function withoutLibraries({ libraries: _, ...when }: Conditions): Conditions {
  return { ...when, plex: when.plex ?? ['home', 'friend'] };
}
