/** The whole audit log, looked through, for admins. Pure. */
import type { Message } from '../languages/message.js';
import { renderAdminFrame } from './admin-frame.js';
import { actionText, auditRows, type ShownEntry } from './audit-list.js';
import { choiceFilter, filterForm, pageLinks, textFilter, type Way } from './filters.js';
import { html, type Html } from './html.js';
import type { Portal } from './page.js';

export type AuditAsked = Readonly<{
  person: string;
  action: string;
  from: string;
  until: string;
  q: string;
}>;

export type AuditPage = Readonly<{
  entries: readonly ShownEntry[];
  asked: AuditAsked;
  /** Names in the log that occur. */
  actions: readonly string[];
  problem?: Message;
  /** To the newest entries, and to older ones. */
  newest?: string;
  older?: string;
  /** NumericDate */
  now: number;
}>;

export function renderAuditPage(portal: Portal, page: AuditPage): string {
  const { entries, asked, problem, newest, older, now } = page;
  const isAsked = newest !== undefined || Object.values(asked).some((value) => value !== '');
  const ways: readonly Way[] = [
    ...(newest === undefined ? [] : [{ label: portal.t('audit.newer'), href: newest }]),
    ...(older === undefined ? [] : [{ label: portal.t('audit.older'), href: older }]),
  ];
  return renderAdminFrame(portal, {
    place: 'audit',
    problem: problem === undefined ? undefined : portal.t(problem),
    main: html`<p class="note">${portal.t('audit.lead')}</p>
      ${filterForm(portal, {
        path: `${portal.base}/admin/audit`,
        asked,
        fields: fields(portal, page),
      })}
      ${
        entries.length === 0
          ? problem === undefined &&
            html`<p class="note">${portal.t(isAsked ? 'audit.none_found' : 'audit.none')}</p>`
          : auditRows(portal, entries, now)
      }
      ${pageLinks(portal, ways)}`,
  });
}

function fields(portal: Portal, { asked, actions }: AuditPage): Html {
  const choices = actions
    .map((action) => ({ value: action, label: actionText(portal, action) }))
    .sort((one, other) => one.label.localeCompare(other.label, portal.language));
  return html`${textFilter({
    name: 'person',
    label: portal.t('audit.filter.person'),
    value: asked.person,
    hint: portal.t('audit.filter.person_hint'),
  })}
  ${choiceFilter({
    name: 'action',
    label: portal.t('audit.filter.action'),
    value: asked.action,
    choices: [{ value: '', label: portal.t('audit.filter.any_action') }, ...choices],
  })}
  ${textFilter({
    name: 'from',
    type: 'date',
    label: portal.t('audit.filter.from'),
    value: asked.from,
  })}
  ${textFilter({
    name: 'until',
    type: 'date',
    label: portal.t('audit.filter.until'),
    value: asked.until,
  })}
  ${textFilter({ name: 'q', label: portal.t('audit.filter.text'), value: asked.q })}`;
}
