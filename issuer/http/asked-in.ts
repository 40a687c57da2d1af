/** What a list is asked for, from the address. Pure. */
import type { Request } from 'express';
import { MAX_FILTER_CHARS } from '../views/filters.js';

/** @returns for each name its text, cut and without control characters; '' for none, and for one that comes twice */
export function askedIn<Name extends string>(
  req: Pick<Request, 'query'>,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const asked = names.map((name) => {
    const value = req.query[name];
    const text = typeof value === 'string' ? value : '';
    return [
      name,
      text
        .replace(/\p{Cc}/gu, '')
        .trim()
        .slice(0, MAX_FILTER_CHARS),
    ] as const;
  });
  return Object.fromEntries(asked) as Record<Name, string>;
}

/** Whether one of the texts has it, in whatever case. */
export function hasText(text: string, ...texts: readonly (string | undefined)[]): boolean {
  const wanted = text.toLowerCase();
  return texts.some((each) => each?.toLowerCase().includes(wanted) === true);
}
