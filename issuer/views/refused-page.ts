/** The page for somebody who is signed in but may not pass. Pure. */
import { directionOf } from '../languages/language.js';
import type { Message } from '../languages/message.js';
import { html, type Html } from './html.js';
import { iconOf, mark, renderPage, type Portal } from './page.js';

export type RefusedPage = Readonly<{
  name: string;
  group: Message;
  /** Why they are in that group; absent: nothing is on record. */
  why?: Message;
  /** Absent where it is not for want of a group, or nobody says what was asked for. */
  needed?: Message;
  /** The session opens other addresses only. */
  isRestricted: boolean;
  /** By which admins find it in the audit log. */
  requestId?: string;
  switchUrl: string;
  startUrl: string;
}>;

/** At the portal's own address. */
export function renderRefusedPage(portal: Portal, page: RefusedPage): string {
  return renderPage(portal, { title: portal.t('refused.title'), main: main(portal, page) });
}

/**
 * In the app's place: nothing that sends a form, no script, and all addresses with the portal's origin.
 * @param portal whose `base` is issuer.url as a whole
 */
export function renderRefusedInPlace(
  portal: Portal,
  page: RefusedPage,
  stylesheet: string,
): string {
  const { language, theme, t } = portal;
  return html`<!doctype html>
    <html lang="${language}" dir="${directionOf(language)}" data-theme="${theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="${theme === 'auto' ? 'light dark' : theme}" />
        <title>${t('refused.title')} – ${portal.serverName}</title>
        <link rel="icon" href="${iconOf(portal)}" />
        <link rel="stylesheet" href="${portal.base}/assets/${stylesheet}" />
      </head>
      <body>
        <main>${main(portal, page)}</main>
        <footer><p>${t('footer.not_affiliated')}</p></footer>
      </body>
    </html> `.markup;
}

function main(portal: Portal, page: RefusedPage): Html {
  const { t } = portal;
  const { why, needed, requestId } = page;
  return html`${mark(portal)}
    <h1>${t('refused.title')}</h1>
    <p class="lead">
      ${portal.tHtml('refused.signed_in_as', { name: html`<strong><bdi>${page.name}</bdi></strong>` })}
    </p>
    ${page.isRestricted && html`<p class="lead">${t('refused.other_addresses')}</p>`}
    <dl class="facts">
      <dt>${t('refused.group')}</dt>
      <dd>${t(page.group)}${why !== undefined && html`<p class="note">${t(why)}</p>`}</dd>
      ${
        needed !== undefined &&
        html`<dt>${t('refused.needed')}</dt>
          <dd>${t(needed)}</dd>`
      }
      ${
        requestId !== undefined &&
        html`<dt>${t('refused.request_id')}</dt>
          <dd><code>${requestId}</code></dd>`
      }
    </dl>
    <p class="note">${requestId === undefined ? t('refused.ask') : t('refused.ask_with_id')}</p>
    <p class="action"><a class="button main" href="${page.switchUrl}">${t('refused.switch')}</a></p>
    <p class="centred"><a href="${page.startUrl}">${t('refused.start')}</a></p>`;
}
