/** Asks before something is done that many people would feel. Pure. */
import { html } from './html.js';
import { mark, renderPage, type Portal } from './page.js';

export type ConfirmPage = Readonly<{
  title: string;
  /** Paragraphs. */
  message: readonly string[];
  /** Path that the form posts to. */
  action: string;
  /** What goes along, by name. */
  fields?: Readonly<Record<string, string>>;
  label: string;
  back: Readonly<{ label: string; href: string }>;
}>;

export function renderConfirmPage(portal: Portal, page: ConfirmPage): string {
  return renderPage(portal, {
    title: page.title,
    main: html`${mark(portal)}
      <h1>${page.title}</h1>
      ${page.message.map((paragraph) => html`<p class="lead">${paragraph}</p>`)}
      <form method="post" action="${page.action}">
        ${Object.entries(page.fields ?? {}).map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
        <button class="main">${page.label}</button>
      </form>
      <p class="centred"><a href="${page.back.href}">${page.back.label}</a></p>`,
  });
}
