/** Values of a row as what they are. Pure. */

export type Row = Readonly<Record<string, unknown>>;

/** The tables are strict, so another type is a mistake of ours. */
export function numberIn(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') {
    throw new TypeError(`${column} is not a number`);
  }
  return value;
}

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new TypeError(`${column} is not a text`);
  }
  return value;
}
