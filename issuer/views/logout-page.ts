/** Asks before it signs somebody out: a link alone must not. Pure. */
import { html } from './html.js';
import { mark, renderPage, type Portal } from './page.js';

/** @param name of who is signed in; undefined if nobody is */
export function renderLogoutPage(portal: Portal, name: string | undefined): string {
  const { t, tHtml } = portal;
  return renderPage(portal, {
    title: t('logout.submit'),
    main: html`${mark(portal)}
      <h1>${t('logout.heading')}</h1>
      <p class="lead">
        ${
          name === undefined
            ? t('logout.nobody')
            : tHtml('login.signed_in_as', { name: html`<strong>${name}</strong>` })
        }
      </p>
      <form method="post" action="${portal.base}/logout">
        <button class="main">${t('logout.submit')}</button>
      </form>
      <p class="centred">
        ${
          name === undefined
            ? html`<a href="${portal.base}/login">${t('launcher.sign_in')}</a>`
            : html`<a href="${portal.base}/">${t('logout.stay')}</a>`
        }
      </p>`,
  });
}
