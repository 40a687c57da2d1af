/** The launcher: what somebody may open. Pure. */
import { betterBox, type BetterBox } from './better-box.js';
import { html, type Fragment, type Html } from './html.js';
import { mark, renderPage, type Portal } from './page.js';
import { initialClass, initialOf, portrait } from './portrait.js';

export type LauncherPage = Readonly<{
  /** Absent: somebody who is not signed in, and sees what everybody may. */
  person?: Readonly<{
    name: string;
    groupName: string;
    isAdmin: boolean;
  }>;
  /** They may open more than the session says. */
  better?: BetterBox;
  apps: readonly ShownApp[];
}>;

export type ShownApp = Readonly<{
  name: string;
  url: string;
  description?: string;
  /** Name of an asset. */
  icon?: string;
  /** May not be opened. */
  isOutOfReach?: boolean;
}>;

export function renderLauncherPage(portal: Portal, { person, better, apps }: LauncherPage): string {
  const { t } = portal;
  return renderPage(portal, {
    title: t('launcher.title'),
    wide: 'broad',
    main: html`<header class="top">
        <div class="brand">
          ${mark(portal)}
          <h1>${portal.serverName}</h1>
        </div>
        ${person === undefined ? guest(portal) : who(portal, person)}
      </header>
      ${better !== undefined && betterBox(portal, better)}
      ${
        apps.length === 0
          ? html`<p class="lead empty">${t('launcher.none')}</p>`
          : html`<ul class="apps">
              ${apps.map((app) => tile(portal, app))}
            </ul>`
      }`,
  });
}

function who(portal: Portal, person: NonNullable<LauncherPage['person']>): Html {
  const { base, t } = portal;
  return html`<div class="me">
    ${portrait(person.name)}
    <p>
      <strong><bdi>${person.name}</bdi></strong> <small><bdi>${person.groupName}</bdi></small>
    </p>
    <nav aria-label="${t('launcher.menu')}">
      <a href="${base}/account">${t('launcher.account')}</a>
      ${person.isAdmin && html`<a href="${base}/admin">${t('launcher.admin')}</a>`}
      <a href="${base}/logout">${t('launcher.sign_out')}</a>
    </nav>
  </div>`;
}

function guest({ base, t }: Portal): Html {
  return html`<div class="me anybody">
    <p>${t('launcher.guest')}</p>
    <a class="button main" href="${base}/login">${t('launcher.sign_in')}</a>
  </div>`;
}

function tile(portal: Portal, app: ShownApp): Html {
  const shown = html`${appPicture(portal, app)}<span
      ><strong>${app.name}</strong
      ><small
        >${
          app.isOutOfReach === true
            ? portal.t('launcher.out_of_reach')
            : (app.description ?? addressOf(app.url))
        }</small
      ></span
    >`;
  return app.isOutOfReach === true
    ? html`<li><span class="app off">${shown}</span></li>`
    : html`<li><a class="app" href="${app.url}">${shown}</a></li>`;
}

/** Where there is one host for all apps, their paths tell them apart. */
function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return (host + pathname).replace(/\/$/, '');
}

/** The icon of an app, or the first letter of its name. */
export function appPicture(
  portal: Portal,
  { name, icon }: Pick<ShownApp, 'name' | 'icon'>,
): Fragment {
  return icon === undefined
    ? html`<span class="${initialClass(name)}" aria-hidden="true">${initialOf(name)}</span>`
    : html`<img class="icon" src="${portal.base}/assets/${icon}" alt="" width="44" height="44" />`;
}
