/** The sign-in page. Pure. */
import { html } from './html.js';
import { alert, mark, plexForm, renderPage, returnField, type Portal } from './page.js';

export type LoginPage = Readonly<{
  /** Checked return address; absent: the launcher. */
  rd?: string;
  /** What the return address is called: the name of an app. */
  destination?: string;
  /** Somebody is signed in already. */
  visitor?: Readonly<{ name: string; continueUrl: string }>;
  problem?: Readonly<{ message: string; hint?: string; ofPassword: boolean }>;
  /** What was typed into the field for the name. */
  login?: string;
  passwordSignIn: boolean;
  /** Host of Plex's own page. */
  plexHost: string;
}>;

export function renderLoginPage(portal: Portal, page: LoginPage): string {
  const { visitor, problem } = page;
  return renderPage(portal, {
    title: 'Sign in',
    main: html`${mark(portal)}
      <h1><small>Sign in to</small> ${portal.serverName}</h1>
      ${page.destination !== undefined && html`<p class="lead">and continue to ${page.destination}</p>`}
      ${problem !== undefined && alert(problem.message, problem.hint)}
      ${
        visitor !== undefined &&
        html`<div class="account">
            <p>You are signed in as <strong>${visitor.name}</strong>.</p>
            <a class="button main" href="${visitor.continueUrl}">Continue</a>
          </div>
          <p class="or">or use another account</p>`
      }
      ${plexForm(portal, page.rd, 'Sign in with Plex')}
      <p class="note centred">Opens ${page.plexHost}. Your password stays with Plex.</p>
      ${page.passwordSignIn && passwordForm(portal, page)}`,
  });
}

function passwordForm(portal: Portal, page: LoginPage) {
  const isWrong = page.problem?.ofPassword === true;
  const invalid = isWrong && html` aria-invalid="true"`;
  return html`<p class="or">or type your Plex password here</p>
    <form method="post" action="${portal.base}/login/password">
      ${returnField(page.rd)}<label for="login">E-mail or user name</label>
      <input
        id="login"
        name="login"
        value="${page.login ?? ''}"
        required
        maxlength="254"
        autocomplete="username"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
        ${invalid}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        required
        maxlength="256"
        autocomplete="current-password"
        ${invalid}
      />
      <button>Sign in</button>
    </form>`;
}
