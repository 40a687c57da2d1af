/** Which profile of a Plex Home somebody is, and the PIN of a profile that has one. Pure. */
import type { Message } from '../languages/message.js';
import { html } from './html.js';
import { alert, mark, renderPage, type Portal } from './page.js';
import { portrait } from './portrait.js';
import { refreshAfter, waitNotice, type Wait } from './wait.js';

export type ShownProfile = Readonly<{
  uuid: string;
  /** '' for one that Plex has no name for. */
  name: string;
  /** An address that the page may show. */
  picture?: string;
  hasPin: boolean;
}>;

type PageProblem = Readonly<{ message: Message; hint?: Message }>;

export type HomePage = Readonly<{
  profiles: readonly ShownProfile[];
  /** As whom one may stay signed in instead. */
  stays?: string;
  problem?: PageProblem;
}>;

export type PinPage = Readonly<{
  profile: ShownProfile;
  problem?: PageProblem;
  /** No PIN is taken before it is over. */
  wait?: Wait;
}>;

/** Buttons for those without a PIN; links to the next page for the others. */
export function renderHomePage(portal: Portal, page: HomePage): string {
  const { t } = portal;
  const { stays, problem } = page;
  return renderPage(portal, {
    title: t('home.title'),
    main: html`${mark(portal)}
      <h1>${t('home.title')}</h1>
      ${problem !== undefined && alert(t(problem.message), problem.hint && t(problem.hint))}
      <form method="post" action="${portal.base}/login/home">
        <ul class="profiles">
          ${page.profiles.map((profile) => html`<li>${choice(portal, profile)}</li>`)}
        </ul>
      </form>
      ${
        stays !== undefined &&
        html`<p class="note centred">
          <a href="${portal.base}/account">${t('home.stay', { name: stays })}</a>
        </p>`
      }
      <p class="note centred"><a href="${portal.base}/login">${t('home.other_account')}</a></p>`,
  });
}

function choice(portal: Portal, profile: ShownProfile) {
  const { uuid, picture, hasPin } = profile;
  const name = nameOf(portal, profile);
  return hasPin
    ? html`<a class="profile" href="${portal.base}/login/home?profile=${encodeURIComponent(uuid)}"
        >${portrait(name, picture)}<span>${name}</span>
        <small>${portal.t('home.with_pin')}</small></a
      >`
    : html`<button class="profile" name="profile" value="${uuid}">
        ${portrait(name, picture)}<span>${name}</span>
      </button>`;
}

export function renderPinPage(portal: Portal, { profile, problem, wait }: PinPage): string {
  const { t } = portal;
  const name = nameOf(portal, profile);
  return renderPage(portal, {
    title: t('home.pin.title'),
    ...(wait !== undefined && refreshAfter(wait)),
    main: html`<div class="asked">${portrait(name, profile.picture)}</div>
      <h1>${name}</h1>
      ${wait === undefined && html`<p class="lead">${t('home.pin.lead')}</p>`}
      ${problem !== undefined && alert(t(problem.message), problem.hint && t(problem.hint))}
      ${wait === undefined ? pinForm(portal, profile, problem !== undefined) : waitNotice(portal, wait)}
      <p class="note centred"><a href="${portal.base}/login/home">${t('home.another')}</a></p>`,
  });
}

function pinForm({ base, t }: Portal, { uuid }: ShownProfile, isInvalid: boolean) {
  return html`<form method="post" action="${base}/login/home">
    <input type="hidden" name="profile" value="${uuid}" />
    <label for="pin">${t('home.pin.field')}</label>
    <input
      class="code"
      id="pin"
      name="pin"
      type="password"
      required
      minlength="4"
      maxlength="4"
      pattern="[0-9]{4}"
      title="${t('home.pin.format')}"
      inputmode="numeric"
      autocomplete="one-time-code"
      autofocus${isInvalid && html` aria-invalid="true"`}
    />
    <button class="main">${t('home.pin.submit')}</button>
  </form>`;
}

function nameOf({ t }: Portal, { name }: ShownProfile): string {
  return name === '' ? t('home.nameless') : name;
}
