/** A part of a long list. Pure. */
import type { Asked, Way } from './filters.js';
import type { Portal } from './page.js';

export type Paged<Row> = Readonly<{
  rows: readonly Row[];
  /** From 1 on. */
  page: number;
  pages: number;
  /** Rows there are. */
  total: number;
}>;

/** @param page as asked for; anything else than a page that there is becomes the nearest one */
export function pageOf<Row>(all: readonly Row[], page: string, size: number): Paged<Row> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const asked = /^\d{1,6}$/.test(page) ? Number(page) : 1;
  const at = Math.min(Math.max(asked, 1), pages);
  return { rows: all.slice((at - 1) * size, at * size), page: at, pages, total: all.length };
}

/** @param addressOf the list with `page` besides what it was asked for */
export function pageWays(
  portal: Portal,
  { page, pages }: Paged<unknown>,
  addressOf: (more: Asked) => string,
): readonly Way[] {
  return [
    ...(page > 1
      ? [{ label: portal.t('admin.pages.previous'), href: addressOf({ page: String(page - 1) }) }]
      : []),
    ...(page < pages
      ? [{ label: portal.t('admin.pages.next'), href: addressOf({ page: String(page + 1) }) }]
      : []),
  ];
}
