/**
 * HTML that escapes by default. Pure.
 */

/** Finished markup: only {@link html} makes it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand inside a template; `undefined` and `false` show nothing. */
export type Fragment = Html | string | number | undefined | false | readonly Fragment[];

/**
 * Template tag: every value is escaped, for text and for quoted attributes alike, unless it is markup that this tag made.
 * Values must not be put into unquoted attributes, tag names, styles or scripts.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  return new Html(parts.reduce((text, part, at) => text + markupOf(values[at - 1]) + part));
}

function markupOf(value: Fragment): string {
  if (value instanceof Html) {
    return value.markup;
  }
  switch (typeof value) {
    case 'string':
      return escapeText(value);
    case 'number':
      return String(value);
    case 'object':
      return value.map(markupOf).join('');
    default:
      return '';
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? '');
}
