/** The form for a new guest pass. Pure. */
import type { App } from '../config/usher-config.js';
import type { PassForm } from '../http/pass-form.js';
import { MAX_PASS_DAYS, MAX_PASS_NAME_CHARS, MAX_PASS_USES } from '../guest-passes/make-pass.js';
import type { MessageKey } from '../languages/english.js';
import type { Message } from '../languages/message.js';
import { html, type Fragment, type Html } from './html.js';
import { passesPath, renderPassFrame, type PassPlace } from './pass-frame.js';
import { alert, type Portal } from './page.js';

export type NewPassPage = Readonly<{
  place: PassPlace;
  /** What is in the fields. */
  form: PassForm;
  /** What is wrong with it. */
  problem?: Message;
  /** Those that a pass of this maker can open. */
  apps: readonly Pick<App, 'name' | 'url' | 'group'>[];
  /** Those that this maker can give, the best first. */
  groups: readonly Readonly<{ id: number; name: string }>[];
  /** NumericDate */
  now: number;
}>;

type Field = 'name' | 'what' | 'addresses' | 'group' | 'until' | 'uses';

/** Where it is to be put right; what is not here is said on top. */
const FIELDS: Readonly<Partial<Record<MessageKey, Field>>> = {
  'pass.problem.name': 'name',
  'pass.problem.nothing': 'what',
  'pass.problem.app': 'what',
  'pass.problem.too_much': 'what',
  'pass.problem.address': 'addresses',
  'pass.problem.group': 'group',
  'pass.problem.group_missing': 'group',
  'pass.problem.group_of_addresses': 'group',
  'pass.problem.app_closed': 'group',
  'pass.problem.end': 'until',
  'pass.problem.uses': 'uses',
};

const DAY_SECONDS = 24 * 60 * 60;

export function renderNewPassPage(portal: Portal, page: NewPassPage): string {
  const { place, form, problem } = page;
  const path = passesPath(portal, place);
  return renderPassFrame(portal, {
    place,
    title: portal.t('pass.new'),
    problem: problem === undefined || fieldOf(page) !== undefined ? undefined : portal.t(problem),
    back: `${path}/new`,
    main: html`<form class="fields" method="post" action="${path}">
      <div class="broad">
        <label for="name">${portal.t('pass.form.name')}</label>
        ${problemAt(portal, page, 'name')}
        <input
          id="name"
          name="name"
          value="${form.name}"
          required
          maxlength="${MAX_PASS_NAME_CHARS}"
          autocomplete="off"
          ${stateOf(page, 'name', 'name-hint')}
        />
        <p class="note" id="name-hint">${portal.t('pass.form.name_hint')}</p>
      </div>
      ${what(portal, page)}
      <div class="broad">
        <label for="group">${portal.t('pass.form.group')}</label>
        ${problemAt(portal, page, 'group')}
        <select id="group" name="group" ${stateOf(page, 'group')}>
          ${choices(portal, page)}
        </select>
      </div>
      <div>
        <label for="until">${portal.t('pass.form.until')}</label>
        ${problemAt(portal, page, 'until')}
        <input
          id="until"
          name="until"
          type="date"
          value="${form.until}"
          min="${dayOf(page.now)}"
          max="${dayOf(page.now + (MAX_PASS_DAYS - 1) * DAY_SECONDS)}"
          required
          ${stateOf(page, 'until')}
        />
      </div>
      <div>
        <label for="uses">${portal.t('pass.form.uses')}</label>
        ${problemAt(portal, page, 'uses')}
        <input
          id="uses"
          name="uses"
          type="number"
          value="${form.uses}"
          min="1"
          max="${MAX_PASS_USES}"
          inputmode="numeric"
          ${stateOf(page, 'uses', 'uses-hint')}
        />
        <p class="note" id="uses-hint">${portal.t('pass.form.uses_hint')}</p>
      </div>
      <button class="main">${portal.t('pass.form.submit')}</button>
    </form>`,
  });
}

function fieldOf({ problem }: NewPassPage): Field | undefined {
  return problem && FIELDS[typeof problem === 'string' ? problem : problem.key];
}

function problemAt(portal: Portal, page: NewPassPage, field: Field): Fragment {
  return (
    page.problem !== undefined &&
    fieldOf(page) === field &&
    html`<div id="problem">${alert(portal.t(page.problem))}</div>`
  );
}

/**
 * Attributes: what describes a field, and whether it is the one to put right.
 * @param hint id of its hint, if it has one
 */
function stateOf(page: NewPassPage, field: Field, hint?: string): Html {
  const isWrong = fieldOf(page) === field;
  const describing = [...(isWrong ? ['problem'] : []), ...(hint === undefined ? [] : [hint])];
  return html`${describing.length > 0 && html`aria-describedby="${describing.join(' ')}"`}${
    isWrong && html` aria-invalid="true" autofocus`
  }`;
}

function what(portal: Portal, page: NewPassPage): Html {
  const { form, apps } = page;
  return html`<fieldset
    class="broad"
    ${fieldOf(page) === 'what' && html`aria-describedby="problem"`}
  >
    <legend>${portal.t('pass.form.opens')}</legend>
    ${problemAt(portal, page, 'what')} ${scope(portal, form, 'apps')}
    <div class="within">
      ${apps.map((app, at) => appTick(portal, app, { at, form }))}
      <label for="addresses">${portal.t('pass.form.addresses')}</label>
      ${problemAt(portal, page, 'addresses')}
      <input
        id="addresses"
        name="addresses"
        value="${form.addresses}"
        maxlength="2000"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        ${stateOf(page, 'addresses', 'addresses-hint')}
      />
      <p class="note" id="addresses-hint">${portal.t('pass.form.addresses_hint')}</p>
    </div>
    ${scope(portal, form, 'group')}
  </fieldset>`;
}

function scope(portal: Portal, form: PassForm, value: PassForm['scope']): Html {
  const key = value === 'apps' ? 'pass.form.scope_apps' : 'pass.form.scope_group';
  return html`<p class="tick">
    <input
      id="scope-${value}"
      type="radio"
      name="scope"
      value="${value}"
      required
      ${form.scope === value && html` checked`}
    />
    <label for="scope-${value}">${portal.t(key)}</label>
  </p>`;
}

function appTick(
  portal: Portal,
  { name, url, group }: NewPassPage['apps'][number],
  { at, form }: Readonly<{ at: number; form: PassForm }>,
): Html {
  const { host, pathname } = new URL(url);
  return html`<p class="tick">
    <input
      id="app-${at}"
      type="checkbox"
      name="app"
      value="${name}"
      ${form.apps.includes(name) && html` checked`}
    />
    <label for="app-${at}"
      ><bdi>${name}</bdi>
      <small
        >${host + (pathname === '/' ? '' : pathname)} ·
        ${portal.t('pass.form.app_group', { group })}</small
      ></label
    >
  </p>`;
}

function choices(portal: Portal, { form, groups }: NewPassPage): Fragment {
  return [
    { value: 'least', label: portal.t('pass.form.group_least') },
    ...groups.map(({ id, name }) => ({
      value: String(id),
      label: portal.t('pass.group', { id, name }),
    })),
  ].map(
    ({ value, label }) =>
      html`<option value="${value}" ${value === form.group && html` selected`}>${label}</option>`,
  );
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
