/** What a page is made of besides texts, as a browser reads it. Pure. */
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

/**
 * @returns each element with the names of its attributes, one a line, children indented; without hidden fields, which are
 * left out where what they would carry is refused, and without the order of lists, which names decide
 */
export function skeletonOf(markup: string): string {
  return linesOf(parse(markup), '').join('\n');
}

function linesOf(node: Tree.Node, indent: string): string[] {
  if (node.nodeName === '#comment') {
    return [`${indent}comment`];
  }
  if (!('childNodes' in node)) {
    return [];
  }
  if (
    'attrs' in node &&
    node.attrs.some(({ name, value }) => name === 'type' && value === 'hidden')
  ) {
    return [];
  }
  const attributes = 'attrs' in node ? node.attrs.map(({ name }) => name).sort() : [];
  const line = `${indent}${[node.nodeName, ...attributes].join(' ')}`;
  const children = node.childNodes.map((child) => linesOf(child, `${indent} `));
  return [line, ...(node.nodeName === 'ul' ? sorted(children) : children).flat()];
}

function sorted(lists: readonly string[][]): readonly string[][] {
  return lists.toSorted((one, other) => (one.join() < other.join() ? -1 : 1));
}

const ADDRESSES = ['href', 'src', 'action', 'formaction', 'srcset', 'poster', 'data'];

/** @returns scripts within the page, handlers, styles of single elements, addresses that are scripts or lead to evil.example */
export function unsafeParts(markup: string): string[] {
  return elementsOf(parse(markup)).flatMap(({ nodeName, attrs, childNodes }) => [
    ...(nodeName === 'script' && childNodes.length > 0 ? ['a script in the page'] : []),
    ...(nodeName === 'style' || nodeName === 'base' || nodeName === 'iframe' ? [nodeName] : []),
    ...attrs
      .filter(
        ({ name, value }) =>
          name.startsWith('on') ||
          name === 'style' ||
          name === 'srcdoc' ||
          (ADDRESSES.includes(name) && !isOurs(value)),
      )
      .map(({ name, value }) => `${nodeName} ${name}=${value}`),
  ]);
}

function isOurs(address: string): boolean {
  const { protocol, hostname } = new URL(address, 'http://localhost:8080/auth/');
  return ['http:', 'https:'].includes(protocol) && !hostname.endsWith('evil.example');
}

function elementsOf(node: Tree.Node): Tree.Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : [];
  return 'attrs' in node ? [node, ...children] : children;
}
