/** The second step of signing in without Plex: a code of somebody's authenticator, or one for recovery. Pure. */
import type { Message } from '../languages/message.js';
import { codeField } from './credential-fields.js';
import { html } from './html.js';
import { alert, mark, renderPage, type Portal } from './page.js';

export type LocalCodePage = Readonly<{
  /** Name of the account. */
  name: string;
  problem?: Readonly<{ message: Message; hint?: Message }>;
}>;

export function renderLocalCodePage(portal: Portal, { name, problem }: LocalCodePage): string {
  const { t, tHtml } = portal;
  return renderPage(portal, {
    title: t('code.title'),
    main: html`${mark(portal)}
      <h1>${t('code.title')}</h1>
      <p class="lead">${tHtml('totp.lead', { name: html`<strong>${name}</strong>` })}</p>
      ${problem !== undefined && alert(t(problem.message), problem.hint && t(problem.hint))}
      <form method="post" action="${portal.base}/login/local/code">
        ${codeField(
          t('code.field'),
          problem !== undefined,
          html` maxlength="40" aria-describedby="lost" autofocus`,
        )}
        <button class="main">${t('code.submit')}</button>
      </form>
      <p class="note" id="lost">${t('totp.lost')}</p>
      <p class="note centred">
        <a href="${portal.base}/login/local">${t('code.start_again')}</a>
      </p>`,
  });
}
