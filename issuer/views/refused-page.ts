/** The page for somebody who is signed in but may not pass. Pure. */
import { directionOf } from '../languages/language.js';
import type { Message } from '../languages/message.js';
import { betterBox, type BetterBox } from './better-box.js';
import { html, type Html } from './html.js';
import { iconOf, mark, renderPage, type Portal } from './page.js';

export type RefusedPage = Readonly<{
  name: string;
  /** Of the app, where it can be told. */
  app?: string;
  /** Who is let in: `Co-Admin and above`; absent where it is not for want of a group, or the group has no name. */
  isFor?: Message;
  group: Message;
  /** Why they are in that group; absent: nothing is on record. */
  why?: Message;
  /** Absent where it is not for want of a group, or nobody says what was asked for. */
  needed?: Message;
  /** The session opens other addresses only. */
  isRestricted: boolean;
  /** By which admins find it in the audit log. */
  requestId?: string;
  /** They are in a group by now that opens this. */
  better?: BetterBox;
  switchUrl: string;
  startUrl: string;
}>;

/** At the portal's own address. */
export function renderRefusedPage(portal: Portal, page: RefusedPage): string {
  return renderPage(portal, { title: titleOf(portal, page), main: main(portal, page) });
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
        <title>${titleOf(portal, page)} – ${portal.serverName}</title>
        <link rel="icon" href="${iconOf(portal)}" />
        <link rel="stylesheet" href="${portal.base}/assets/${stylesheet}" />
      </head>
      <body>
        <main>${main(portal, page)}</main>
        <footer><p>${t('footer.not_affiliated')}</p></footer>
      </body>
    </html> `.markup;
}

function titleOf({ t }: Portal, { app }: RefusedPage): string {
  return app === undefined ? t('refused.title') : t('refused.title_app', { app });
}

function main(portal: Portal, page: RefusedPage): Html {
  const { t } = portal;
  const { better, why, needed, requestId } = page;
  return html`${mark(portal)}
    <h1>${titleOf(portal, page)}</h1>
    <p class="lead">
      ${portal.tHtml('refused.signed_in_as', { name: html`<strong><bdi>${page.name}</bdi></strong>` })}
    </p>
    ${page.isFor !== undefined && html`<p class="lead">${isForText(portal, page.isFor, page.app)}</p>`}
    ${better !== undefined && betterBox(portal, better)}
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
    <p class="action">
      <a class="button${better === undefined && ' main'}" href="${page.switchUrl}"
        >${t('refused.switch')}</a
      >
    </p>
    <p class="centred"><a href="${page.startUrl}">${t('refused.start')}</a></p>`;
}

function isForText({ t }: Portal, who: Message, app: string | undefined): string {
  return app === undefined
    ? t('refused.is_for.page', { who: t(who) })
    : t('refused.is_for.app', { app, who: t(who) });
}
