/** Everybody who is on record, for admins. Pure. */
import type { Message } from '../languages/message.js';
import { renderAdminFrame } from './admin-frame.js';
import { choiceFilter, filterForm, listAddress, pageLinks, textFilter } from './filters.js';
import { html, type Fragment, type Html } from './html.js';
import { pageWays, type Paged } from './paged.js';
import type { Portal } from './page.js';
import { timeText } from './time-text.js';

export type ShownPerson = Readonly<{
  subject: string;
  name: string;
  href: string;
  username?: string;
  /** What they would get now; absent: they are refused. */
  group?: Readonly<{ id: number; name: string }>;
  why: Message;
  hasOverride: boolean;
  sessions: number;
  /** NumericDate: the newest of these. */
  lastSeen?: number;
  /** NumericDate: the last sign-in or renewal that came to a decision; absent for who was never here. */
  at?: number;
}>;

export type PeoplePage = Readonly<{
  people: Paged<ShownPerson>;
  /** Whether there is anybody at all. */
  isEmpty: boolean;
  asked: Readonly<{ q: string; who: string }>;
  /** Besides everybody. */
  choices: readonly Readonly<{ value: string; label: string }>[];
  /** What was looked for is a subject that is not on record. */
  stranger?: Readonly<{ subject: string; href: string }>;
  /** NumericDate */
  now: number;
}>;

export function renderPeoplePage(portal: Portal, page: PeoplePage): string {
  const { people, asked, choices, isEmpty } = page;
  const path = `${portal.base}/admin/people`;
  const everybody = { value: '', label: portal.t('admin.people.filter.everybody') };
  return renderAdminFrame(portal, {
    place: 'people',
    about: portal.t('admin.people.count', { count: people.total }),
    main: isEmpty
      ? html`<p class="note">${portal.t('admin.people.none')}</p>`
      : html`${filterForm(portal, {
          path,
          asked,
          fields: html`${textFilter({
            name: 'q',
            label: portal.t('admin.people.filter.text'),
            value: asked.q,
          })}
          ${choiceFilter({
            name: 'who',
            label: portal.t('admin.people.filter.group'),
            value: asked.who,
            choices: [everybody, ...choices],
          })}`,
        })}
        ${list(portal, page)}
        ${pageLinks(
          portal,
          pageWays(portal, people, (at) => listAddress(path, asked, at)),
        )}`,
  });
}

function list(portal: Portal, { people, stranger, now }: PeoplePage): Fragment {
  if (people.total > 0) {
    return html`<ul class="rows people">
      ${people.rows.map((person) => row(portal, person, now))}
    </ul>`;
  }
  return html`<p class="note">${portal.t('admin.people.none_found')}</p>
    ${
      stranger !== undefined &&
      html`<p>
        <a href="${stranger.href}"
          >${portal.t('admin.people.open', { subject: stranger.subject })}</a
        >
      </p>`
    }`;
}

function row(portal: Portal, person: ShownPerson, now: number): Html {
  const { name, href, username, subject, why, hasOverride } = person;
  return html`<li>
    <div>
      <p>
        <a href="${href}"><bdi>${name}</bdi></a>
        <small>${username !== undefined && html`<bdi>${username}</bdi> · `}${subject}</small>
      </p>
      <p class="note">${portal.t(why)}</p>
    </div>
    <div class="standing">
      <p>
        ${groupTag(portal, person.group)}
        ${hasOverride && html` <span class="tag soft">${portal.t('admin.people.override')}</span>`}
      </p>
      <p class="note">${seen(portal, person, now)}</p>
    </div>
  </li>`;
}

/** The group, or that there is none. */
export function groupTag(
  portal: Portal,
  group: Readonly<{ id: number; name: string }> | undefined,
): Html {
  return group === undefined
    ? html`<span class="tag bad">${portal.t('admin.people.refused')}</span>`
    : html`<span class="tag soft"
        >${group.id}${isOwnName(group) && html` · <bdi>${group.name}</bdi>`}</span
      >`;
}

/** Of a group that has no name, `Group 7` says no more than its number. */
function isOwnName({ id, name }: Readonly<{ id: number; name: string }>): boolean {
  return name !== `Group ${String(id)}`;
}

function seen(portal: Portal, { sessions, lastSeen, at }: ShownPerson, now: number): Fragment {
  const time = lastSeen ?? at;
  if (time === undefined) {
    return portal.t('admin.people.never');
  }
  const key = lastSeen === undefined ? 'admin.people.decided' : 'admin.people.last_seen';
  return html`${portal.t('admin.people.sessions', { count: sessions })} ·
  ${portal.tHtml(key, { time: timeText(time, now, portal.language) })}`;
}
