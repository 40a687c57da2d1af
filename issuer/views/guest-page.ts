/** What somebody sees who opens the link of a guest pass: what it is for, and the button that uses it. Pure. */
import { PASS_SHEET_ASSET } from './assets.js';
import { dayText } from './day-text.js';
import { html, type Html } from './html.js';
import { appPicture, type ShownApp } from './launcher-page.js';
import { cookiesField, mark, renderPage, type Portal } from './page.js';

export type GuestPage = Readonly<{
  /** What the link holds: it goes back with the form. */
  secret: string;
  /** What the guests are called. */
  name: string;
  apps: readonly Pick<ShownApp, 'name' | 'icon' | 'description'>[];
  /** What it opens besides: `host/path`. */
  addresses: readonly string[];
  /** NumericDate */
  endsAt: number;
  /** Somebody is signed in in this browser, and will not be any more. */
  signedInAs?: string;
}>;

export function renderGuestPage(portal: Portal, page: GuestPage): string {
  const { secret, name, apps, addresses, endsAt, signedInAs } = page;
  return renderPage(portal, {
    title: portal.t('pass.open.title'),
    styles: [PASS_SHEET_ASSET],
    main: html`${mark(portal)}
      <h1><small>${portal.t('pass.open.title')}</small>${portal.serverName}</h1>
      <p class="lead">
        ${portal.tHtml('pass.open.lead', { name: html`<strong><bdi>${name}</bdi></strong>` })}
      </p>
      ${
        (apps.length > 0 || addresses.length > 0) &&
        html`<section class="opens" aria-labelledby="opens">
          <h2 id="opens">${portal.t('pass.open.opens')}</h2>
          <ul>
            ${apps.map((app) => appItem(portal, app))}
            ${addresses.map((address) => addressItem(portal, address))}
          </ul>
        </section>`
      }
      ${
        signedInAs !== undefined &&
        html`<div class="notice">
          <p>${portal.tHtml('pass.open.signed_in_as', { name: html`<bdi>${signedInAs}</bdi>` })}</p>
        </div>`
      }
      <form method="post" action="${portal.base}/guest">
        <input type="hidden" name="pass" value="${secret}" />
        ${cookiesField}
        <button class="main">${portal.t('pass.open.continue')}</button>
      </form>
      ${
        signedInAs !== undefined &&
        html`<p class="centred">
          <a href="${portal.base}/"
            >${portal.tHtml('pass.open.stay', { name: html`<bdi>${signedInAs}</bdi>` })}</a
          >
        </p>`
      }
      <p class="note centred">
        ${portal.tHtml('pass.open.until', { day: dayText(portal, endsAt) })}
      </p>`,
  });
}

function appItem(portal: Portal, app: GuestPage['apps'][number]): Html {
  const { name, description } = app;
  return html`<li>
    ${appPicture(portal, app)}
    <span
      ><strong><bdi>${name}</bdi></strong
      >${description !== undefined && html`<small>${description}</small>`}</span
    >
  </li>`;
}

function addressItem(portal: Portal, address: string): Html {
  const name = address.replace(/\/$/, '');
  return html`<li>${appPicture(portal, { name })} <bdi>${name}</bdi></li>`;
}
