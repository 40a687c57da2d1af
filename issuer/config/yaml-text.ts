/**
 * YAML with line numbers. Pure.
 */
import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type ErrorCode,
  type Node,
} from 'yaml';
import type { Problem } from './problem.js';
import type { SettingPath } from './setting-path.js';

export type Position = Readonly<{ line: number; column: number }>;

export type YamlText = Readonly<{
  value: unknown;
  /** Where a setting is written; of one that is not there, where the innermost section around it begins. */
  positionOf: (path: SettingPath) => Position | undefined;
}>;

/** Far above any real file; keeps a wrong path (a disk image, a log) from being parsed. */
const MAX_YAML_CHARS = 1024 * 1024;

/**
 * Parses YAML 1.2, one document.
 * @param source name of the file or variable, for the problems
 * @returns the value with positions, or the problems of syntax, which quote nothing of the text
 */
export function parseYaml(text: string, source: string): YamlText | readonly Problem[] {
  if (text.length > MAX_YAML_CHARS) {
    return [{ path: '', source, message: 'larger than 1 MB: this is hardly a configuration' }];
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0) {
    return document.errors.map(({ code, pos }) => ({
      path: '',
      source,
      ...positionAt(lineCounter, pos[0]),
      message: syntaxMessage(code),
    }));
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    return [unresolvedAlias(document, lineCounter, source)];
  }
  return { value, positionOf: (path) => positionOf(document, lineCounter, path) };
}

/** An alias without an anchor – or a text like *.example.com without quotes – or aliases that multiply. */
function unresolvedAlias(document: Document, lineCounter: LineCounter, source: string): Problem {
  let offset: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) {
        return undefined;
      }
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return {
    path: '',
    source,
    ...(offset === undefined ? {} : positionAt(lineCounter, offset)),
    message: 'an alias (*name) that cannot be resolved',
    suggestion: 'a text that begins with * needs quotes',
  };
}

function positionAt(lineCounter: LineCounter, offset: number): Position {
  const { line, col } = lineCounter.linePos(offset);
  return { line, column: col };
}

/** In our own words: the parser's messages quote the text, and a secret may stand there. */
function syntaxMessage(code: ErrorCode): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this name stands here twice';
    case 'TAB_AS_INDENT':
      return 'YAML is indented with blanks, not with tabs';
    case 'BAD_INDENT':
      return 'this line is indented too much or too little';
    case 'MULTIPLE_DOCS':
      return 'expected one YAML document, found several (a line of three dashes begins another)';
    case 'MISSING_CHAR':
      return 'a closing quote or bracket, a comma, or a blank after a colon is missing';
    case 'BAD_SCALAR_START':
    case 'BAD_DQ_ESCAPE':
      return 'this text needs quotes, or other ones';
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a name and its value must be separated by a colon and a blank';
    default:
      return 'not valid YAML';
  }
}

function positionOf(
  document: Document,
  lineCounter: LineCounter,
  path: SettingPath,
): Position | undefined {
  let node: Node | null = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    const found = child(resolve(node, document), step);
    if (found === undefined) {
      break;
    }
    node = found.node;
    offset = found.offset;
  }
  return offset === undefined ? undefined : positionAt(lineCounter, offset);
}

function resolve(node: Node | null, document: Document): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

/** One step down: the node, and where it begins – with its name, in a mapping. */
function child(
  parent: Node | null,
  step: string | number,
): { node: Node | null; offset: number | undefined } | undefined {
  if (isMap<Node, Node | null>(parent)) {
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === step);
    return pair && { node: pair.value, offset: pair.key.range?.[0] };
  }
  if (isSeq<Node>(parent) && typeof step === 'number') {
    const node = parent.items[step];
    return node && { node, offset: node.range?.[0] };
  }
  return undefined;
}
