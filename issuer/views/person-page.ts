/** One person, for admins: what is known, the override, the sessions. Pure. */
import { formatMoment } from '../config/moment.js';
import type { Message } from '../languages/message.js';
import { MAX_NOTE_CHARS } from '../membership/change-override.js';
import type { Override } from '../membership/decision.js';
import type { ServerFacts } from '../membership/facts.js';
import type { KnownPerson } from '../state/state.js';
import { renderAdminFrame } from './admin-frame.js';
import { sessionRow, type ShownSession } from './admin-session-row.js';
import { tokenRow, type ShownToken } from './admin-token-row.js';
import { auditSection, type ShownEntry } from './audit-list.js';
import { html, type Fragment, type Html } from './html.js';
import { namedLink, type Named } from './named.js';
import type { Notice } from './notice.js';
import { alert, type Portal } from './page.js';
import { groupTag } from './people-page.js';
import { timeText } from './time-text.js';

export type PersonPage = Readonly<{
  subject: string;
  name: string;
  /** Of this page. */
  path: string;
  notice?: Notice;
  /** What was wrong with the form of the override, and what had been typed there. */
  problem?: Readonly<{
    field: 'group' | 'until';
    text: Message;
    typed: Readonly<{ group: Override['group']; note: string; until: string }>;
  }>;
  /** Absent for somebody who never tried to sign in. */
  known?: KnownPerson;
  /** What they would get now; absent where nobody knows. */
  standing?: Readonly<{
    group?: Readonly<{ id: number; name: string }>;
    why: readonly Message[];
  }>;
  override?: Override & Readonly<{ by: Named | 'command_line' }>;
  isOwner: boolean;
  isGuest: boolean;
  /** Choices. */
  groups: readonly Readonly<{ id: number; name: string }>[];
  sessions: readonly ShownSession[];
  tokens: readonly ShownToken[];
  serverNameOf: (machineIdentifier: string) => string;
  audit: readonly ShownEntry[];
  /** Of the audit log with all entries about them. */
  auditHref: string;
  /** NumericDate */
  now: number;
}>;

export function renderPersonPage(portal: Portal, page: PersonPage): string {
  const { name, subject, notice, now } = page;
  return renderAdminFrame(portal, {
    place: 'people',
    title: name,
    about: name === subject ? undefined : subject,
    notice,
    main: html`${knownSection(portal, page)} ${overrideSection(portal, page)}
    ${sessionsSection(portal, page)} ${tokensSection(portal, page)}
    ${auditSection(portal, page.audit, {
      now,
      all: { href: page.auditHref, label: portal.t('audit.to_theirs') },
    })}`,
  });
}

function knownSection(portal: Portal, page: PersonPage): Html {
  const { known, standing, now } = page;
  return html`<section aria-labelledby="why">
    <h2 id="why">${portal.t('admin.person.access')}</h2>
    ${
      standing === undefined
        ? html`<p class="note">${portal.t('admin.person.never')}</p>`
        : html`<p>${groupTag(portal, standing.group)}</p>
            ${standing.why.map((line) => html`<p>${portal.t(line)}</p>`)}`
    }
    ${
      known !== undefined &&
      html`<dl class="facts">
        ${fact(portal.t('admin.person.username'), known.facts.username)}
        ${fact(portal.t('admin.person.profile'), known.facts.restrictionProfile)}
        ${known.facts.servers.map((server) =>
          fact(page.serverNameOf(server.server), serverText(portal, server)),
        )}
        ${fact(portal.t('admin.person.as_known'), timeText(known.at, now, portal.language))}
      </dl>`
    }
  </section>`;
}

function fact(label: string, value: Fragment): Fragment {
  return (
    value !== undefined &&
    html`<dt>${label}</dt>
      <dd>${value}</dd>`
  );
}

function serverText(portal: Portal, { relations, libraries }: ServerFacts): string {
  return portal.t('admin.facts.relations_and_libraries', {
    relations: relations.map((each) => portal.t(`admin.facts.relation.${each}`)).join(', '),
    libraries: librariesText(portal, libraries),
  });
}

function librariesText(portal: Portal, libraries: ServerFacts['libraries']): string {
  if (libraries === undefined) {
    return portal.t('admin.facts.libraries.unknown');
  }
  if (libraries === 'all') {
    return portal.t('admin.facts.libraries.all');
  }
  return libraries.length === 0
    ? portal.t('admin.facts.libraries.none')
    : libraries.map(({ title }) => title).join(', ');
}

/** What went wrong, beside the field that it is about. */
function problemAt({ t }: Portal, { problem }: PersonPage, field: 'group' | 'until'): Fragment {
  return problem?.field === field && html`<div id="problem">${alert(t(problem.text))}</div>`;
}

