/** Which profile of a Plex Home somebody is, and the PIN of a profile that has one. Pure. */
import { html } from './html.js';
import { alert, mark, renderPage, type Portal } from './page.js';
import { portrait } from './portrait.js';

export type ShownProfile = Readonly<{
  uuid: string;
  name: string;
  /** An address that the page may show. */
  picture?: string;
  hasPin: boolean;
}>;

type PageProblem = Readonly<{ message: string; hint?: string }>;

export type HomePage = Readonly<{
  profiles: readonly ShownProfile[];
  /** As whom one may stay signed in instead. */
  stays?: string;
  problem?: PageProblem;
}>;

export type PinPage = Readonly<{ profile: ShownProfile; problem?: PageProblem }>;

/** Buttons for those without a PIN; links to the next page for the others. */
export function renderHomePage(portal: Portal, page: HomePage): string {
  const { stays, problem } = page;
  return renderPage(portal, {
    title: 'Who is this?',
    main: html`${mark(portal)}
      <h1>Who is this?</h1>
      ${problem !== undefined && alert(problem.message, problem.hint)}
      <form method="post" action="${portal.base}/login/home">
        <ul class="profiles">
          ${page.profiles.map((profile) => html`<li>${choice(portal, profile)}</li>`)}
        </ul>
      </form>
      ${
        stays !== undefined &&
        html`<p class="note centred">
          <a href="${portal.base}/account">Stay signed in as ${stays}</a>
        </p>`
      }
      <p class="note centred"><a href="${portal.base}/login">Use another account</a></p>`,
  });
}

function choice(portal: Portal, { uuid, name, picture, hasPin }: ShownProfile) {
  return hasPin
    ? html`<a class="profile" href="${portal.base}/login/home?profile=${encodeURIComponent(uuid)}"
        >${portrait(name, picture)}<span>${name}</span> <small>with PIN</small></a
      >`
    : html`<button class="profile" name="profile" value="${uuid}">
        ${portrait(name, picture)}<span>${name}</span>
      </button>`;
}

export function renderPinPage(portal: Portal, { profile, problem }: PinPage): string {
  return renderPage(portal, {
    title: 'PIN',
    main: html`<div class="asked">${portrait(profile.name, profile.picture)}</div>
      <h1>${profile.name}</h1>
      <p class="lead">Enter the PIN of this profile.</p>
      ${problem !== undefined && alert(problem.message, problem.hint)}
      <form method="post" action="${portal.base}/login/home">
        <input type="hidden" name="profile" value="${profile.uuid}" />
        <label for="pin">PIN</label>
        <input
          class="code"
          id="pin"
          name="pin"
          type="password"
          required
          minlength="4"
          maxlength="4"
          pattern="[0-9]{4}"
          title="Four digits"
          inputmode="numeric"
          autocomplete="one-time-code"
          autofocus${problem !== undefined && html` aria-invalid="true"`}
        />
        <button class="main">Continue</button>
      </form>
      <p class="note centred"><a href="${portal.base}/login/home">Somebody else</a></p>`,
  });
}
