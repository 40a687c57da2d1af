/**
 * What is to be said, without the language: texts are known by their keys in en.json. Types, and what makes them. Pure.
 */
import type { MessageKey } from './english.js';

type Filled = Readonly<{ key: MessageKey; values: MessageValues }>;

/** What is put into a text: as it is, or said in the same language. */
export type MessageValues = Readonly<Record<string, string | number | Filled>>;

/** A text with values for its placeholders, or the key of one that has none. */
export type Message = MessageKey | Filled;

/** A text and what goes into it. */
export function message(key: MessageKey, values: MessageValues = {}): Filled {
  return { key, values };
}
