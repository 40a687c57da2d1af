/** How long somebody has to wait before the next try. Pure. */
import { html, type Html } from './html.js';
import type { Page, Portal } from './page.js';

export type Wait = Readonly<{
  seconds: number;
  /** NumericDate: when they are over. */
  until: number;
  /** Where to go then; absent where somebody may be typing: the page stays. */
  then?: string;
}>;

/** A script counts the seconds down; without one it says until when. It is no live region: nobody wants to hear each second. */
export function waitNotice(portal: Portal, { seconds, until, then }: Wait): Html {
  return html`<p
    class="wait"
    role="timer"
    data-wait="${Math.ceil(seconds)}"
    data-text="${portal.t('error.wait.left', { clock: '{clock}' })}"
    ${then === undefined ? html`data-stay` : html`data-then="${then}"`}
  >
    ${portal.t('error.wait.until', { time: clockText(until, portal) })}
  </p>`;
}

/** Without scripts, the page goes there by itself as well. */
export function refreshAfter({ seconds, then }: Wait): Pick<Page, 'refresh'> {
  return then === undefined ? {} : { refresh: { seconds: Math.ceil(seconds), address: then } };
}

/** `21:14 UTC`, in the zone of the portal's machine: a page does not know its reader's. */
function clockText(at: number, { language }: Pick<Portal, 'language'>): string {
  return new Intl.DateTimeFormat(language, {
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(Math.ceil(at / 60) * 60_000);
}
