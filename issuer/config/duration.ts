/**
 * Durations as operators write them. Pure.
 */

const SECONDS_OF: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 60 * 60,
  d: 24 * 60 * 60,
  w: 7 * 24 * 60 * 60,
};

/**
 * Reads a duration: `90m`, `24h`, `7d`, `1d12h`.
 * @returns seconds, or undefined for anything else
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}[smhdw])+$/.test(text)) {
    return undefined;
  }
  let seconds = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)([smhdw])/g)) {
    seconds += Number(count) * (SECONDS_OF[unit] ?? NaN);
  }
  return seconds;
}
