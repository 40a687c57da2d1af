/**
 * Which library a rule means. Pure.
 */
import type { Library } from './facts.js';

/**
 * @param entry a number, which the server gives, or a title as the operator writes it: in capitals or not
 */
export function sameLibrary(entry: string | number, { key, title }: Library): boolean {
  return typeof entry === 'number' ? entry === key : plainTitle(entry) === plainTitle(title);
}

/** What titles are compared by. */
export function plainTitle(title: string): string {
  return title.normalize('NFC').trim().toLowerCase();
}
