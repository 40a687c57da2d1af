/** `usher override`: what an operator says of one person, before any rule. */
import { isGroupId } from '../../shared/group.js';
import { groupNameOf } from '../config/group-names.js';
import { formatMoment, parseMoment } from '../config/moment.js';
import type { UsherConfig } from '../config/usher-config.js';
import {
  MAX_NOTE_CHARS,
  removeOverride,
  setOverride,
  type OverrideChanged,
  type OverrideDeps,
} from '../membership/change-override.js';
import type { Override } from '../membership/decision.js';
import { policyOf } from '../membership/policy.js';
import { createPublisher } from '../revocation/publisher.js';
import { createRevoker } from '../revocation/revoker.js';
import type { KnownPerson, State } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { personText, requirePerson } from './named-person.js';
import { formatJson, formatTable, printable } from './print.js';
import { askState, withState } from './state.js';
import { unpublishedText } from './unpublished.js';

export type OverrideOptions = ConfigOption &
  Readonly<{
    group?: string;
    refuse?: boolean;
    until?: string;
    note?: string;
    remove?: boolean;
    list?: boolean;
    json?: boolean;
  }>;

type Asked =
  | Readonly<{ kind: 'list' }>
  | Readonly<{ kind: 'remove'; person: string }>
  | (Readonly<{ kind: 'set'; person: string }> & Pick<Override, 'group' | 'note' | 'until'>);

/**
 * @param person the argument, if there is one
 * @returns 1 if there is no override to remove; 2 if it is not clear who is meant, or nothing was changed
 */
export async function override(
  person: string | undefined,
  options: OverrideOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const asked = askedFor(person, options, io.now());
  if (typeof asked === 'string') {
    io.stderr(`error: ${asked}\n`);
    return 2;
  }
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  if (asked.kind === 'list') {
    return askState(config, (state) => list(state, config, { options, io }));
  }
  const exitCode = await withState(config, io, (state) =>
    change(asked, state, { config, options, io }),
  );
  return exitCode ?? 2;
}

/** What somebody asked for, or what is wrong with it. */
function askedFor(
  person: string | undefined,
  options: OverrideOptions,
  now: number,
): Asked | string {
  const { group, refuse, remove, list: isList, until, note = '' } = options;
  const asked = [group !== undefined, refuse, remove, isList].filter((each) => each === true);
  if (asked.length !== 1) {
    return 'say one of --group N, --refuse, --remove and --list';
  }
  const isSet = group !== undefined || refuse === true;
  if (!isSet && (until !== undefined || options.note !== undefined)) {
    return '--until and --note go with --group or --refuse';
  }
  if (isList === true) {
    return person === undefined ? { kind: 'list' } : '--list is about everybody';
  }
  if (person === undefined) {
    return 'say who: plex:1234567, 1234567 for the same, or a user name';
  }
  if (remove === true) {
    return { kind: 'remove', person };
  }
  const groupId = group !== undefined && /^\d{1,3}$/.test(group) ? Number(group) : undefined;
  if (group !== undefined && !isGroupId(groupId)) {
    return '--group is a number from 0 to 999';
  }
  const end = until === undefined ? undefined : parseMoment(until, 'until');
  if (until !== undefined && (end === undefined || end <= now)) {
    return '--until is a day to come, 2027-01-31 (that day counts), or a time, 2027-01-31T18:00';
  }
  if (note.length > MAX_NOTE_CHARS) {
    return `--note has at most ${String(MAX_NOTE_CHARS)} characters`;
  }
  return {
    kind: 'set',
    person,
    group: groupId ?? 'refused',
    note,
    ...(end !== undefined && { until: end }),
  };
}

type World = Readonly<{ config: UsherConfig; options: OverrideOptions; io: CommandIo }>;

