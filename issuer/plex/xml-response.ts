/**
 * An answer of plex.tv in XML, as a tree. Nothing is fetched, and no entity is known but XML's own five: what a document
 * type could declare is not even read. Pure.
 */
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { PlexFailure } from './outcomes.js';
import { isXml } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';

/**
 * The body of an answer that should be XML.
 * @param rootName what its outermost element must be called
 * @returns that element; or not_xml, unexpected_shape
 */
export function readXml(
  response: PlexResponse,
  rootName: string,
): Readonly<{ kind: 'xml'; root: XmlElement }> | PlexFailure {
  const { status } = response;
  const root = isXml(response) ? parseRoot(response.body) : undefined;
  if (root === undefined) {
    return { kind: 'plex_unavailable', cause: 'not_xml', status };
  }
  return root.name === rootName
    ? { kind: 'xml', root }
    : { kind: 'plex_unavailable', cause: 'unexpected_shape', status };
}

/** The elements of a name right below another; those of other names are not ours to judge. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => child instanceof XmlElement && child.name === name,
  );
}

/**
 * The parser's message would quote the text, so it is dropped. It calls itself for every level of nesting, so that a
 * document of very many levels ends in a RangeError, which is as good as any other.
 * @returns undefined unless the text is well-formed to its end, and without a document type
 */
function parseRoot(text: string): XmlElement | undefined {
  if (text.includes('<!DOCTYPE')) {
    return undefined;
  }
  try {
    return parseXml(text).root ?? undefined;
  } catch {
    return undefined;
  }
}
