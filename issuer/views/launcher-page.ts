/** The launcher: what somebody may open. Pure. */
import { html } from './html.js';
import { renderPage, type Portal } from './page.js';
import { initialClass, initialOf } from './portrait.js';

export type LauncherPage = Readonly<{
  name: string;
  groupName: string;
  isAdmin: boolean;
  apps: readonly Readonly<{ name: string; url: string; description?: string }>[];
}>;

export function renderLauncherPage(portal: Portal, page: LauncherPage): string {
  return renderPage(portal, {
    title: 'Apps',
    wide: true,
    main: html`<header class="who">
        <h1>${portal.serverName}</h1>
        <p>
          ${page.name}, ${page.groupName} ·
          ${page.isAdmin && html`<a href="${portal.base}/admin">Administration</a> · `}
          <a href="${portal.base}/account">Account</a> ·
          <a href="${portal.base}/logout">Sign out</a>
        </p>
      </header>
      ${
        page.apps.length === 0
          ? html`<p class="lead">You are signed in. There is no app here for your group.</p>`
          : html`<ul class="apps">
              ${page.apps.map(tile)}
            </ul>`
      }`,
  });
}

function tile(app: LauncherPage['apps'][number]) {
  return html` <li>
    <a href="${app.url}"
      ><span class="${initialClass(app.name)}" aria-hidden="true">${initialOf(app.name)}</span
      ><span
        ><strong>${app.name}</strong
        ><small>${app.description ?? new URL(app.url).host}</small></span
      ></a
    >
  </li>`;
}
