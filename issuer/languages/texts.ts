/**
 * The texts of one language: ICU MessageFormat (plurals, choices), read from the files beside this one. Pure; what was
 * parsed once is kept.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { html, type Fragment, type Html } from '../views/html.js';
import de from './de.json' with { type: 'json' };
import { ENGLISH, type MessageKey } from './english.js';
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import it from './it.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };
import type { Language } from './language.js';
import type { Message } from './message.js';
import nl from './nl.json' with { type: 'json' };
import pl from './pl.json' with { type: 'json' };
import pt from './pt.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

type Table = Readonly<Record<string, string>>;

const TABLES: Readonly<Record<Language, Table>> = {
  en: ENGLISH,
  de,
  es,
  fr,
  it,
  nl,
  pl,
  pt,
  ja,
  zh,
};

/** What says things in one language. */
export type Texts = Readonly<{
  language: Language;
  /** As text, to be escaped where it is shown. */
  t: (message: Message, values?: Readonly<Record<string, string | number>>) => string;
  /** As markup: values are escaped unless they are markup themselves. */
  tHtml: (key: MessageKey, values: Readonly<Record<string, Fragment>>) => Html;
}>;

const known = new Map<Language, Texts>();

/** @returns the same object every time */
export function textsOf(language: Language): Texts {
  const texts = known.get(language) ?? makeTexts(language);
  known.set(language, texts);
  return texts;
}

function makeTexts(language: Language): Texts {
  const formats = new Map<MessageKey, IntlMessageFormat>();
  const formatOf = (key: MessageKey): IntlMessageFormat => {
    const format = formats.get(key) ?? parse(language, key);
    formats.set(key, format);
    return format;
  };
  const t: Texts['t'] = (message, values = {}) => {
    if (typeof message === 'object') {
      const said = Object.entries(message.values).map(([name, value]) => [
        name,
        typeof value === 'object' ? t(value) : value,
      ]);
      return t(message.key, Object.fromEntries(said) as Record<string, string | number>);
    }
    return String(formatOf(message).format(values));
  };
  const tHtml: Texts['tHtml'] = (key, values) => {
    const parts = formatOf(key).formatToParts<Fragment>(values);
    return html`${parts.map(({ value }) => value)}`;
  };
  return { language, t, tHtml };
}

/** Tags in texts are none: markup is put in as a value. A text that is missing is said in English. */
function parse(language: Language, key: MessageKey): IntlMessageFormat {
  const own = TABLES[language][key];
  return new IntlMessageFormat(
    own ?? ENGLISH[key],
    own === undefined ? 'en' : language,
    undefined,
    {
      ignoreTag: true,
    },
  );
}
