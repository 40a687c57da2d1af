/** Asks for the password once more, before anything is changed about how somebody signs in. Pure. */
import type { Message } from '../languages/message.js';
import { passwordField } from './credential-fields.js';
import { html } from './html.js';
import { accountField } from './account-field.js';
import { LOCAL_SHEET_ASSET } from './local-assets.js';
import { alert, mark, renderPage, type Portal } from './page.js';

export type LocalProofPage = Readonly<{
  /** Name of the account. */
  name: string;
  problem?: Message;
}>;

export function renderLocalProofPage(portal: Portal, { name, problem }: LocalProofPage): string {
  const { t, tHtml, base } = portal;
  return renderPage(portal, {
    title: t('local.account.title'),
    styles: [LOCAL_SHEET_ASSET],
    back: `${base}/account/local`,
    main: html`${mark(portal)}
      <h1>${t('local.account.title')}</h1>
      <p class="lead">${tHtml('local.proof.lead', { name: html`<strong>${name}</strong>` })}</p>
      ${problem !== undefined && alert(t(problem))}
      <form method="post" action="${base}/account/local/proof">
        ${accountField(name)} ${passwordField(t('login.password'), problem !== undefined, 'focus')}
        <button class="main">${t('code.submit')}</button>
      </form>
      <p class="note centred"><a href="${base}/account">${t('account.back')}</a></p>`,
  });
}
