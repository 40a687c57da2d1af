/** What the pages about guest passes have in common, among the pages for admins and beside the account. Pure. */
import { renderAdminFrame } from './admin-frame.js';
import { ADMIN_SHEET_ASSET, PASS_SHEET_ASSET, type Asset } from './assets.js';
import { html, type Fragment } from './html.js';
import { noticeBox, type Notice } from './notice.js';
import { alert, renderPage, type Portal } from './page.js';

/** Whose pages they are: of admins, for everybody's passes, or of somebody, for their own. */
export type PassPlace = 'admin' | 'account';

export type PassFrame = Readonly<{
  place: PassPlace;
  /** Of a page below the list. */
  title?: string;
  about?: Fragment;
  notice?: Notice | undefined;
  problem?: string | undefined;
  scripts?: readonly Asset[];
  /** Where the choice of language and colours leads back to, if not to the page itself. */
  back?: string;
  main: Fragment;
}>;

export function passesPath({ base }: Pick<Portal, 'base'>, place: PassPlace): string {
  return `${base}/${place}/passes`;
}

/** @returns a whole HTML document */
export function renderPassFrame(portal: Portal, frame: PassFrame): string {
  const { place, title, about, notice, problem, main } = frame;
  if (place === 'admin') {
    return renderAdminFrame(portal, { ...frame, place: 'passes', styles: [PASS_SHEET_ASSET] });
  }
  const path = passesPath(portal, place);
  const way =
    title === undefined
      ? html`<a href="${portal.base}/account">${portal.t('pass.to_account')}</a>`
      : html`<a href="${path}">${portal.t('pass.to_list')}</a>`;
  return renderPage(portal, {
    title: title ?? portal.t('pass.title'),
    wide: true,
    styles: [ADMIN_SHEET_ASSET, PASS_SHEET_ASSET],
    ...(frame.back !== undefined && { back: frame.back }),
    ...(frame.scripts !== undefined && { scripts: frame.scripts }),
    main: html`<header class="who">
        <h1>${title ?? portal.t('pass.title')}</h1>
        <p>${about !== undefined && html`${about} · `}${way}</p>
      </header>
      ${notice !== undefined && noticeBox(portal, notice)}
      ${problem !== undefined && alert(problem)} ${main}`,
  });
}
