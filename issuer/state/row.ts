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

/** undefined: NULL. */
export function numberOrNoneIn(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberIn(row, column);
}

/** undefined: NULL. */
export function textOrNoneIn(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textIn(row, column);
}

/**
 * What is kept as JSON, if it is what we wrote.
 * @param isIt tells what we write from anything else
 * @returns undefined for anything else
 */
export function jsonIn<T>(
  row: Row,
  column: string,
  isIt: (value: unknown) => value is T,
): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(textIn(row, column));
  } catch {
    return undefined;
  }
  return isIt(value) ? value : undefined;
}
