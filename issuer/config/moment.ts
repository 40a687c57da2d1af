/**
 * Dates as operators write them, and as they are shown. Pure.
 */

const DAY_SECONDS = 24 * 60 * 60;

const DAY = /^2\d{3}-\d{2}-\d{2}$/;
const MOMENT =
  /^(2\d{3}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?) ?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/i;

/**
 * Reads a day, `2026-12-31`, or a day with a time, `2026-12-31T18:00`, in UTC unless it names a zone:
 * `2026-12-31T18:00+01:00`.
 * @param edge what a day alone means: its beginning, as a time from which something counts, or its end
 * @returns NumericDate; until: the first second that does not count any more; undefined for anything else
 */
export function parseMoment(text: string, edge: 'from' | 'until'): number | undefined {
  if (DAY.test(text)) {
    const day = beginningOf(text);
    return day !== undefined && edge === 'until' ? day + DAY_SECONDS : day;
  }
  const [, day = '', time = '', zone = 'Z'] = MOMENT.exec(text) ?? [];
  return beginningOf(day) === undefined
    ? undefined
    : Date.parse(`${day}T${time}${zone.toUpperCase()}`) / 1000;
}

/** Of a day in UTC. Date.parse alone takes 31 February for 3 March. */
function beginningOf(day: string): number | undefined {
  const seconds = Date.parse(`${day}T00:00:00Z`) / 1000;
  return !Number.isNaN(seconds) && new Date(seconds * 1000).toISOString().startsWith(day)
    ? seconds
    : undefined;
}

/** `2026-12-31 18:00 UTC`; seconds only where there are any. */
export function formatMoment(seconds: number): string {
  return formatted(seconds, seconds % 60 === 0 ? 'HH:MM' : 'HH:MM:SS');
}

/** `2026-12-31 18:00:00 UTC`: of what happened, so that the times of a list are of one form. */
export function formatInstant(seconds: number): string {
  return formatted(seconds, 'HH:MM:SS');
}

function formatted(seconds: number, { length }: 'HH:MM' | 'HH:MM:SS'): string {
  const [day = '', time = ''] = new Date(seconds * 1000).toISOString().split('T');
  return `${day} ${time.slice(0, length)} UTC`;
}
