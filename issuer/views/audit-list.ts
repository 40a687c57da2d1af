/** What was done, newest first. Pure. */
import { formatInstant } from '../config/moment.js';
import { ENGLISH, type MessageKey } from '../languages/english.js';
import type { AuditEntry } from '../state/state.js';
import { html, type Fragment, type Html } from './html.js';
import { namedLink, type Named } from './named.js';
import type { Portal } from './page.js';
import { timeText } from './time-text.js';

export type ShownEntry = Pick<AuditEntry, 'at' | 'action' | 'detail'> &
  Readonly<{
    /** Whom it is about; absent for nobody in particular. */
    about?: Named;
    by: Named | 'themselves' | 'portal' | 'gate' | 'command_line';
  }>;

/** What an action is called; of one that has no name, its name in the log. */
export function actionText(portal: Portal, action: string): string {
  const key = `audit.action.${action}`;
  return isKey(key) ? portal.t(key) : action.replaceAll('_', ' ');
}

function isKey(key: string): key is MessageKey {
  return Object.hasOwn(ENGLISH, key);
}

/** @param now NumericDate */
export function auditRows(portal: Portal, entries: readonly ShownEntry[], now: number): Html {
  return html`<ul class="rows">
    ${entries.map((entry) => row(portal, entry, now))}
  </ul>`;
}

/** The last changes, and the way to all of them. */
export function auditSection(
  portal: Portal,
  entries: readonly ShownEntry[],
  { now, all }: Readonly<{ now: number; all: Readonly<{ href: string; label: string }> }>,
): Html {
  return html`<section aria-labelledby="changes">
    <h2 id="changes">${portal.t('audit.last')}</h2>
    ${
      entries.length === 0
        ? html`<p class="note">${portal.t('audit.none')}</p>`
        : html`${auditRows(portal, entries, now)}
            <p><a href="${all.href}">${all.label}</a></p>`
    }
  </section>`;
}

function row(portal: Portal, entry: ShownEntry, now: number): Html {
  const { at, action, about, detail } = entry;
  return html`<li class="entry">
    <p>
      <strong>${actionText(portal, action)}</strong>
      ${about !== undefined && html`<span>${namedLink(about)}</span>`}
    </p>
    <p class="note">
      ${timeText(at, now, portal.language)} · ${formatInstant(at)} · ${byWhom(portal, entry)}
    </p>
    ${detail !== '' && html`<p class="note"><bdi>${detail}</bdi></p>`}
  </li>`;
}

function byWhom(portal: Portal, { by }: ShownEntry): Fragment {
  switch (by) {
    case 'themselves':
      return portal.t('audit.by_themselves');
    case 'portal':
      return portal.t('audit.by_portal');
    case 'gate':
      return portal.t('audit.by_gate');
    case 'command_line':
      return portal.t('audit.by_command_line');
    default:
      return portal.tHtml('audit.by', { who: namedLink(by) });
  }
}
