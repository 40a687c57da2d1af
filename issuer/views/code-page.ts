/** The second step of a password sign-in: the code of somebody's authenticator. Pure. */
import type { Message } from '../languages/message.js';
import { codeField } from './credential-fields.js';
import { html } from './html.js';
import { alert, mark, renderPage, type Portal } from './page.js';

export type CodePage = Readonly<{
  /** Whose code is asked for, as typed. */
  login: string;
  problem?: Readonly<{ message: Message; hint?: Message }>;
}>;

export function renderCodePage(portal: Portal, { login, problem }: CodePage): string {
  const { t, tHtml } = portal;
  return renderPage(portal, {
    title: t('code.title'),
    back: `${portal.base}/login/code`,
    main: html`${mark(portal)}
      <h1>${t('code.title')}</h1>
      <p class="lead">${tHtml('code.lead', { login: html`<strong>${login}</strong>` })}</p>
      ${problem !== undefined && alert(t(problem.message), problem.hint && t(problem.hint))}
      <form method="post" action="${portal.base}/login/code">
        ${codeField(
          t('code.field'),
          problem !== undefined,
          html` maxlength="16" inputmode="numeric" autofocus`,
        )}
        <button class="main">${t('code.submit')}</button>
      </form>
      <p class="note centred"><a href="${portal.base}/login">${t('code.start_again')}</a></p>`,
  });
}
