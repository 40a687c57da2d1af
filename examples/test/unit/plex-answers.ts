/** Reads what the stand-in says in XML. */
import { parseXml, XmlElement } from '@rgrove/parse-xml';

export type Row = Readonly<{
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly Row[];
}>;

/** @throws if it is not well-formed */
export async function xmlOf(response: Response): Promise<Row> {
  const { root } = parseXml(await response.text());
  if (root === null) {
    throw new Error('no root');
  }
  return rowOf(root);
}

function rowOf(element: XmlElement): Row {
  return {
    name: element.name,
    attributes: { ...element.attributes },
    children: element.children.filter((each) => each instanceof XmlElement).map(rowOf),
  };
}

/** The rows by an attribute. */
export function byAttribute(root: Row, name: string): ReadonlyMap<string, Row> {
  return new Map(root.children.map((row) => [row.attributes[name] ?? '', row]));
}
