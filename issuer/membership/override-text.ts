/** An override in words, for operators. Pure. */
import { formatMoment } from '../config/moment.js';
import type { Override } from './decision.js';

/** @returns `Group 2, until 2027-01-01 00:00 UTC, set 2026-12-01 10:00 UTC by command line, helps out` */
export function overrideText({ group, until, setAt, setBy, note }: Override): string {
  return [
    group === 'refused' ? 'Refused' : `Group ${String(group)}`,
    ...(until === undefined ? [] : [`until ${formatMoment(until)}`]),
    `set ${formatMoment(setAt)} by ${setBy}`,
    ...(note === '' ? [] : [note]),
  ].join(', ');
}
