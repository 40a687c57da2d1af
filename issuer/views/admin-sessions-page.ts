/** All sessions, for admins. Pure. */
import { renderAdminFrame } from './admin-frame.js';
import { sessionRow, type ShownSession } from './admin-session-row.js';
import { filterForm, listAddress, pageLinks, textFilter } from './filters.js';
import { html, type Html } from './html.js';
import type { Notice } from './notice.js';
import type { Portal } from './page.js';
import { pageWays, type Paged } from './paged.js';

export type AdminSessionsPage = Readonly<{
  sessions: Paged<ShownSession>;
  asked: Readonly<{ q: string }>;
  notice?: Notice;
  /** NumericDate */
  now: number;
}>;

export function renderAdminSessionsPage(portal: Portal, page: AdminSessionsPage): string {
  const { sessions, asked, notice } = page;
  const path = `${portal.base}/admin/sessions`;
  return renderAdminFrame(portal, {
    place: 'sessions',
    about: portal.t('admin.sessions.count', { count: sessions.total }),
    notice,
    main: html`${filterForm(portal, {
        path,
        asked,
        fields: textFilter({
          name: 'q',
          label: portal.t('admin.sessions.filter'),
          value: asked.q,
        }),
      })}
      ${list(portal, page, path)}
      ${pageLinks(
        portal,
        pageWays(portal, sessions, (at) => listAddress(path, asked, at)),
      )}
      <p class="buttons">
        <a class="button" href="${portal.base}/admin/revoke-all"
          >${portal.t('admin.sessions.revoke_all')}</a
        >
      </p>`,
  });
}

function list(portal: Portal, { sessions, asked, now }: AdminSessionsPage, path: string): Html {
  if (sessions.total === 0) {
    const text = asked.q === '' ? 'admin.sessions.none' : 'admin.sessions.none_found';
    return html`<p class="note">${portal.t(text)}</p>`;
  }
  const form = {
    action: `${path}/end`,
    fields: { ...asked, page: sessions.page > 1 ? String(sessions.page) : '' },
  };
  return html`<ul class="sessions">
    ${sessions.rows.map((session) => sessionRow(portal, session, form, now))}
  </ul>`;
}
