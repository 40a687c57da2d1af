/**
 * One page of a list that plex.tv sends in XML: a MediaContainer with rows in it, which says how many there are. Pure.
 */
import { XmlText } from '@rgrove/parse-xml';
import type { XmlElement } from '@rgrove/parse-xml';
import type { PlexFailure } from './outcomes.js';
import type { PlexResponse } from './plex-response.js';
import { isContainer } from './xml-schemas.js';
import { childrenOf, readXml } from './xml-response.js';

export type PageRow<Row> = Readonly<{
  /** Tells rows apart: the same one twice means that pages overlap. */
  id: number;
  /** Nothing where the row is about nobody. */
  row?: Row;
}>;

export type Page<Row> = Readonly<{
  kind: 'page';
  rows: ReadonlyArray<PageRow<Row>>;
  /** How many rows all pages have together, if plex.tv says. */
  total?: number;
  /** How many rows come before these, if plex.tv says. */
  start?: number;
  /** Of the answer. */
  characters: number;
}>;

/**
 * @param rowName what the elements are called that are rows
 * @param rowOf reads one; undefined: not what was asked for, so the whole page is not
 */
export function readPage<Row>(
  response: PlexResponse,
  rowName: string,
  rowOf: (element: XmlElement) => PageRow<Row> | undefined,
): Page<Row> | PlexFailure {
  const read = readXml(response, 'MediaContainer');
  if (read.kind !== 'xml') {
    return read;
  }
  const { attributes } = read.root;
  const elements = childrenOf(read.root, rowName);
  const rows = elements.map(rowOf).filter((row) => row !== undefined);
  if (
    !isContainer(attributes) ||
    rows.length !== elements.length ||
    !isWhole(read.root, attributes.size, rows.length)
  ) {
    return { kind: 'plex_unavailable', cause: 'unexpected_shape', status: response.status };
  }
  const { totalSize, offset } = attributes;
  return {
    kind: 'page',
    rows,
    ...(totalSize === undefined ? {} : { total: Number(totalSize) }),
    ...(offset === undefined ? {} : { start: Number(offset) }),
    characters: response.body.length,
  };
}

/** Whether there are as many rows as there should be. Where plex.tv does not say, none means nothing at all. */
function isWhole(list: XmlElement, size: string | undefined, rows: number): boolean {
  return size === undefined
    ? rows > 0 || list.children.every((node) => node instanceof XmlText && node.text.trim() === '')
    : Number(size) === rows;
}
