/**
 * XML as Plex writes it. Pure.
 */

export type XmlElement = Readonly<{
  name: string;
  /** Flags are 0 and 1; null is an empty text. */
  attributes: Readonly<Record<string, string | number | boolean | null>>;
  children?: readonly XmlElement[];
}>;

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A whole document. The root has an end tag of its own, even if it is empty. */
export function renderXml({ name, attributes, children = [] }: XmlElement): string {
  const start = `<${name}${renderAttributes(attributes)}>`;
  return `${XML_DECLARATION}${start}${renderChildren(children)}</${name}>\n`;
}

function renderElement({ name, attributes, children = [] }: XmlElement): string {
  const start = `<${name}${renderAttributes(attributes)}`;
  return children.length === 0 ? `${start}/>` : `${start}>${renderChildren(children)}</${name}>`;
}

function renderAttributes(attributes: XmlElement['attributes']): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(textOf(value))}"`)
    .join('');
}

function renderChildren(children: readonly XmlElement[]): string {
  return children.length === 0 ? '' : `\n${children.map(renderElement).join('\n')}\n`;
}

function textOf(value: string | number | boolean | null): string {
  return typeof value === 'boolean' ? String(Number(value)) : String(value ?? '');
}

/** For texts and attributes (XML 1.0, 2.4 and 3.3.3); what may not be in a document at all (2.2) is left out. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll(/[\t\n\r]/g, (each) => `&#${String(each.charCodeAt(0))};`);
}
