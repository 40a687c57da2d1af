/**
 * The sections rules and groups. Pure.
 */
import { LADDER } from './group-names.js';
import type { RawConfig, RawRule, Report } from './raw-config.js';
import type { PlexFact, Rule, UsherConfig } from './usher-config.js';

type Conditions = Rule['when'];

/** Reads the rules, and warns of those that can never match or give away too much. */
export function readRules(raw: RawConfig['rules'], report: Report): readonly Rule[] {
  const rules: { index: number; rule: Rule }[] = [];
  for (const [index, entry] of (raw ?? []).entries()) {
    if (entry?.when === undefined || Object.keys(entry.when).length === 0) {
      continue;
    }
    const rule: Rule = { when: conditionsOf(entry.when), group: entry.group ?? 999 };
    const earlier = rules.find((candidate) => takesAllOf(candidate.rule.when, rule.when));
    if (earlier !== undefined) {
      report.warning(
        ['rules', index],
        `this rule is never reached: rules[${String(earlier.index)}] takes everybody it is about`,
        'put it before that rule, or remove it',
      );
    }
    if (rule.group === 0 && !isNarrow(rule.when)) {
      report.warning(
        ['rules', index],
        'this rule makes people admin (group 0) who are neither the owner nor named by plexId',
        'group 0 may open everything; 1 is Co-Admin',
      );
    }
    rules.push({ index, rule });
  }
  return rules.map(({ rule }) => rule);
}

function conditionsOf(when: RawRule['when']): Conditions {
  return {
    ...(when.plex === undefined ? {} : { plex: [when.plex].flat() }),
    ...(when.plexId === undefined ? {} : { plexId: [when.plexId].flat() }),
  };
}

/** Whether everybody who meets `later` also meets `earlier`, as far as the conditions alone tell. */
function takesAllOf(earlier: Conditions, later: Conditions): boolean {
  const plex =
    earlier.plex === undefined ||
    (later.plex?.every((fact) => earlier.plex?.some((other) => implies(fact, other))) ?? false);
  const plexId =
    earlier.plexId === undefined ||
    (later.plexId?.every((id) => earlier.plexId?.includes(id)) ?? false);
  return plex && plexId;
}

/** A managed account is always one of the Plex Home too. */
function implies(fact: PlexFact, other: PlexFact): boolean {
  return fact === other || (fact === 'managed' && other === 'home');
}

function isNarrow(when: Conditions): boolean {
  return when.plexId !== undefined || (when.plex?.every((fact) => fact === 'owner') ?? false);
}

/** Names of groups: the ladder's, with the operator's over them. */
export function readGroupNames(
  raw: RawConfig['groups'],
  report: Report,
): UsherConfig['groupNames'] {
  const names: Record<number, string> = { ...LADDER };
  for (const [id, name] of Object.entries(raw ?? {})) {
    names[Number(id)] = name.trim();
    if (name.trim() === '') {
      report.problem(['groups', id], 'the name of a group may not be blank');
    }
  }
  for (const id of Object.keys(raw ?? {})) {
    const name = names[Number(id)];
    const twin = Object.keys(names).find((other) => other !== id && names[Number(other)] === name);
    if (twin !== undefined) {
      report.warning(
        ['groups', id],
        `group ${twin} is also called "${name ?? ''}": apps that go by the name (Remote-Groups) cannot tell them apart`,
      );
    }
  }
  return names;
}
