/** How long lists are looked through: a form that asks by GET, and pages. Pure. */
import { html, type Fragment, type Html } from './html.js';
import type { Portal } from './page.js';

/** What a list was asked for: names and values of the address; '' for nothing. */
export type Asked = Readonly<Record<string, string>>;

/** @param fields each in a `<div>` of its own */
export function filterForm(
  portal: Portal,
  { path, asked, fields }: Readonly<{ path: string; asked: Asked; fields: Fragment }>,
): Html {
  const isAsked = Object.values(asked).some((value) => value !== '');
  return html`<form class="filters" method="get" action="${path}" role="search">
    ${fields}
    <div class="buttons">
      <button>${portal.t('admin.filter.show')}</button>
      ${isAsked && html`<a class="button" href="${path}">${portal.t('admin.filter.reset')}</a>`}
    </div>
  </form>`;
}

export type TextFilter = Readonly<{
  name: string;
  label: string;
  value: string;
  type?: 'search' | 'date';
  hint?: string;
}>;

export function textFilter({ name, label, value, type = 'search', hint }: TextFilter): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      ${type === 'search' && html` maxlength="${MAX_FILTER_CHARS}" autocomplete="off"`}
      ${hint !== undefined && html` placeholder="${hint}"`}
    />
  </div>`;
}

/** Longer ones are cut. */
export const MAX_FILTER_CHARS = 100;

export type ChoiceFilter = Readonly<{
  name: string;
  label: string;
  value: string;
  choices: readonly Readonly<{ value: string; label: string }>[];
}>;

export function choiceFilter({ name, label, value, choices }: ChoiceFilter): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${choices.map(
        (choice) =>
          html`<option value="${choice.value}" ${choice.value === value && html` selected`}>
            ${choice.label}
          </option>`,
      )}
    </select>
  </div>`;
}

/** The same list, asked for something else besides. */
export function listAddress(path: string, asked: Asked, more: Asked = {}): string {
  const query = new URLSearchParams(
    Object.entries({ ...asked, ...more }).filter(([, value]) => value !== ''),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}

export type Way = Readonly<{ label: string; href: string }>;

/** @param ways those there are */
export function pageLinks(portal: Portal, ways: readonly Way[]): Fragment {
  return (
    ways.length > 0 &&
    html`<nav class="buttons" aria-label="${portal.t('admin.pages')}">
      ${ways.map(({ label, href }) => html`<a class="button" href="${href}">${label}</a>`)}
    </nav>`
  );
}
