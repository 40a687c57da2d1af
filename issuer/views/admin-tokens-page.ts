/** All API tokens, for admins. Pure. */
import { renderAdminFrame } from './admin-frame.js';
import { tokenRow, type ShownToken } from './admin-token-row.js';
import { html, type Fragment } from './html.js';
import type { Notice } from './notice.js';
import type { Portal } from './page.js';

export type AdminTokensPage = Readonly<{
  good: readonly ShownToken[];
  /** Expired or void; they are shown for a while. */
  over: readonly ShownToken[];
  notice?: Notice;
  /** NumericDate */
  now: number;
}>;

export function renderAdminTokensPage(portal: Portal, page: AdminTokensPage): string {
  const { good, over, notice, now } = page;
  const listed = (id: string, title: string, tokens: readonly ShownToken[]): Fragment =>
    tokens.length > 0 &&
    html`<section aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      <ul class="sessions">
        ${tokens.map((token) => tokenRow(portal, token, now))}
      </ul>
    </section>`;
  return renderAdminFrame(portal, {
    place: 'tokens',
    about: portal.t('admin.tokens.count', { count: good.length }),
    notice,
    main: html`<p class="note">${portal.t('admin.tokens.lead')}</p>
      ${
        good.length + over.length === 0 &&
        html`<p class="note">${portal.t('admin.tokens.none')}</p>`
      }
      ${listed('good', portal.t('admin.tokens.good'), good)}
      ${listed('over', portal.t('admin.tokens.over'), over)}`,
  });
}
