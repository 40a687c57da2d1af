/** Days and times in somebody's language, in UTC. Pure. */
import { html, type Html } from './html.js';
import type { Portal } from './page.js';

/**
 * The end of something: the last day that counts, or a day and a time.
 * @param endsAt NumericDate: the first second that does not count any more
 */
export function dayText({ language }: Pick<Portal, 'language'>, endsAt: number): Html {
  const isMidnight = endsAt % (24 * 60 * 60) === 0;
  const shown = new Date((isMidnight ? endsAt - 1 : endsAt) * 1000);
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    ...(!isMidnight && { timeStyle: 'long' }),
    timeZone: 'UTC',
  });
  const iso = shown.toISOString();
  return html`<time datetime="${isMidnight ? iso.slice(0, 10) : iso}"
    >${format.format(shown)}</time
  >`;
}
