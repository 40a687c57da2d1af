/**
 * The sections rules and groups. Pure.
 */
import { contradictionOf } from './contradiction.js';
import { LADDER } from './group-names.js';
import type { RawConfig, Report } from './raw-config.js';
import { readConditions } from './read-conditions.js';
import { takersOf } from './rule-order.js';
import type { Conditions, Rule, UsherConfig } from './usher-config.js';

type Surroundings = Readonly<{
  /** plex.servers */
  servers: readonly string[];
  /** plex.ownerId */
  ownerId?: number;
  /** NumericDate */
  now: number;
}>;

/** Reads the rules, and warns of those that can never match or give away too much. */
export function readRules(
  raw: RawConfig['rules'],
  around: Surroundings,
  report: Report,
): readonly Rule[] {
  const rules: Rule[] = [];
  const indexes: number[] = [];
  for (const [index, entry] of (raw ?? []).entries()) {
    if (entry?.when === undefined || Object.keys(entry.when).length === 0) {
      continue;
    }
    const path = ['rules', index];
    const when = readConditions(entry.when, { ...around, path }, report);
    const group = entry.group ?? 999;
    warnOfReach(
      { when, group },
      { earlier: rules, indexes, ownerId: around.ownerId },
      (...words) => {
        report.warning(path, ...words);
      },
    );
    if (group === 0 && !isNarrow(when)) {
      report.warning(
        path,
        'this rule makes people admin (group 0) who are neither the owner nor named by plexId',
        'group 0 may open everything; 1 is Co-Admin',
      );
    }
    rules.push({ when, group });
    indexes.push(index);
  }
  return rules;
}

type Before = Readonly<{
  earlier: readonly Rule[];
  /** Of those rules, in the file. */
  indexes: readonly number[];
  ownerId: number | undefined;
}>;

/** Warns of a rule that nobody gets to, or not whom it is most about. */
function warnOfReach(
  { when, group }: Rule,
  { earlier, indexes, ownerId }: Before,
  warn: (message: string, suggestion?: string) => void,
): void {
  const contradiction = contradictionOf(when, ownerId);
  if (contradiction !== undefined) {
    warn(`nobody can match this rule: ${contradiction}`);
    return;
  }
  const takers = takersOf(when, earlier, ownerId);
  if (takers.length > 0) {
    warn(
      unreachedText(takers.map((taker) => indexes[taker] ?? taker)),
      'put it before, or remove it',
    );
    return;
  }
  // Who owns a server is mostly the admin of their Plex Home, too.
  const [ofHome] =
    when.plex?.includes('owner') === true
      ? takersOf({ ...when, plex: ['homeAdmin'] }, earlier, ownerId)
      : [];
  if (ofHome !== undefined && earlier[ofHome]?.group !== group) {
    warn(
      `the owner may not get to this rule: rules[${String(indexes[ofHome])}] takes them if they are in their own Plex Home`,
      'put the rule for the owner first',
    );
  }
}

function unreachedText(takers: readonly number[]): string {
  const names = takers.map((taker) => `rules[${String(taker)}]`).join(', ');
  const take = takers.length === 1 ? 'takes' : 'together take';
  return `this rule is never reached: ${names} ${take} everybody it is about`;
}

/** Whether all people meant are the owner, or named by what does not change hands. */
function isNarrow({ plex, plexId, subject }: Conditions): boolean {
  return (
    plexId !== undefined ||
    (plex?.every((fact) => fact === 'owner') ?? false) ||
    (subject?.every((entry) => !entry.endsWith(':*')) ?? false)
  );
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
