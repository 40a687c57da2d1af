/** Tokens that somebody makes for programs of their own: the list, the form, and the one look at a new one. Pure. */
import type { Message } from '../languages/message.js';
import { MAX_TOKEN_NAME_CHARS } from '../token/token-name.js';
import { ACCOUNT_SHEET_ASSET, COPY_SCRIPT_ASSET } from './assets.js';
import { html, type Fragment, type Html } from './html.js';
import { alert, renderPage, type Portal } from './page.js';
import { timeText } from './time-text.js';

export type TokensPage = Readonly<{
  tokens: readonly ShownToken[];
  make:
    | Readonly<{
        kind: 'form';
        groups: readonly GroupChoice[];
        /** How many days one may live. */
        days: readonly number[];
        typed: TypedToken;
        problem?: Message;
      }>
    | Readonly<{ kind: 'not_now'; why: Message; signIn?: Readonly<{ href: string }> }>;
  /** NumericDate */
  now: number;
}>;

export type ShownToken = Readonly<{
  sid: string;
  name: string;
  group: Message;
  /** NumericDate */
  issuedAt: number;
  expiresAt: number;
}>;

export type GroupChoice = Readonly<{
  id: number;
  group: Message;
  /** Names of the apps that it opens. */
  apps: readonly string[];
}>;

export type TypedToken = Readonly<{ name: string; group: number; days: number }>;

export function renderTokensPage(portal: Portal, page: TokensPage): string {
  const { t, base } = portal;
  const { tokens, now } = page;
  return renderPage(portal, {
    title: t('token.title'),
    wide: true,
    styles: [ACCOUNT_SHEET_ASSET],
    back: `${base}/account/tokens`,
    main: html`<header class="head">
        <h1>${t('token.title')}</h1>
        <p><a href="${base}/account">${t('account.back')}</a></p>
      </header>
      <p>${t('token.lead')}</p>
      ${
        tokens.length > 0 &&
        html`<ul class="sessions">
          ${tokens.map((token) => tokenItem(portal, token, now))}
        </ul>`
      }
      ${maker(portal, page)}`,
  });
}

function tokenItem(portal: Portal, token: ShownToken, now: number): Html {
  const { t, tHtml, language } = portal;
  const { sid, name, group, issuedAt, expiresAt } = token;
  return html`<li>
    <div>
      <strong>${name}</strong>
      <p class="note">
        ${t(group)} · ${tHtml('token.made', { when: timeText(issuedAt, now, language) })} ·
        ${tHtml('token.ends', { when: timeText(expiresAt, now, language) })}
      </p>
    </div>
    <form method="post" action="${portal.base}/account/tokens/revoke">
      <input type="hidden" name="session" value="${sid}" />
      <button aria-label="${t('token.revoke_named', { name })}">${t('token.revoke')}</button>
    </form>
  </li>`;
}

function maker(portal: Portal, { make }: TokensPage): Html {
  const { t, base } = portal;
  if (make.kind === 'not_now') {
    return html`<p class="note">${t(make.why)}</p>
      ${
        make.signIn !== undefined &&
        html`<div class="buttons">
          <a class="button" href="${make.signIn.href}">${t('token.sign_in')}</a>
        </div>`
      }`;
  }
  const { groups, days, typed, problem } = make;
  return html`<section aria-labelledby="make">
    <h2 id="make">${t('token.make.title')}</h2>
    ${problem !== undefined && alert(t(problem))}
    <form class="fields" method="post" action="${base}/account/tokens">
      <div class="broad">
        <label for="name">${t('token.name')}</label>
        <input
          id="name"
          name="name"
          required
          maxlength="${MAX_TOKEN_NAME_CHARS}"
          autocomplete="off"
          placeholder="${t('token.name.example')}"
          value="${typed.name}"
          ${problem !== undefined && html` aria-invalid="true"`}
        />
      </div>
      <div class="broad">
        <label for="group">${t('token.group')}</label>
        <select id="group" name="group" autocomplete="off">
          ${groups.map((choice) => groupOption(portal, choice, typed.group))}
        </select>
      </div>
      <div>
        <label for="days">${t('token.days')}</label>
        <select id="days" name="days" autocomplete="off">
          ${days.map(
            (count) =>
              html`<option value="${count}" ${count === typed.days && html` selected`}>
                ${t('token.days.count', { count })}
              </option>`,
          )}
        </select>
      </div>
      <button class="main">${t('token.make.do')}</button>
    </form>
  </section>`;
}

function groupOption({ t, language }: Portal, choice: GroupChoice, selected: number): Html {
  const { id, group, apps } = choice;
  const opens =
    apps.length === 0
      ? t(group)
      : t('token.group.opens', {
          group: t(group),
          apps: new Intl.ListFormat(language, { type: 'unit' }).format(apps),
        });
  return html`<option value="${id}" ${id === selected && html` selected`}>${opens}</option>`;
}

export type NewTokenPage = Readonly<{
  name: string;
  /** The compact JWS: a secret. */
  token: string;
  /** NumericDate */
  expiresAt: number;
  now: number;
  /** How a program may send it: a header with the token, a user name and password. */
  places: readonly Place[];
}>;

export type Place =
  Readonly<{ kind: 'bearer' | 'basic' }> | Readonly<{ kind: 'header'; header: string }>;

export function renderNewTokenPage(portal: Portal, page: NewTokenPage): string {
  const { t, tHtml, base, language } = portal;
  const { name, token, expiresAt, now, places } = page;
  return renderPage(portal, {
    title: t('token.new.title'),
    wide: true,
    styles: [ACCOUNT_SHEET_ASSET],
    scripts: [COPY_SCRIPT_ASSET],
    back: `${base}/account/tokens`,
    main: html`<header class="head"><h1>${t('token.new.title')}</h1></header>
      <p>
        ${tHtml('token.new.lead', { name: html`<strong>${name}</strong>`, when: timeText(expiresAt, now, language) })}
      </p>
      <label for="token">${t('token.new.label')}</label>
      <textarea id="token" class="secret" rows="7" readonly spellcheck="false" dir="ltr">
${token}</textarea>
      <div class="buttons copying">
        <button
          type="button"
          data-copy="token"
          data-status="copied"
          data-done="${t('token.new.copied')}"
          hidden
        >
          ${t('token.new.copy')}
        </button>
        <span class="note" id="copied" role="status"></span>
      </div>
      <div class="notice"><p>${t('token.new.once')}</p></div>
      ${
        places.length > 0 &&
        html`<section aria-labelledby="how">
          <h2 id="how">${t('token.new.how')}</h2>
          <ul class="rows">
            ${places.map((place) => html`<li>${placeText(portal, place)}</li>`)}
          </ul>
        </section>`
      }
      <p class="action">
        <a class="button" href="${base}/account/tokens">${t('token.new.done')}</a>
      </p>`,
  });
}

function placeText({ tHtml, t }: Portal, place: Place): Fragment {
  const token = t('token.new.placeholder');
  switch (place.kind) {
    case 'bearer':
      return tHtml('token.new.bearer', { header: code(`Authorization: Bearer ${token}`) });
    case 'header':
      return tHtml('token.new.header', { header: code(`${place.header}: ${token}`) });
    case 'basic':
      return t('token.new.basic');
  }
}

function code(text: string): Html {
  return html`<code dir="ltr">${text}</code>`;
}
