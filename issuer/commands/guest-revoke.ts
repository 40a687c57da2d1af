/** `usher guest revoke`: takes guest passes back. nginx on this machine knows of it before the command ends. */
import type { UsherConfig } from '../config/usher-config.js';
import { goneReason, type GuestPass } from '../guest-passes/guest-pass.js';
import { revokePass } from '../guest-passes/revoke-pass.js';
import { createPublisher } from '../revocation/publisher.js';
import { createRevoker } from '../revocation/revoker.js';
import { parseSubject } from '../revocation/subject.js';
import { COMMAND_LINE } from '../sign-in/own-standing.js';
import type { State } from '../state/state.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { formatJson, printable, safeText } from './print.js';
import { withState } from './state.js';
import { unpublishedText } from './unpublished.js';

export type GuestRevokeOptions = ConfigOption & Readonly<{ madeBy?: string; json?: boolean }>;

type Found = readonly GuestPass[] | Readonly<{ problem: string }>;

/**
 * @param idOrName of one pass; undefined with --made-by
 * @returns 1 if there is no such pass, 2 if nothing was revoked or nginx does not know of it yet
 */
export async function guestRevoke(
  idOrName: string | undefined,
  options: GuestRevokeOptions,
  io: CommandIo,
): Promise<ExitCode> {
  if ((idOrName === undefined) === (options.madeBy === undefined)) {
    io.stderr('error: name one pass, or --made-by with who made them\n');
    return 2;
  }
  const config = requireConfig(options, io);
  const code =
    config &&
    (await withState(config, io, (state) => {
      const found = find(idOrName, options, { state, now: io.now() });
      if ('problem' in found) {
        io.stderr(`error: ${found.problem}\n`);
        return 1;
      }
      return revokeAll(found, { state, config, io, options });
    }));
  return code ?? 2;
}

/** Of those that are good: others are no news. */
function find(
  idOrName: string | undefined,
  { madeBy }: GuestRevokeOptions,
  { state, now }: Readonly<{ state: State; now: number }>,
): Found {
  const good = state.guestPasses().filter((pass) => goneReason(pass, now) === undefined);
  if (madeBy !== undefined) {
    const maker = parseSubject(madeBy) ?? madeBy;
    const made = good.filter((pass) => pass.madeBy === maker);
    return made.length === 0 ? { problem: `no good pass was made by ${safeText(maker)}` } : made;
  }
  const named = good.filter(({ id, name }) => id === idOrName || name === idOrName);
  const [pass, ...others] = named;
  if (pass === undefined) {
    return { problem: `there is no good pass ${safeText(idOrName)}; see "usher guest list"` };
  }
  return others.length === 0
    ? [pass]
    : {
        problem: `several passes are called ${safeText(idOrName)}; name one by its id: ${named
          .map(({ id }) => id)
          .join(', ')}`,
      };
}

function revokeAll(
  passes: readonly GuestPass[],
  {
    state,
    config,
    io,
    options,
  }: Readonly<{ state: State; config: UsherConfig; io: CommandIo; options: GuestRevokeOptions }>,
): ExitCode {
  const { dir } = config.revocation;
  const revoker = createRevoker(state, () => createPublisher(state, dir));
  const failures = passes.flatMap((pass) => {
    const revoked = revokePass(pass, { state, revoker, now: io.now(), actor: COMMAND_LINE });
    return revoked.kind === 'revoked' && revoked.unpublished !== undefined
      ? [revoked.unpublished]
      : [];
  });
  const [unpublished] = failures;
  if (options.json === true) {
    const revoked = passes.map(({ id, name }) => ({ id, name }));
    io.stdout(formatJson({ revoked, published: unpublished === undefined }));
  } else {
    for (const { id, name } of passes) {
      io.stdout(`${printable(name)} (${id}) is taken back; whoever came in by it is out\n`);
    }
  }
  if (unpublished !== undefined) {
    io.stderr(unpublishedText(config, unpublished));
    return 2;
  }
  return 0;
}
