/** How somebody with an account of the portal's own signs in: passkeys, a code, the password. Pure. */
import type { MessageKey } from '../languages/english.js';
import type { Message } from '../languages/message.js';
import { ACCOUNT_SHEET_ASSET, type Asset } from './assets.js';
import { html, type Fragment, type Html } from './html.js';
import { accountField } from './account-field.js';
import { LOCAL_SHEET_ASSET } from './local-assets.js';
import { alert, renderPage, type Portal } from './page.js';
import { passkeyForm } from './passkey-form.js';
import { timeText } from './time-text.js';

const DONE = {
  password: 'local.done.password',
  totp_removed: 'local.done.totp_removed',
  passkey: 'local.done.passkey',
  passkey_removed: 'local.done.passkey_removed',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** What was done, on the page that follows. */
export type LocalDone = keyof typeof DONE;

export function isLocalDone(value: unknown): value is LocalDone {
  return typeof value === 'string' && Object.hasOwn(DONE, value);
}

export type ShownPasskey = Readonly<{
  credentialId: string;
  label: string;
  /** NumericDate */
  madeAt: number;
  /** NumericDate; absent for never. */
  lastUsedAt?: number;
}>;

export type LocalAccountPage = Readonly<{
  /** Of the account. */
  name: string;
  done?: LocalDone;
  problem?: Readonly<{ of: 'password' | 'passkey'; message: Message }>;
  passkeys: readonly ShownPasskey[];
  /** What a new passkey is asked for with; absent: no more, or none at this address. */
  add?: Readonly<{ options: string; scripts: readonly Asset[]; label: string }>;
  /** There is none where browsers have no passkeys. */
  isPasskeyPlace: boolean;
  /** Codes for recovery that are left; absent: no authenticator. */
  codesLeft?: number;
  /** NumericDate */
  now: number;
}>;

export function renderLocalAccountPage(portal: Portal, page: LocalAccountPage): string {
  const { t, base } = portal;
  const { done, add } = page;
  return renderPage(portal, {
    title: t('local.account.title'),
    wide: true,
    styles: [ACCOUNT_SHEET_ASSET, LOCAL_SHEET_ASSET],
    ...(add !== undefined && { scripts: add.scripts }),
    back: `${base}/account/local`,
    main: html`<header class="head">
        <h1>${t('local.account.title')}</h1>
        <p><a href="${base}/account">${t('account.back')}</a></p>
      </header>
      ${done !== undefined && html`<div class="notice" role="status"><p>${t(DONE[done])}</p></div>`}
      ${passkeySection(portal, page)} ${totpSection(portal, page)} ${passwordSection(portal, page)}`,
  });
}

function problemOf({ t }: Portal, { problem }: LocalAccountPage, of: 'password' | 'passkey') {
  return problem?.of === of && alert(t(problem.message));
}

function passkeySection(portal: Portal, page: LocalAccountPage): Html {
  const { t, base } = portal;
  const { passkeys, add, isPasskeyPlace, now } = page;
  return html`<section aria-labelledby="passkeys">
    <h2 id="passkeys">${t('passkey.title')}</h2>
    <p>${t('passkey.lead')}</p>
    ${problemOf(portal, page, 'passkey')}
    ${
      passkeys.length > 0 &&
      html`<ul class="sessions">
        ${passkeys.map((passkey) => passkeyItem(portal, passkey, now))}
      </ul>`
    }
    ${!isPasskeyPlace && html`<p class="note">${t('passkey.not_here')}</p>`}
    ${
      add !== undefined &&
      html`<p class="note" data-without-passkey>${t('passkey.needs_script')}</p>
        ${passkeyForm(portal, {
          action: `${base}/account/local/passkey`,
          asks: 'create',
          options: add.options,
          fields: html`<label for="label">${t('passkey.label')}</label>
            <input
              id="label"
              name="label"
              maxlength="64"
              autocomplete="off"
              value="${add.label}"
            />`,
          label: t('passkey.add'),
          isMain: false,
        })}`
    }
  </section>`;
}

function passkeyItem(portal: Portal, passkey: ShownPasskey, now: number): Html {
  const { t, tHtml, base, language } = portal;
  const { credentialId, label, madeAt, lastUsedAt } = passkey;
  const when = (at: number): Html => timeText(at, now, language);
  return html`<li>
    <div>
      <strong>${label}</strong>
      <p class="note">
        ${tHtml('passkey.made', { when: when(madeAt) })}${
          lastUsedAt !== undefined && html` · ${tHtml('passkey.used', { when: when(lastUsedAt) })}`
        }
      </p>
    </div>
    <a
      class="button"
      href="${base}/account/local/passkey/remove?passkey=${credentialId}"
      aria-label="${t('passkey.remove_named', { label })}"
      >${t('passkey.remove')}</a
    >
  </li>`;
}

function totpSection({ t, base }: Portal, { codesLeft }: LocalAccountPage): Html {
  const at = `${base}/account/local`;
  return html`<section aria-labelledby="totp">
    <h2 id="totp">${t('totp.title')}</h2>
    ${
      codesLeft === undefined
        ? html`<p>${t('totp.none')}</p>
            <div class="buttons">
              <form method="post" action="${at}/totp/start">
                <button>${t('totp.set_up')}</button>
              </form>
            </div>`
        : html`<p>${t('totp.is_set', { count: codesLeft })}</p>
            <div class="buttons">
              <a class="button" href="${at}/recovery-codes">${t('totp.new_codes')}</a>
              <form method="post" action="${at}/totp/start">
                <button>${t('totp.replace')}</button>
              </form>
              <a class="button" href="${at}/totp/remove">${t('totp.remove_it')}</a>
            </div>`
    }
  </section>`;
}

function passwordSection(portal: Portal, page: LocalAccountPage): Html {
  const { t, base } = portal;
  const { name } = page;
  const problem = problemOf(portal, page, 'password');
  return html`<section aria-labelledby="change">
    <h2 id="change">${t('local.password.title')}</h2>
    <p>${t('local.password.lead')}</p>
    ${problem}
    <form class="fields" method="post" action="${base}/account/local/password">
      ${accountField(name)} ${passwordField('password', t('local.password.new'), problem)}
      ${passwordField('again', t('local.password.again'), problem)}
      <button>${t('local.password.change')}</button>
    </form>
  </section>`;
}

function passwordField(name: string, label: string, problem: Fragment): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="password"
      required
      maxlength="256"
      autocomplete="new-password"
      ${problem !== false && html` aria-invalid="true"`}
    />
  </div>`;
}
