/** `usher guest list`: the guest passes there are, without their links. */
import { groupNameOf } from '../config/group-names.js';
import type { UsherConfig } from '../config/usher-config.js';
import { guestSubject } from '../guest-passes/guest-pass.js';
import { namesOfOpened, stateOfPass } from '../guest-passes/pass-state.js';
import { policyOf } from '../membership/policy.js';
import { createOwnStanding } from '../sign-in/own-standing.js';
import type { State } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { formatJson, formatTable, printable } from './print.js';
import { askState } from './state.js';

export type GuestListOptions = ConfigOption & Readonly<{ json?: boolean }>;

/** Those that ended within a month are in the list. */
export async function guestList(options: GuestListOptions, io: CommandIo): Promise<ExitCode> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return 2;
  }
  const passes = await askState(config, (state) => (state ? describe(state, config, io) : []));
  io.stdout(options.json === true ? formatJson({ passes }) : table(passes));
  return 0;
}

function describe(state: State, config: UsherConfig, io: CommandIo) {
  const policy = () => policyOf(config, state.ownerLink());
  const ownStanding = createOwnStanding({ state, policy, now: io.now });
  return state.guestPasses().map((pass) => {
    const { id, name, groupId, resources, endsAt, uses, maxUses, madeBy, madeAt } = pass;
    return {
      id,
      name,
      state: stateOfPass(pass, ownStanding),
      groupId,
      groupName: groupNameOf(config, groupId),
      opens: namesOfOpened(config.apps, pass),
      resources,
      ends: isoTime(endsAt),
      lastDay: isoTime(endsAt - 1).slice(0, 10),
      uses,
      maxUses,
      sessions: state.sessions(io.now(), guestSubject(id)).length,
      madeBy,
      made: isoTime(madeAt),
    };
  });
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function table(passes: ReturnType<typeof describe>): string {
  if (passes.length === 0) {
    return 'there are no guest passes; "usher guest add" makes one\n';
  }
  const rows = passes.map(
    ({ id, name, state, groupId, groupName, opens, lastDay, uses, maxUses }) => [
      printable(name),
      `${String(groupId)} ${printable(groupName)}`,
      printable(opens?.join(', ') ?? 'as the group'),
      lastDay,
      maxUses === undefined ? String(uses) : `${String(uses)}/${String(maxUses)}`,
      state.replace('_', ' '),
      id,
    ],
  );
  return formatTable([['NAME', 'GROUP', 'OPENS', 'LAST DAY', 'USED', 'STATE', 'ID'], ...rows]);
}
