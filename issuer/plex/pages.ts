/**
 * A list of plex.tv, page after page to its end. Half a list is none: whoever is missing from it would be taken for
 * somebody without access.
 */
import type { PlexFailure } from './outcomes.js';
import type { Page, PageRow } from './page-response.js';

/** Asked for after the first page; that one has as many rows as plex.tv pleases. */
const PAGE_ROWS = 100;
const MAX_PAGES = 50;
const MAX_ROWS = 10_000;
const MAX_LIST_CHARACTERS = 8 * 1024 * 1024;

/** The address of a page. The first is asked for without a word about pages, as Plex's own programs do. */
export function fromRow(path: string, start: number): string {
  return start === 0
    ? path
    : `${path}?X-Plex-Container-Start=${String(start)}&X-Plex-Container-Size=${String(PAGE_ROWS)}`;
}

/**
 * @param ask for the page that begins at a row, counted from 0
 * @returns every row; or what the first page came to that is none; or unexpected_shape, where pages contradict each
 *   other or themselves, overlap, leave something out, or do not end
 */
export async function readAllPages<Row, Other extends Readonly<{ kind: string }>>(
  ask: (start: number) => Promise<Page<Row> | Other>,
): Promise<Readonly<{ kind: 'rows'; rows: readonly Row[] }> | Other | PlexFailure> {
  const rows = new Map<number, PageRow<Row>>();
  let total: number | undefined;
  let characters = 0;
  for (let pages = 1; pages <= MAX_PAGES; pages++) {
    const start = rows.size;
    const page = await ask(start);
    if (!isPage(page)) {
      return page;
    }
    characters += page.characters;
    total ??= page.total ?? page.rows.length;
    if (characters > MAX_LIST_CHARACTERS || total > MAX_ROWS) {
      return { kind: 'plex_unavailable', cause: 'too_large' };
    }
    page.rows.forEach((row) => rows.set(row.id, row));
    const fits =
      (pages === 1 || page.total === total) &&
      (page.start ?? start) === start &&
      rows.size === start + page.rows.length &&
      rows.size <= total;
    if (fits && rows.size === total) {
      return { kind: 'rows', rows: [...rows.values()].flatMap(({ row }) => row ?? []) };
    }
    if (!fits || page.rows.length === 0) {
      break;
    }
  }
  return { kind: 'plex_unavailable', cause: 'unexpected_shape' };
}

function isPage<Row>(answer: Page<Row> | Readonly<{ kind: string }>): answer is Page<Row> {
  return answer.kind === 'page';
}
