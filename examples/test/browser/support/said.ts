/**
 * What an English text of the pages is in another language: so a walk through the pages is written once, in words that can
 * be read, and done in any language.
 */
import { ENGLISH, type MessageKey } from '../../../../issuer/languages/english.js';
import type { Language } from '../../../../issuer/languages/language.js';
import { textsOf } from '../../../../issuer/languages/texts.js';

/** For Playwright's `name` and `text`: several, if several texts are the same in English alone. */
export type Said = string | RegExp;

type Template = Readonly<{ key: MessageKey; pattern: RegExp; letters: number }>;

const PLACEHOLDER = /\{(\w+)\}/;

const TEMPLATES: readonly Template[] = (Object.keys(ENGLISH) as MessageKey[]).flatMap((key) => {
  // Every second part is the name of a placeholder.
  const parts = ENGLISH[key].split(new RegExp(PLACEHOLDER, 'g'));
  const letters = parts.filter((_, at) => at % 2 === 0).join('');
  return /[{}]/.test(letters) || !/\p{L}/u.test(letters)
    ? []
    : [{ key, pattern: patternOf(parts), letters: letters.length }];
});

function patternOf(parts: readonly string[]): RegExp {
  const seen = new Set<string>();
  const source = parts.map((part, at) => {
    if (at % 2 === 0) {
      return escaped(part);
    }
    const again = seen.has(part);
    seen.add(part);
    return again ? `\\k<${part}>` : `(?<${part}>.+)`;
  });
  return new RegExp(`^${source.join('')}$`, 'u');
}

/** @returns the text itself if it is none of the pages': a name, say */
export function sayIn(language: Language): (english: string) => Said {
  return (english) => {
    const matching = TEMPLATES.filter(({ pattern }) => pattern.test(english));
    // "Sign out {name}" before "{what} out {name}".
    const most = Math.max(...matching.map(({ letters }) => letters));
    const said = matching
      .filter(({ letters }) => letters === most)
      .map(({ key, pattern }) =>
        textsOf(language)
          .t(key, { ...pattern.exec(english)?.groups })
          .trim(),
      );
    const [first = english, ...others] = new Set(said);
    return others.length === 0
      ? first
      : new RegExp(`^(?:${[first, ...others].map(escaped).join('|')})$`, 'u');
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
