/** One person, for admins: what is known, the override, the sessions. Pure. */
import type { Message } from '../languages/message.js';
import { MAX_NOTE_CHARS } from '../membership/change-override.js';
import type { Override } from '../membership/decision.js';
import type { ServerFacts } from '../membership/facts.js';
import { overrideText } from '../membership/override-text.js';
import type { KnownPerson, SessionDetails } from '../state/state.js';
import { auditSection, type ShownEntry } from './audit-list.js';
import { html, type Fragment } from './html.js';
import { noticeBox, type Notice } from './notice.js';
import { alert, renderPage, type Portal } from './page.js';
import { timeText } from './time-text.js';

export type PersonPage = Readonly<{
  subject: string;
  name: string;
  /** Of this page. */
  path: string;
  adminPath: string;
  notice?: Notice;
  problem?: Readonly<{ message: string }>;
  /** Absent for somebody who never tried to sign in. */
  known?: KnownPerson & Readonly<{ why: readonly Message[] }>;
  /** `setBy`: as people call them. */
  override?: Override;
  isOwner: boolean;
  /** Choices. */
  groups: readonly Readonly<{ id: number; name: string }>[];
  sessions: readonly SessionDetails[];
  serverNameOf: (machineIdentifier: string) => string;
  audit: readonly ShownEntry[];
  /** NumericDate */
  now: number;
}>;

export function renderPersonPage(portal: Portal, page: PersonPage): string {
  return renderPage(portal, {
    title: page.name,
    wide: true,
    main: html`<header class="who">
        <h1>${page.name}</h1>
        <p>${page.subject} · <a href="${page.adminPath}">Administration</a></p>
      </header>
      ${page.notice !== undefined && noticeBox(page.notice)}
      ${page.problem !== undefined && alert(page.problem.message)} ${knownSection(portal, page)}
      ${overrideSection(page)} ${sessionsSection(page)} ${auditSection(page.audit, page.now)}`,
  });
}

function knownSection(portal: Portal, { known, serverNameOf, now }: PersonPage): Fragment {
  if (known === undefined) {
    return html`<section aria-labelledby="why">
      <h2 id="why">Access</h2>
      <p class="note">They never tried to sign in here.</p>
    </section>`;
  }
  const { facts, why, at } = known;
  return html`<section aria-labelledby="why">
    <h2 id="why">Access</h2>
    ${why.map((line) => html`<p>${portal.t(line)}</p>`)}
    <dl class="facts">
      ${fact('User name', facts.username)} ${fact('Restriction profile', facts.restrictionProfile)}
      ${facts.servers.map((server) => fact(serverNameOf(server.server), serverText(server)))}
      ${fact('As known', timeText(at, now))}
    </dl>
  </section>`;
}

function fact(label: string, value: Fragment): Fragment {
  return (
    value !== undefined &&
    html`<dt>${label}</dt>
      <dd>${value}</dd>`
  );
}

function serverText({ relations, libraries }: ServerFacts): string {
  if (libraries === undefined) {
    return `${relations.join(', ')}; libraries not known`;
  }
  const shared =
    libraries === 'all' ? 'all libraries' : libraries.map(({ title }) => title).join(', ');
  return `${relations.join(', ')}; ${shared === '' ? 'no library' : shared}`;
}

function overrideSection(page: PersonPage): Fragment {
  const { override, groups, path, isOwner } = page;
  const chosen = override?.group ?? page.known?.groupId;
  const choices = [
    ...(isOwner ? groups.filter(({ id }) => id === 0) : groups).map(({ id, name }) => ({
      value: id,
      label: `${String(id)} – ${name}`,
    })),
    ...(isOwner ? [] : [{ value: 'refused' as const, label: 'Refused' }]),
  ];
  return html`<section aria-labelledby="override">
    <h2 id="override">Override</h2>
    <p class="note">
      ${
        override === undefined
          ? 'None: the rules count. An override counts before them, and makes nobody a member who is none.'
          : overrideText(override)
      }
    </p>
    <form class="fields" method="post" action="${path}/override">
      <div>
        <label for="group">Group</label>
        <select id="group" name="group" required>
          ${!choices.some(({ value }) => value === chosen) && html`<option value="">Choose one</option>`}
          ${choices.map(
            ({ value, label }) =>
              html`<option value="${value}" ${chosen === value && html` selected`}>
                ${label}
              </option>`,
          )}
        </select>
      </div>
      <div>
        <label for="until">Last day (may be empty)</label>
        <input id="until" name="until" type="date" value="${lastDayOf(override)}" />
      </div>
      <div class="broad">
        <label for="note">Note</label>
        <input
          id="note"
          name="note"
          maxlength="${MAX_NOTE_CHARS}"
          value="${override?.note ?? ''}"
          autocomplete="off"
        />
      </div>
      <button class="main">${override === undefined ? 'Set override' : 'Change override'}</button>
    </form>
    ${
      override !== undefined &&
      html`<form method="post" action="${path}/override/remove">
        <button>Remove override</button>
      </form>`
    }
  </section>`;
}

/** An end at midnight is the end of the day before; another one is kept by the form only as its day. */
function lastDayOf(override: Override | undefined): string {
  return override?.until === undefined
    ? ''
    : new Date((override.until - 1) * 1000).toISOString().slice(0, 10);
}

function sessionsSection({ sessions, path, now }: PersonPage): Fragment {
  return html`<section aria-labelledby="sessions">
    <h2 id="sessions">Sessions</h2>
    ${
      sessions.length === 0
        ? html`<p class="note">None.</p>`
        : html`<ul class="sessions">
            ${sessions.map((session) => sessionRow(session, path, now))}
          </ul>`
    }
    <form class="buttons" method="post" action="${path}/revoke">
      <button>Sign them out everywhere</button>
    </form>
  </section>`;
}

function sessionRow(session: SessionDetails, path: string, now: number): Fragment {
  const { sid, groupId, address, firstSeen, lastSeen } = session;
  const name = session.device === '' ? 'Unknown device' : session.device;
  return html`<li>
    <div>
      <strong>${name}</strong>
      <p class="note">
        group ${groupId}${address !== '' && html` · ${address}`} · signed in
        ${timeText(firstSeen, now)}${
          lastSeen > firstSeen && html` · seen ${timeText(lastSeen, now)}`
        }
      </p>
    </div>
    <form method="post" action="${path}/end-session">
      <input type="hidden" name="session" value="${sid}" />
      <button aria-label="End ${name}">End</button>
    </form>
  </li>`;
}
