/** The second step of a password sign-in: the code of somebody's authenticator. Pure. */
import { html } from './html.js';
import { alert, mark, renderPage, type Portal } from './page.js';

export type CodePage = Readonly<{
  /** Whose code is asked for, as typed. */
  login: string;
  problem?: Readonly<{ message: string; hint?: string }>;
}>;

export function renderCodePage(portal: Portal, page: CodePage): string {
  return renderPage(portal, {
    title: 'Verification code',
    main: html`${mark(portal)}
      <h1>Verification code</h1>
      <p class="lead">
        Enter the code that your authenticator app shows for <strong>${page.login}</strong> at Plex.
      </p>
      ${page.problem !== undefined && alert(page.problem.message, page.problem.hint)}
      <form method="post" action="${portal.base}/login/code">
        <label for="code">Code</label>
        <input
          class="code"
          id="code"
          name="code"
          required
          maxlength="16"
          inputmode="numeric"
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck="false"
          autofocus${page.problem !== undefined && html` aria-invalid="true"`}
        />
        <button class="main">Continue</button>
      </form>
      <p class="note centred"><a href="${portal.base}/login">Start again</a></p>`,
  });
}
