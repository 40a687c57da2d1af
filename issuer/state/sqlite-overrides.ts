/**
 * Overrides in the SQLite file. One that cannot be read is an error, never "none": it may be there to keep somebody out.
 */
import type { Override } from '../membership/decision.js';
import { numberIn, numberOrNoneIn, textIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import type { State } from './state.js';

type Overrides = Pick<State, 'overrideOf' | 'overrides' | 'setOverride' | 'removeOverride'>;

export function overridesIn(file: SqliteFile): Overrides {
  return {
    overrideOf: (subject, now) => {
      const [row] = file.rows(
        'SELECT * FROM overrides WHERE subject = ? AND (until IS NULL OR until > ?)',
        subject,
        now,
      );
      return row === undefined ? undefined : overrideOf(row);
    },
    overrides: (now) =>
      file
        .rows('SELECT * FROM overrides WHERE until IS NULL OR until > ? ORDER BY subject', now)
        .map(overrideOf),
    setOverride: (override) => {
      setOverride(file, override);
    },
    removeOverride: (subject) =>
      file.run('DELETE FROM overrides WHERE subject = ?', subject) > 0 ? 'removed' : 'none',
  };
}

function setOverride(
  file: SqliteFile,
  { subject, group, note, until, setAt, setBy }: Override,
): void {
  file.run(
    `INSERT INTO overrides (subject, group_id, note, until, set_at, set_by) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (subject) DO UPDATE SET group_id = excluded.group_id, note = excluded.note,
       until = excluded.until, set_at = excluded.set_at, set_by = excluded.set_by`,
    ...[
      subject,
      group === 'refused' ? null : group,
      note,
      wholeOrNull(until),
      Math.floor(setAt),
      setBy,
    ],
  );
}

function wholeOrNull(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.floor(seconds);
}

function overrideOf(row: Row): Override {
  const until = numberOrNoneIn(row, 'until');
  return {
    subject: textIn(row, 'subject'),
    group: numberOrNoneIn(row, 'group_id') ?? 'refused',
    note: textIn(row, 'note'),
    ...(until !== undefined && { until }),
    setAt: numberIn(row, 'set_at'),
    setBy: textIn(row, 'set_by'),
  };
}
