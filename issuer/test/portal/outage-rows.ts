/** The tables of docs/outages.md, for the tests that hold the program against them. */
import { readFileSync } from 'node:fs';

export type OutageRow = Readonly<{
  what: string;
  cells: readonly string[];
}>;

/** Rows of the table under a heading. */
export function outageRows(heading: string): readonly OutageRow[] {
  const page = readFileSync('docs/outages.md', 'utf8');
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const [what = '', ...cells] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return { what, cells };
  });
}

/** What a cell quotes that somebody reads. */
export function sentencesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/“([^”]+)”/g)].map(([, sentence = '']) => sentence);
}

/** The first name in a cell that a log has; '' for none. */
export function nameIn(cell: string): string {
  return /`(\w+)`/.exec(cell)?.[1] ?? '';
}
