/**
 * What speaks against showing an SVG. Pure.
 *
 * It is shown as a picture only, where browsers run no script and load nothing, and its own Content-Security-Policy keeps it
 * from both where somebody opens it by itself. So this is the third lock, and tells the operator why a picture that needs
 * such things would stay incomplete.
 */
import { parseXml, XmlElement, type XmlNode } from '@rgrove/parse-xml';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** Elements that run or embed what is no picture. */
const ACTIVE = /(^|:)(script|foreignobject|iframe|object|embed|handler|listener)$/i;

/** What a picture may refer to: its own parts, and pixels within it. */
const HARMLESS = /^\s*(#|data:image\/(png|jpeg|gif|webp);)/i;

/** @returns in plain words; undefined if nothing does */
export function svgProblem(text: string): string | undefined {
  try {
    const { root } = parseXml(text);
    return root?.name.split(':').at(-1) === 'svg' && text.includes(SVG_NAMESPACE)
      ? problemBelow(root)
      : 'it is no SVG';
  } catch {
    // So many levels that they cannot be counted end here, too.
    return 'it is no well-formed SVG';
  }
}

function problemBelow(element: XmlElement): string | undefined {
  if (ACTIVE.test(element.name)) {
    return `it holds an element "${element.name.slice(0, 32)}"`;
  }
  for (const [name, value] of Object.entries(element.attributes)) {
    if (/^on/i.test(name)) {
      return 'it holds a script';
    }
    if (/(^|:)(href|src)$/i.test(name) && !HARMLESS.test(value)) {
      return isLink(element) ? 'it holds a link' : 'it loads something from elsewhere';
    }
    if (loadsByStyle(value)) {
      return 'it loads something from elsewhere';
    }
  }
  if (/(^|:)style$/i.test(element.name) && loadsByStyle(element.text)) {
    return 'it loads something from elsewhere';
  }
  return firstOf(element.children);
}

function firstOf(nodes: readonly XmlNode[]): string | undefined {
  for (const node of nodes) {
    const problem = node instanceof XmlElement ? problemBelow(node) : undefined;
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function isLink({ name }: XmlElement): boolean {
  return /(^|:)a$/i.test(name);
}

/** `url(#gradient)` is a part of the picture. */
function loadsByStyle(text: string): boolean {
  return /@import|url\(\s*["']?(?!\s*["']?(#|data:image\/))/i.test(text);
}