function stateOf({ problem }: PersonPage, field: 'group' | 'until'): Fragment {
  return (
    problem?.field === field && html` aria-describedby="problem" aria-invalid="true" autofocus`
  );
}

function overrideSection(portal: Portal, page: PersonPage): Html {
  const { override, path, problem } = page;
  return html`<section aria-labelledby="override">
    <h2 id="override">${portal.t('admin.override.title')}</h2>
    <p class="note">
      ${override === undefined ? portal.t('admin.override.none') : overrideText(portal, page, override)}
      ${portal.t(page.isGuest ? 'admin.override.lead_guest' : 'admin.override.lead')}
    </p>
    <form class="fields" method="post" action="${path}/override">
      <div>
        <label for="group">${portal.t('admin.override.group')}</label>
        ${problemAt(portal, page, 'group')}
        <select id="group" name="group" required${stateOf(page, 'group')}>
          ${options(portal, page)}
        </select>
      </div>
      <div>
        <label for="until">${portal.t('admin.override.until')}</label>
        ${problemAt(portal, page, 'until')}
        <input
          id="until"
          name="until"
          type="date"
          value="${problem?.typed.until ?? lastDayOf(override)}"
          ${stateOf(page, 'until')}
        />
      </div>
      <div class="broad">
        <label for="note">${portal.t('admin.override.note')}</label>
        <input
          id="note"
          name="note"
          maxlength="${MAX_NOTE_CHARS}"
          value="${problem?.typed.note ?? override?.note ?? ''}"
          autocomplete="off"
        />
      </div>
      <div class="buttons broad">
        <button>
          ${portal.t(override === undefined ? 'admin.override.set' : 'admin.override.change')}
        </button>
        ${
          override !== undefined &&
          html`<button formaction="${path}/override/remove" formnovalidate>
            ${portal.t('admin.override.remove')}
          </button>`
        }
      </div>
    </form>
  </section>`;
}

function overrideText(
  portal: Portal,
  { now }: PersonPage,
  { by, setAt, until }: NonNullable<PersonPage['override']>,
): Html {
  const time = timeText(setAt, now, portal.language);
  const who = by === 'command_line' ? portal.t('admin.command_line') : namedLink(by);
  return html`${portal.tHtml('admin.override.said', { who, time })}
  ${until !== undefined && portal.t('admin.override.until_time', { time: formatMoment(until) })}`;
}

function options(
  portal: Portal,
  { problem, override, known, standing, groups, isOwner }: PersonPage,
) {
  const chosen = problem?.typed.group ?? override?.group ?? standing?.group?.id ?? known?.groupId;
  const choices = [
    ...(isOwner ? groups.filter(({ id }) => id === 0) : groups).map(({ id, name }) => ({
      value: id,
      label: portal.t('admin.override.choice', { id, name }),
    })),
    ...(isOwner ? [] : [{ value: 'refused' as const, label: portal.t('admin.people.refused') }]),
  ];
  return html`${
    !choices.some(({ value }) => value === chosen) &&
    html`<option value="">${portal.t('admin.override.choose')}</option>`
  }
  ${choices.map(
    ({ value, label }) =>
      html`<option value="${value}" ${chosen === value && html` selected`}>${label}</option>`,
  )}`;
}

/** An end at midnight is the end of the day before; another one is kept by the form only as its day. */
function lastDayOf(override: Override | undefined): string {
  return override?.until === undefined
    ? ''
    : new Date((override.until - 1) * 1000).toISOString().slice(0, 10);
}

function sessionsSection(portal: Portal, { sessions, path, now }: PersonPage): Html {
  return html`<section aria-labelledby="sessions">
    <h2 id="sessions">${portal.t('admin.person.sessions')}</h2>
    ${
      sessions.length === 0
        ? html`<p class="note">${portal.t('admin.none')}</p>`
        : html`<ul class="sessions">
            ${sessions.map((session) =>
              sessionRow(portal, session, { action: `${path}/end-session` }, now),
            )}
          </ul>`
    }
    <p class="buttons">
      <a class="button" href="${path}/revoke">${portal.t('admin.person.revoke')}</a>
    </p>
  </section>`;
}

function tokensSection(portal: Portal, { tokens, now }: PersonPage): Fragment {
  return (
    tokens.length > 0 &&
    html`<section aria-labelledby="tokens">
      <h2 id="tokens">${portal.t('admin.person.tokens')}</h2>
      <ul class="sessions">
        ${tokens.map((token) => tokenRow(portal, token, now))}
      </ul>
    </section>`
  );
}
