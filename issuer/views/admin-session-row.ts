/** One session, and the way to end it, for admins. Pure. */
import type { SessionDetails } from '../state/state.js';
import { deviceText } from './device-text.js';
import { html, type Fragment, type Html } from './html.js';
import { namedLink, type Named } from './named.js';
import type { Portal } from './page.js';
import { timeText } from './time-text.js';

export type ShownSession = SessionDetails &
  Readonly<{
    /** Whose it is; absent where the page is about one person. */
    who?: Named;
    /** The admin's own, in this browser. */
    isThis: boolean;
  }>;

export type EndForm = Readonly<{
  /** Path that the form posts to. */
  action: string;
  /** Goes along, so that the list that follows is the same one. */
  fields?: Readonly<Record<string, string>>;
}>;

/** @param now NumericDate */
export function sessionRow(
  portal: Portal,
  session: ShownSession,
  { action, fields = {} }: EndForm,
  now: number,
): Html {
  const device = deviceText(portal, session.device);
  return html`<li>
    <div>
      ${session.who !== undefined && html`<p>${namedLink(session.who)}</p>`}
      <p>
        ${session.who === undefined ? html`<strong><bdi>${device}</bdi></strong>` : html`<bdi>${device}</bdi>`}
        ${session.isThis && html` <span class="tag">${portal.t('admin.session.this')}</span>`}
      </p>
      <p class="note">${details(portal, session, now)}</p>
    </div>
    <form method="post" action="${action}">
      <input type="hidden" name="session" value="${session.sid}" />
      ${Object.entries(fields)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <button
        aria-label="${portal.t('admin.session.end_named', { device: labelOf(session, device) })}"
      >
        ${portal.t('admin.session.end')}
      </button>
    </form>
  </li>`;
}

function labelOf({ who }: ShownSession, device: string): string {
  return who === undefined ? device : `${device}, ${who.name}`;
}

function details(portal: Portal, session: ShownSession, now: number): Fragment {
  const { groupId, address, firstSeen, lastSeen } = session;
  const { language } = portal;
  return html`${portal.t('admin.session.group', { id: groupId })}${
    address !== '' && html` · <bdi>${address}</bdi>`
  }
  ·
  ${portal.tHtml('admin.session.signed_in', { time: timeText(firstSeen, now, language) })}${
    lastSeen > firstSeen &&
    html` · ${portal.tHtml('admin.session.seen', { time: timeText(lastSeen, now, language) })}`
  }`;
}
