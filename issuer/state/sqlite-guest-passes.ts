/**
 * Guest passes in the SQLite file. One that cannot be read is an error, never one that opens everything.
 */
import type { GuestPass } from '../guest-passes/guest-pass.js';
import { jsonIn, numberIn, numberOrNoneIn, textIn, textOrNoneIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import type { State } from './state.js';
import { StateError } from './state-error.js';

/** How long a pass that nobody can use any more is listed. */
const SHOW_GONE_SECONDS = 30 * 24 * 60 * 60;

type GuestPasses = Pick<
  State,
  | 'addGuestPass'
  | 'guestPass'
  | 'guestPassBySecret'
  | 'guestPasses'
  | 'useGuestPass'
  | 'revokeGuestPass'
>;

export function guestPassesIn(file: SqliteFile): GuestPasses {
  return {
    addGuestPass: (pass, secretHash) => {
      addGuestPass(file, pass, secretHash);
    },
    guestPass: (id) => passesBy(file, 'WHERE id = ?', id)[0],
    guestPassBySecret: (secretHash) => passesBy(file, 'WHERE secret_hash = ?', secretHash)[0],
    guestPasses: (madeBy) =>
      madeBy === undefined
        ? passesBy(file, 'ORDER BY made_at DESC, id')
        : passesBy(file, 'WHERE made_by = ? ORDER BY made_at DESC, id', madeBy),
    useGuestPass: (id, now) =>
      file.run(
        `UPDATE guest_passes SET uses = uses + 1, last_used_at = ?
         WHERE id = ? AND revoked_at IS NULL AND ends_at > ? AND (max_uses IS NULL OR uses < max_uses)`,
        Math.floor(now),
        id,
        now,
      ) > 0
        ? 'used'
        : 'gone',
    revokeGuestPass: (id, now) =>
      file.run(
        'UPDATE guest_passes SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL',
        Math.floor(now),
        id,
      ) > 0
        ? 'revoked'
        : 'none',
  };
}

function addGuestPass(file: SqliteFile, pass: GuestPass, secretHash: string): void {
  const { id, name, groupId, resources, endsAt, maxUses, uses, madeBy, madeAt } = pass;
  file.run(
    `INSERT INTO guest_passes
       (id, secret_hash, name, group_id, resources, ends_at, max_uses, uses, made_by, made_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, secretHash, name, groupId],
    ...[resources === undefined ? null : JSON.stringify(resources), Math.floor(endsAt)],
    ...[maxUses ?? null, uses, madeBy, Math.floor(madeAt)],
  );
}

function passesBy(
  file: SqliteFile,
  which: string,
  ...values: readonly string[]
): readonly GuestPass[] {
  return file.rows(`SELECT * FROM guest_passes ${which}`, ...values).map(passOf);
}

function passOf(row: Row): GuestPass {
  const resources = resourcesOf(row);
  const [maxUses, lastUsedAt, revokedAt] = ['max_uses', 'last_used_at', 'revoked_at'].map(
    (column) => numberOrNoneIn(row, column),
  );
  return {
    id: textIn(row, 'id'),
    name: textIn(row, 'name'),
    groupId: numberIn(row, 'group_id'),
    ...(resources !== undefined && { resources }),
    endsAt: numberIn(row, 'ends_at'),
    ...(maxUses !== undefined && { maxUses }),
    uses: numberIn(row, 'uses'),
    madeBy: textIn(row, 'made_by'),
    madeAt: numberIn(row, 'made_at'),
    ...(lastUsedAt !== undefined && { lastUsedAt }),
    ...(revokedAt !== undefined && { revokedAt }),
  };
}

function resourcesOf(row: Row): readonly string[] | undefined {
  if (textOrNoneIn(row, 'resources') === undefined) {
    return undefined;
  }
  const resources = jsonIn(row, 'resources', isTexts);
  if (resources === undefined) {
    throw new StateError(`guest pass ${textIn(row, 'id')}: what it opens cannot be read`);
  }
  return resources;
}

function isTexts(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'string')
  );
}

/** Forgets those that nobody can use any more, after a while. */
export function removeOldGuestPasses(file: SqliteFile, now: number): void {
  const until = now - SHOW_GONE_SECONDS;
  const old = 'ends_at <= ? OR revoked_at <= ?';
  // Looks first: a change is a write to the disk, and mostly there is nothing to change.
  if (file.rows(`SELECT 1 FROM guest_passes WHERE ${old} LIMIT 1`, until, until).length > 0) {
    file.run(`DELETE FROM guest_passes WHERE ${old}`, until, until);
  }
}
