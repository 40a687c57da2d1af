/**
 * Whether the account that approved a code is the one that was meant: a code has four characters, and whoever sees or
 * guesses it can approve it with an account of their own.
 */
import type { FoundOwner } from '../owner-link/link-owner.js';
import type { OwnerLink } from '../state/state.js';
import type { CommandIo } from './command-io.js';
import { printable } from './print.js';

/** What says beforehand which account is meant. */
type MeantAccount = Readonly<{
  /** plex.ownerId; that the account is this one was looked at before. */
  ownerId: number | undefined;
  /** --account */
  account: number | undefined;
}>;

/**
 * Asks whoever sits at the terminal, unless the account was named beforehand.
 * @param earlier whose place it would take
 * @returns `not_meant`: another account, or the answer was no; `unknown`: nobody to ask. stderr says so
 */
export async function confirmAccount(
  { plexId, accountName }: Pick<FoundOwner, 'plexId' | 'accountName'>,
  {
    ownerId,
    account,
    earlier,
  }: MeantAccount & Readonly<{ earlier: Pick<OwnerLink, 'plexId' | 'accountName'> | undefined }>,
  io: Pick<CommandIo, 'ask' | 'stderr'>,
): Promise<'meant' | 'not_meant' | 'unknown'> {
  const id = String(plexId);
  const who = `${printable(accountName)} (account ${id})`;
  if (account !== undefined && account !== plexId) {
    io.stderr(`error: the code was approved by ${who}, not by account ${String(account)}; ${KEPT}`);
    return 'not_meant';
  }
  if (account === plexId || ownerId === plexId) {
    return 'meant';
  }
  if (io.ask === undefined) {
    io.stderr(
      `error: the code was approved by ${who}, and nothing says that this is the owner; ${KEPT}` +
        `If it is, run the command again with --account ${id}, or set plex.ownerId: ${id} in usher.yaml\n`,
    );
    return 'unknown';
  }
  const instead =
    earlier === undefined || earlier.plexId === plexId
      ? ''
      : ` in place of ${printable(earlier.accountName)} (account ${String(earlier.plexId)})`;
  const answer = await io.ask(`Attach ${who}${instead}? [y/N] `);
  if (/^y(es)?$/i.test(answer.trim())) {
    return 'meant';
  }
  io.stderr(`error: not attached; ${KEPT}`);
  return 'not_meant';
}

const KEPT = 'nothing was changed\n';
