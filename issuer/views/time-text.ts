/** Times as people say them: a page without scripts does not know its reader's time zone. Pure. */
import { formatMoment } from '../config/moment.js';
import { html, type Html } from './html.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `in 23 hours`, `5 minutes ago`, `just now`; the exact time for who points at it. */
export function timeText(at: number, now: number): Html {
  const iso = new Date(at * 1000).toISOString();
  return html`<time datetime="${iso}" title="${formatMoment(Math.floor(at))}"
    >${fromNow(at - now)}</time
  >`;
}

/** @param seconds from now on; negative for the past */
export function fromNow(seconds: number): string {
  const distance = Math.abs(seconds);
  if (distance < MINUTE) {
    return seconds > 0 ? 'in less than a minute' : 'just now';
  }
  const [unit, name] =
    distance < HOUR
      ? ([MINUTE, 'minute'] as const)
      : distance < 2 * DAY
        ? ([HOUR, 'hour'] as const)
        : ([DAY, 'day'] as const);
  const count = Math.floor(distance / unit);
  const amount = `${String(count)} ${name}${count === 1 ? '' : 's'}`;
  return seconds > 0 ? `in ${amount}` : `${amount} ago`;
}