function change(
  asked: Exclude<Asked, { kind: 'list' }>,
  state: State,
  { config, options, io }: World,
): ExitCode {
  const person = requirePerson(asked.person, state.people(), io);
  if (person === undefined) {
    return 2;
  }
  const { subject, known } = person;
  const deps: OverrideDeps = {
    state,
    revoker: createRevoker(state, () => createPublisher(state, config.revocation.dir)),
    policy: { ...policyOf(config, state.ownerLink()), serverName: config.plex.serverName },
    now: io.now(),
    actor: 'command line',
  };
  const outcome =
    asked.kind === 'set'
      ? setOverride({ ...valuesOf(asked), subject }, deps)
      : removeOverride(subject, deps);
  if (outcome.kind === 'owner') {
    io.stderr(`error: ${subject} is the owner of the servers, who is never locked out\n`);
    return 2;
  }
  if (outcome.kind === 'none') {
    io.stderr(`error: there is no override of ${personText(subject, known)}\n`);
    return 1;
  }
  if (known === undefined) {
    io.stderr(`warning: ${subject} never tried to sign in; is it the right one?\n`);
  }
  return report({ asked, subject, known, outcome }, { config, options, io });
}

function valuesOf({
  group,
  note,
  until,
}: Extract<Asked, { kind: 'set' }>): Pick<Override, 'group' | 'note' | 'until'> {
  return { group, note, ...(until !== undefined && { until }) };
}

function report(
  {
    asked,
    subject,
    known,
    outcome,
  }: Readonly<{
    asked: Exclude<Asked, { kind: 'list' }>;
    subject: string;
    known: KnownPerson | undefined;
    outcome: OverrideChanged;
  }>,
  { config, options, io }: World,
): ExitCode {
  const { revoked, sessions, unpublished } = outcome;
  if (options.json === true) {
    const values = asked.kind === 'set' ? jsonOf({ ...valuesOf(asked), subject }) : { subject };
    io.stdout(
      formatJson({ ...values, change: asked.kind, revoked, published: unpublished === undefined }),
    );
  } else {
    const what =
      asked.kind === 'set' ? setText(asked, config) : 'no override any more; the rules count';
    io.stdout(`${personText(subject, known)}: ${what}\n${effectText(asked, revoked, sessions)}\n`);
  }
  if (unpublished !== undefined) {
    io.stderr(unpublishedText(config, unpublished));
    return 2;
  }
  return 0;
}

function setText({ group, until }: Extract<Asked, { kind: 'set' }>, config: UsherConfig): string {
  const end = until === undefined ? '' : `, until ${formatMoment(until)}`;
  return `${groupText(group, config)}${end}`;
}

function groupText(group: Override['group'], config: UsherConfig): string {
  return group === 'refused' ? 'refused' : `group ${String(group)} (${groupNameOf(config, group)})`;
}

function effectText(
  asked: Exclude<Asked, { kind: 'list' }>,
  revoked: boolean,
  sessions: number,
): string {
  if (revoked) {
    return asked.kind === 'set' && asked.group === 'refused'
      ? 'What they had is void, and they get nothing new.'
      : 'It is less than what they had, so that is void; they sign in again.';
  }
  return sessions === 0
    ? 'It counts when they sign in; they have no session now.'
    : 'What they have stays good; it counts from the next renewal of their session, or sign-in.';
}

function list(
  state: State | undefined,
  config: UsherConfig,
  { options, io }: Omit<World, 'config'>,
): ExitCode {
  const overrides = state?.overrides(io.now()) ?? [];
  if (options.json === true) {
    io.stdout(formatJson({ overrides: overrides.map(jsonOf) }));
    return 0;
  }
  if (overrides.length === 0) {
    io.stdout('there are no overrides; "usher override PERSON --group N" sets one\n');
    return 0;
  }
  const rows = overrides.map(({ subject, group, until, setBy, note }) => [
    subject,
    printable(state?.person(subject)?.name ?? '-'),
    groupText(group, config),
    until === undefined ? '-' : formatMoment(until),
    printable(setBy),
    printable(note),
  ]);
  io.stdout(formatTable([['PERSON', 'NAME', 'GROUP', 'UNTIL', 'SET BY', 'NOTE'], ...rows]));
  return 0;
}

function jsonOf({
  subject,
  group,
  note,
  until,
  setAt,
  setBy,
}: Pick<Override, 'subject' | 'group' | 'note' | 'until'> & Partial<Override>): object {
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return {
    subject,
    ...(group === 'refused' ? { refused: true } : { groupId: group }),
    ...(until !== undefined && { until: time(until) }),
    note,
    ...(setAt !== undefined && { setAt: time(setAt) }),
    ...(setBy !== undefined && { setBy }),
  };
}
