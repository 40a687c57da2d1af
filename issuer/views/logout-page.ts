/** Asks before it signs somebody out: a link alone must not. Pure. */
import { html } from './html.js';
import { mark, renderPage, type Portal } from './page.js';

/** @param name of who is signed in; undefined if nobody is */
export function renderLogoutPage(portal: Portal, name: string | undefined): string {
  return renderPage(portal, {
    title: 'Sign out',
    main: html`${mark(portal)}
      <h1>Sign out?</h1>
      <p class="lead">
        ${
          name === undefined
            ? 'You do not seem to be signed in. Signing out removes whatever is left of it.'
            : html`You are signed in as <strong>${name}</strong>.`
        }
      </p>
      <form method="post" action="${portal.base}/logout">
        <button class="main">Sign out</button>
      </form>
      <p class="centred"><a href="${portal.base}/">Stay signed in</a></p>`,
  });
}
