/** Signing in without Plex: with a passkey, or with name and password. Pure. */
import type { Message } from '../languages/message.js';
import type { Asset } from './assets.js';
import { nameAndPassword } from './credential-fields.js';
import { html } from './html.js';
import { alert, cookiesField, mark, renderPage, returnField, type Portal } from './page.js';
import { passkeyForm } from './passkey-form.js';

export type LocalLoginPage = Readonly<{
  /** Checked return address; absent: the launcher. */
  rd?: string;
  problem?: Readonly<{ message: Message; hint?: Message; ofPassword: boolean }>;
  /** What was typed into the field for the name. */
  login?: string;
  /** Somebody has a passkey. */
  passkey?: Readonly<{ options: string; scripts: readonly Asset[] }>;
  /** Address of the usual sign-in. */
  plexHref: string;
}>;

export function renderLocalLoginPage(portal: Portal, page: LocalLoginPage): string {
  const { t, tHtml } = portal;
  const { problem, passkey } = page;
  return renderPage(portal, {
    title: t('local.title'),
    ...(passkey !== undefined && { scripts: passkey.scripts }),
    main: html`${mark(portal)}
      <h1 class="to">
        ${tHtml('login.heading', { server: html`<strong>${portal.serverName}</strong>` })}
      </h1>
      <p class="lead">${t('local.lead')}</p>
      ${problem !== undefined && alert(t(problem.message), problem.hint && t(problem.hint))}
      ${
        passkey !== undefined &&
        html`${passkeyForm(portal, {
            action: `${portal.base}/login/local/passkey`,
            asks: 'get',
            options: passkey.options,
            fields: returnField(page.rd),
            label: t('passkey.sign_in'),
            isMain: true,
          })}
          <div data-with-passkey hidden><p class="or">${t('local.or_password')}</p></div>`
      }
      ${passwordForm(portal, page)}
      <p class="note centred"><a href="${page.plexHref}">${t('local.with_plex')}</a></p>`,
  });
}

function passwordForm(portal: Portal, { problem, login, rd, passkey }: LocalLoginPage) {
  const { t } = portal;
  return html`<form method="post" action="${portal.base}/login/local">
    ${returnField(rd)}${cookiesField}${nameAndPassword({
      nameLabel: t('local.name'),
      passwordLabel: t('login.password'),
      login,
      isWrong: problem?.ofPassword === true,
    })}
    <button${passkey === undefined && html` class="main"`}>${t('login.submit')}</button>
  </form>`;
}
