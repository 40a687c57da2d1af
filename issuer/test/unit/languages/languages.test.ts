import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { expect, test } from '@jest/globals';
import { ENGLISH, type MessageKey } from '../../../languages/english.js';
import { LANGUAGES } from '../../../languages/language.js';
import { mayBeEnglish } from './may-be-english.js';

const ISSUER = join(import.meta.dirname, '../../..');
const KEYS = Object.keys(ENGLISH) as MessageKey[];
const OTHERS = LANGUAGES.filter((language) => language !== 'en');

function tableOf(language: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(ISSUER, 'languages', `${language}.json`), 'utf8')) as Record<
    string,
    string
  >;
}

/** Names of the placeholders, and the cases of choices, which are the same in every language. */
function placeholdersIn(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    switch (element.type) {
      case TYPE.argument:
      case TYPE.number:
      case TYPE.date:
      case TYPE.time:
        return [element.value];
      case TYPE.plural:
        return [
          `${element.value}, ${element.pluralType ?? ''}`,
          ...Object.values(element.options).flatMap(({ value }) => placeholdersIn(value)),
        ];
      case TYPE.select:
        return [
          `${element.value}: ${Object.keys(element.options).sort().join('|')}`,
          ...Object.values(element.options).flatMap(({ value }) => placeholdersIn(value)),
        ];
      case TYPE.literal:
      case TYPE.pound:
      case TYPE.tag:
        return [];
    }
  });
}

function placeholders(text: string): readonly string[] {
  return [...new Set(placeholdersIn(parse(text, { ignoreTag: true })))].sort();
}

/** The cases that each plural of a text knows. */
function pluralCases(elements: readonly MessageFormatElement[]): readonly string[][] {
  return elements.flatMap((element) =>
    element.type === TYPE.plural
      ? [
          Object.keys(element.options),
          ...Object.values(element.options).flatMap(({ value }) => pluralCases(value)),
        ]
      : element.type === TYPE.select
        ? Object.values(element.options).flatMap(({ value }) => pluralCases(value))
        : [],
  );
}

test.each(LANGUAGES)('%s: every text is there, and none that nobody says', (language) => {
  expect(Object.keys(tableOf(language)).sort()).toEqual([...KEYS].sort());
});

test.each(LANGUAGES)('%s: no text is empty, or has markup in it', (language) => {
  const bad = Object.entries(tableOf(language)).filter(
    ([, text]) => text.trim() === '' || text !== text.trim() || /<\/?[a-z]|&[a-z]+;/i.test(text),
  );
  expect(bad).toEqual([]);
});

test.each(OTHERS)('%s: the placeholders are those of the English text', (language) => {
  const table = tableOf(language);
  const wrong = KEYS.filter((key) => key in table).filter(
    (key) => placeholders(table[key] ?? '').join() !== placeholders(ENGLISH[key]).join(),
  );
  expect(wrong).toEqual([]);
});

test.each(LANGUAGES)('%s: plurals have every form that the language has', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const table = tableOf(language);
  const wrong = Object.keys(table).filter((key) =>
    pluralCases(parse(table[key] ?? '', { ignoreTag: true })).some(
      (cases) =>
        // Spanish, French, Italian and Portuguese have a form for whole millions, which "other" will do for.
        !forms.every(
          (form) => form === 'many' || cases.includes(form) || cases.includes('other'),
        ) ||
        !cases.includes('other') ||
        (language === 'pl' && !cases.includes('few')),
    ),
  );
  expect(wrong).toEqual([]);
});

test.each(OTHERS)('%s: texts are not left in English', (language) => {
  const table = tableOf(language);
  const left = KEYS.filter((key) => table[key] === ENGLISH[key] && !mayBeEnglish(ENGLISH[key]));
  expect(left).toEqual([]);
});

test('every text is said somewhere', () => {
  const sources = readdirSync(ISSUER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/^(test|dist)\//.test(path))
    .map((path) => readFileSync(join(ISSUER, path), 'utf8'))
    .join('\n');
  const isSaid = (key: string): boolean =>
    sources.includes(`'${key}'`) ||
    // Put together: `audit.action.${action}`, or `${told}.title` where told is 'pin.over'
    key.split('.').some((_part, at, parts) => {
      const prefix = parts.slice(0, at + 1).join('.');
      return sources.includes(`\`${prefix}.\${`) || (at > 0 && sources.includes(`'${prefix}'`));
    });
  expect(KEYS.filter((key) => !isSaid(key))).toEqual([]);
});
