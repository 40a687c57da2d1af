/** Setting up an authenticator, and the codes for when it is lost. Pure. */
import type { Message } from '../languages/message.js';
import { ACCOUNT_SHEET_ASSET } from './assets.js';
import { codeField } from './credential-fields.js';
import { html } from './html.js';
import { LOCAL_SHEET_ASSET } from './local-assets.js';
import { alert, renderPage, type Portal } from './page.js';
import { qrCode, type QrModules } from './qr-code.js';

const STYLES = [ACCOUNT_SHEET_ASSET, LOCAL_SHEET_ASSET];

export type TotpPage = Readonly<{
  code: QrModules;
  /** Base32: a secret. */
  secret: string;
  problem?: Message;
}>;

export function renderTotpPage(portal: Portal, { code, secret, problem }: TotpPage): string {
  const { t, base } = portal;
  return renderPage(portal, {
    title: t('totp.set_up.title'),
    wide: true,
    styles: STYLES,
    back: `${base}/account/local/totp`,
    main: html`<header class="head">
        <h1>${t('totp.set_up.title')}</h1>
        <p><a href="${base}/account/local">${t('totp.cancel')}</a></p>
      </header>
      <p>${t('totp.set_up.lead')}</p>
      <div class="enrol">
        ${qrCode(code, t('totp.set_up.picture'))}
        <div>
          <label for="secret">${t('totp.set_up.secret')}</label>
          <textarea id="secret" class="secret" rows="2" readonly spellcheck="false" dir="ltr">
${secret.replace(/(.{4})(?=.)/g, '$1 ')}</textarea>
          ${problem !== undefined && alert(t(problem), t('totp.wrong.hint'))}
          <form method="post" action="${base}/account/local/totp">
            ${codeField(
              t('totp.set_up.code'),
              problem !== undefined,
              html` maxlength="16" inputmode="numeric"`,
            )}
            <button class="main">${t('totp.set_up.do')}</button>
          </form>
        </div>
      </div>`,
  });
}

/** @param codes shown this once */
export function renderRecoveryCodesPage(portal: Portal, codes: readonly string[]): string {
  const { t, base } = portal;
  return renderPage(portal, {
    title: t('totp.codes.title'),
    wide: true,
    styles: STYLES,
    back: `${base}/account/local`,
    main: html`<header class="head"><h1>${t('totp.codes.title')}</h1></header>
      <p>${t('totp.codes.lead')}</p>
      <ul class="codes" dir="ltr">
        ${codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      <div class="notice"><p>${t('totp.codes.once')}</p></div>
      <p class="action">
        <a class="button main" href="${base}/account/local">${t('totp.codes.done')}</a>
      </p>`,
  });
}
