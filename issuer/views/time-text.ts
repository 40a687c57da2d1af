/** Times as people say them: a page without scripts does not know its reader's time zone. Pure. */
import { formatMoment } from '../config/moment.js';
import { textsOf } from '../languages/texts.js';
import type { Language } from '../languages/language.js';
import { html, type Html } from './html.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `in 23 hours`, `5 minutes ago`, `just now`; the exact time for who points at it. */
export function timeText(at: number, now: number, language: Language): Html {
  const iso = new Date(at * 1000).toISOString();
  return html`<time datetime="${iso}" title="${formatMoment(Math.floor(at))}"
    >${fromNow(at - now, language)}</time
  >`;
}

/** @param seconds from now on; negative for the past */
export function fromNow(seconds: number, language: Language): string {
  const distance = Math.abs(seconds);
  if (distance < MINUTE) {
    return textsOf(language).t(seconds > 0 ? 'time.soon' : 'time.just_now');
  }
  const [unit, name] =
    distance < HOUR
      ? ([MINUTE, 'minute'] as const)
      : distance < 2 * DAY
        ? ([HOUR, 'hour'] as const)
        : ([DAY, 'day'] as const);
  const count = Math.floor(distance / unit);
  return new Intl.RelativeTimeFormat(language).format(seconds > 0 ? count : -count, name);
}
