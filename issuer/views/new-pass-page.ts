/** The form for a new guest pass. Pure. */
import type { App } from '../config/usher-config.js';
import type { PassForm } from '../http/pass-form.js';
import { MAX_PASS_DAYS, MAX_PASS_NAME_CHARS, MAX_PASS_USES } from '../guest-passes/make-pass.js';
import type { Message } from '../languages/message.js';
import { html, type Fragment, type Html } from './html.js';
import { passesPath, renderPassFrame, type PassPlace } from './pass-frame.js';
import type { Portal } from './page.js';

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

const DAY_SECONDS = 24 * 60 * 60;

export function renderNewPassPage(portal: Portal, page: NewPassPage): string {
  const { place, form, problem } = page;
  const path = passesPath(portal, place);
  return renderPassFrame(portal, {
    place,
    title: portal.t('pass.new'),
    problem: problem === undefined ? undefined : portal.t(problem),
    back: `${path}/new`,
    main: html`<form class="fields" method="post" action="${path}">
      <div class="broad">
        <label for="name">${portal.t('pass.form.name')}</label>
        <input
          id="name"
          name="name"
          value="${form.name}"
          required
          maxlength="${MAX_PASS_NAME_CHARS}"
          autocomplete="off"
          aria-describedby="name-hint"
        />
        <p class="note" id="name-hint">${portal.t('pass.form.name_hint')}</p>
      </div>
      ${what(portal, page)}
      <div class="broad">
        <label for="group">${portal.t('pass.form.group')}</label>
        <select id="group" name="group">
          ${choices(portal, page)}
        </select>
      </div>
      <div>
        <label for="until">${portal.t('pass.form.until')}</label>
        <input
          id="until"
          name="until"
          type="date"
          value="${form.until}"
          min="${dayOf(page.now)}"
          max="${dayOf(page.now + (MAX_PASS_DAYS - 1) * DAY_SECONDS)}"
          required
        />
      </div>
      <div>
        <label for="uses">${portal.t('pass.form.uses')}</label>
        <input
          id="uses"
          name="uses"
          type="number"
          value="${form.uses}"
          min="1"
          max="${MAX_PASS_USES}"
          inputmode="numeric"
          aria-describedby="uses-hint"
        />
        <p class="note" id="uses-hint">${portal.t('pass.form.uses_hint')}</p>
      </div>
      <button class="main">${portal.t('pass.form.submit')}</button>
    </form>`,
  });
}

function what(portal: Portal, { form, apps }: NewPassPage): Html {
  return html`<fieldset class="broad">
    <legend>${portal.t('pass.form.opens')}</legend>
    ${scope(portal, form, 'apps')}
    <div class="within">
      ${apps.map((app, at) => appTick(portal, app, { at, form }))}
      <label for="addresses">${portal.t('pass.form.addresses')}</label>
      <input
        id="addresses"
        name="addresses"
        value="${form.addresses}"
        maxlength="2000"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-describedby="addresses-hint"
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
