/**
 * From what somebody is to the group they are in. Pure.
 */
import type { PlexFact, Rule } from '../config/usher-config.js';

/**
 * The first rule that matches decides.
 * @param facts what they are to the servers
 * @param plexId numeric account id
 * @returns the rule's group (0–999) and index, or no_rule
 */
export function resolveGroup(
  facts: readonly PlexFact[],
  plexId: number,
  rules: readonly Rule[],
): Readonly<{ group: number; ruleIndex: number }> | 'no_rule' {
  const ruleIndex = rules.findIndex((rule) => matches(rule, facts, plexId));
  const rule = rules[ruleIndex];
  return rule === undefined ? 'no_rule' : { group: rule.group, ruleIndex };
}

/** A rule without any condition matches nobody: it is more likely a slip than meant for everybody. */
function matches({ when }: Rule, facts: readonly PlexFact[], plexId: number): boolean {
  const { plex, plexId: ids, ...others } = when;
  if ((plex === undefined && ids === undefined) || Object.keys(others).length > 0) {
    return false;
  }
  return (
    (when.plex === undefined || when.plex.some((fact) => facts.includes(fact))) &&
    (when.plexId === undefined || when.plexId.includes(plexId))
  );
}
