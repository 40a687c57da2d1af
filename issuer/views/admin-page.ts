/** The admin's page: the owner's account, people, and what was done last. Pure. */
import type { Message } from '../languages/message.js';
import { linkProblemText } from '../owner-link/link-text.js';
import { OWNER_WITHOUT_PIN } from '../owner-link/owner-pin.js';
import type { OwnerLink } from '../state/state.js';
import { auditSection, type ShownEntry } from './audit-list.js';
import { html, type Fragment } from './html.js';
import { noticeBox, type Notice } from './notice.js';
import { alert, renderPage, type Portal } from './page.js';
import { timeText } from './time-text.js';

export type AdminPage = Readonly<{
  /** Of the admin. */
  name: string;
  notice?: Notice;
  link?: OwnerLink;
  /** Everybody in their Plex Home can choose their profile. */
  isOwnerWithoutPin: boolean;
  /** Machine identifiers in usher.yaml, which count before those of the link. */
  configuredServers: readonly string[];
  /** Many have lost access at once, and nothing was done yet. */
  suspicion?: Readonly<{ since: number; lost: number; people: number }>;
  people: readonly ShownPerson[];
  audit: readonly ShownEntry[];
  /** NumericDate */
  now: number;
}>;

export type ShownPerson = Readonly<{
  subject: string;
  name: string;
  href: string;
  why: Message;
  /** NumericDate */
  at: number;
  sessions: number;
}>;

export function renderAdminPage(portal: Portal, page: AdminPage): string {
  return renderPage(portal, {
    title: 'Administration',
    wide: true,
    main: html`<header class="who">
        <h1>Administration</h1>
        <p>
          ${page.name} · <a href="${portal.base}/">Your apps</a> ·
          <a href="${portal.base}/account">Account</a>
        </p>
      </header>
      ${page.notice !== undefined && noticeBox(page.notice)} ${suspicionBox(page)}
      ${ownerSection(portal, page)} ${peopleSection(portal, page)}
      ${auditSection(page.audit, page.now)}`,
  });
}

function suspicionBox({ suspicion, now }: AdminPage): Fragment {
  if (suspicion === undefined) {
    return undefined;
  }
  const { lost, people, since } = suspicion;
  return html`<div class="alert" role="alert">
    <p>
      ${lost} of ${people} people who are signed in seem to have lost access at once,
      ${timeText(since, now)}.
    </p>
    <p>
      Nobody was signed out for it yet: a second look at plex.tv has to say the same. If you have
      not taken the server from them, look at Plex, and at the owner’s account below.
    </p>
  </div>`;
}

function ownerSection(portal: Portal, page: AdminPage): Fragment {
  const { link } = page;
  const action = `${portal.base}/admin/link`;
  return html`<section aria-labelledby="owner">
    <h2 id="owner">The owner’s account</h2>
    ${
      link === undefined
        ? html`<p class="note">
              None is attached. With it the portal sees by itself who has access and to which
              libraries, and notices within minutes when that ends.
            </p>
            <form class="buttons" method="post" action="${action}">
              <button>Attach the owner’s account</button>
            </form>`
        : html`${link.problem !== '' && alert('The link does not work.', linkProblemText(link.problem))}
            ${page.isOwnerWithoutPin && html`<p class="note">${OWNER_WITHOUT_PIN}</p>`}
            ${linkFacts(link, page)}
            <div class="buttons">
              <form method="post" action="${action}"><button>Attach again</button></form>
              <a class="button" href="${action}/remove">Detach</a>
            </div>`
    }
  </section>`;
}

function linkFacts(link: OwnerLink, { configuredServers, now }: AdminPage): Fragment {
  const { accountName, plexId, linkedAt, goodAt, servers } = link;
  const isOverruled = configuredServers.length > 0;
  const shown = isOverruled
    ? configuredServers
    : servers.map(({ machineIdentifier }) => machineIdentifier);
  return html`<dl class="facts">
    <dt>Account</dt>
    <dd>${accountName} <small>${plexId}</small></dd>
    <dt>Servers</dt>
    <dd>
      ${shown.map((id) => serverName(link, id)).join(', ')}
      ${isOverruled && html`<p class="note">as usher.yaml says</p>`}
    </dd>
    <dt>Attached</dt>
    <dd>${timeText(linkedAt, now)}</dd>
    <dt>Last answer</dt>
    <dd>${goodAt === 0 ? 'none yet' : timeText(goodAt, now)}</dd>
  </dl>`;
}

function serverName({ servers }: OwnerLink, id: string): string {
  const name = servers.find(({ machineIdentifier }) => machineIdentifier === id)?.name ?? '';
  return name === '' ? id : name;
}

function peopleSection(portal: Portal, { people, now }: AdminPage): Fragment {
  return html`<section aria-labelledby="people">
    <h2 id="people">People</h2>
    ${
      people.length === 0
        ? html`<p class="note">Nobody has signed in yet.</p>`
        : html`<ul class="rows">
            ${people.map((person) => personRow(portal, person, now))}
          </ul>`
    }
    <div class="buttons">
      <a class="button" href="${portal.base}/admin/revoke-all">Sign everybody out</a>
    </div>
  </section>`;
}

function personRow(portal: Portal, person: ShownPerson, now: number) {
  const { subject, name, href, why, at, sessions } = person;
  return html`<li>
    <a href="${href}">${name}</a> <small>${subject}</small>
    <p class="note">${portal.t(why)}</p>
    <p class="note">${sessionsText(sessions)} · decided ${timeText(at, now)}</p>
  </li>`;
}

function sessionsText(sessions: number): string {
  if (sessions === 0) {
    return 'not signed in';
  }
  return sessions === 1 ? '1 session' : `${String(sessions)} sessions`;
}
