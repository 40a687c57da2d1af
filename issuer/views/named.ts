/** Somebody, as admins see them in lists: by name, with the way to their page. Pure. */
import { html, type Html } from './html.js';

export type Named = Readonly<{
  name: string;
  /** Of their page; absent for what has none. */
  href?: string;
}>;

export function namedLink({ name, href }: Named): Html {
  return href === undefined
    ? html`<bdi>${name}</bdi>`
    : html`<a href="${href}"><bdi>${name}</bdi></a>`;
}
