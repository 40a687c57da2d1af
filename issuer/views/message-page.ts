/** A page with one thing to say and perhaps something to do about it. Pure. */
import { html, type Fragment } from './html.js';
import { mark, plexForm, renderPage, type Portal } from './page.js';
import { refreshAfter, waitNotice, type Wait } from './wait.js';

export type MessagePage = Readonly<{
  title: string;
  /** Paragraphs. */
  message: readonly Fragment[];
  /** A form that starts a new sign-in with Plex and comes back here. */
  signIn?: Readonly<{ label: string; rd?: string; lead?: string }>;
  links: readonly Readonly<{ label: string; href: string; main?: boolean }>[];
  /** Something is under way; the page looks again by itself after so many seconds. */
  waiting?: Readonly<{ refreshSeconds: number }>;
  /** Nothing goes before it is over. */
  wait?: Wait;
}>;

export function renderMessagePage(portal: Portal, page: MessagePage): string {
  const { waiting, signIn, wait } = page;
  const isMain = (link: MessagePage['links'][number]): boolean => link.main === true;
  return renderPage(portal, {
    title: page.title,
    ...(waiting !== undefined && { refresh: { seconds: waiting.refreshSeconds } }),
    ...(wait !== undefined && refreshAfter(wait)),
    main: html`${mark(portal)}
<h1>${page.title}</h1>
${waiting !== undefined && html`<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>`}
<div${waiting !== undefined && html` role="status" data-wait="${waiting.refreshSeconds}" data-eager`}>
${page.message.map((paragraph) => html`<p class="lead">${paragraph}</p>`)}
</div>
${wait !== undefined && waitNotice(portal, wait)}
${signIn?.lead !== undefined && html`<p class="lead">${signIn.lead}</p>`}
${signIn !== undefined && plexForm(portal, signIn.rd, signIn.label)}
${page.links
  .filter(isMain)
  .map(
    ({ label, href }) =>
      html`<p class="action"><a class="button main" href="${href}">${label}</a></p>`,
  )}
${page.links
  .filter((link) => !isMain(link))
  .map(({ label, href }) => html`<p class="centred"><a href="${href}">${label}</a></p>`)}`,
  });
}
