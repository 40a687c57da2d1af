/** The configuration in force, to be read. Pure. */
import type { ShownSetting } from '../config/shown-settings.js';
import { renderAdminFrame } from './admin-frame.js';
import { html, type Fragment, type Html } from './html.js';
import type { Portal } from './page.js';

export type ConfigurationPage = Readonly<{
  settings: readonly ShownSetting[];
  /** Those that are left as they are, too. */
  isAll: boolean;
}>;

export function renderConfigurationPage(
  portal: Portal,
  { settings, isAll }: ConfigurationPage,
): string {
  const shown = settings.filter(({ from }) => isAll || from.kind !== 'default');
  const sections = [...new Set(shown.map(({ path }) => sectionOf(path)))];
  const path = `${portal.base}/admin/configuration`;
  const other = isAll
    ? { href: path, label: portal.t('admin.configuration.only_given') }
    : { href: `${path}?show=all`, label: portal.t('admin.configuration.all') };
  return renderAdminFrame(portal, {
    place: 'configuration',
    main: html`<p class="note">${portal.t('admin.configuration.lead')}</p>
      <p class="buttons"><a class="button" href="${other.href}">${other.label}</a></p>
      ${sections.map((section) =>
        sectionBlock(
          portal,
          section,
          shown.filter((setting) => sectionOf(setting.path) === section),
        ),
      )}`,
  });
}

function sectionOf(path: string): string {
  return path.split('.')[0] ?? path;
}

function sectionBlock(portal: Portal, section: string, settings: readonly ShownSetting[]): Html {
  return html`<section aria-labelledby="section-${section}">
    <h2 id="section-${section}"><code>${section}</code></h2>
    <ul class="rows settings">
      ${settings.map((setting) => row(portal, setting))}
    </ul>
  </section>`;
}

function row(portal: Portal, setting: ShownSetting): Html {
  return html`<li>
    <div>
      <p><code>${setting.path}</code></p>
      <p class="note">${origin(portal, setting)}</p>
    </div>
    ${value(portal, setting)}
  </li>`;
}

function value(portal: Portal, { value, isMasked }: ShownSetting): Fragment {
  return html`<div>
    ${
      value === ''
        ? html`<p class="note">${portal.t('admin.configuration.not_set')}</p>`
        : html`<pre dir="ltr">${value}</pre>`
    }
    ${isMasked && html`<p class="note">${portal.t('admin.configuration.masked')}</p>`}
  </div>`;
}

function origin({ t }: Portal, { from }: ShownSetting): Fragment {
  switch (from.kind) {
    case 'default':
      return t('admin.configuration.default');
    case 'file':
      return t('admin.configuration.line', { line: from.line });
    case 'variable':
      return html`<code>${from.name}</code>`;
  }
}
