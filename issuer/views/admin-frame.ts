/** What the pages for admins have in common: the way from one to the other, and what was done last. Pure. */
import type { MessageKey } from '../languages/english.js';
import { ADMIN_SHEET_ASSET, type Asset } from './assets.js';
import { html, type Fragment, type Html } from './html.js';
import { noticeBox, type Notice } from './notice.js';
import { alert, renderPage, type Portal } from './page.js';

/** Below /admin, in the order in which they are offered. */
const PLACES = {
  overview: { path: '', label: 'admin.nav.overview' },
  people: { path: '/people', label: 'admin.nav.people' },
  sessions: { path: '/sessions', label: 'admin.nav.sessions' },
  passes: { path: '/passes', label: 'admin.nav.passes' },
  tokens: { path: '/tokens', label: 'admin.nav.tokens' },
  audit: { path: '/audit', label: 'admin.nav.audit' },
  configuration: { path: '/configuration', label: 'admin.nav.configuration' },
} as const satisfies Readonly<Record<string, Readonly<{ path: string; label: MessageKey }>>>;

export type AdminPlace = keyof typeof PLACES;

export type AdminFrame = Readonly<{
  place: AdminPlace;
  /** What the page is about, where that is not just its place. */
  title?: string;
  /** Under the title, quiet. */
  about?: Fragment;
  notice?: Notice | undefined;
  /** What went wrong with what was asked for. */
  problem?: string | undefined;
  /** Besides the one that all pages for admins have. */
  styles?: readonly Asset[];
  scripts?: readonly Asset[];
  /** Where the choice of language and colours leads back to, if not to the page itself: a path. */
  back?: string | undefined;
  main: Fragment;
}>;

/** @returns a whole HTML document */
export function renderAdminFrame(portal: Portal, frame: AdminFrame): string {
  const { place, about, notice, problem } = frame;
  const isOverview = place === 'overview';
  const title = frame.title ?? portal.t(isOverview ? 'admin.title' : PLACES[place].label);
  return renderPage(portal, {
    title: isOverview ? title : portal.t('admin.page_title', { page: title }),
    wide: 'broad',
    styles: [ADMIN_SHEET_ASSET, ...(frame.styles ?? [])],
    ...(frame.back !== undefined && { back: frame.back }),
    ...(frame.scripts !== undefined && { scripts: frame.scripts }),
    main: html`${navigation(portal, frame)}
      <header class="who">
        <h1>${title}</h1>
        ${about !== undefined && html`<p>${about}</p>`}
      </header>
      ${notice !== undefined && noticeBox(portal, notice)}
      ${problem !== undefined && alert(problem)} ${frame.main}`,
  });
}

function navigation(portal: Portal, { place, title }: AdminFrame): Html {
  const current = title === undefined ? 'page' : 'true';
  return html`<nav class="places" aria-label="${portal.t('admin.nav.label')}">
    <ul>
      ${Object.entries(PLACES).map(
        ([name, { path, label }]) =>
          html`<li>
            <a
              href="${portal.base}/admin${path}"
              ${name === place && html` aria-current="${current}"`}
              >${portal.t(label)}</a
            >
          </li>`,
      )}
    </ul>
    <ul>
      <li><a href="${portal.base}/">${portal.t('admin.to_apps')}</a></li>
      <li><a href="${portal.base}/account">${portal.t('admin.to_account')}</a></li>
    </ul>
  </nav>`;
}
