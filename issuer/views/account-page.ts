/** Who somebody is here, why they may what they may, and where else they are signed in. Pure. */
import type { Message } from '../languages/message.js';
import { html, type Fragment } from './html.js';
import { renderPage, type Portal } from './page.js';
import { portrait } from './portrait.js';
import { timeText } from './time-text.js';

export type AccountPage = Readonly<{
  name: string;
  /** An address that the page may show. */
  picture?: string;
  /** What they are called where names can be double. */
  login?: string;
  /** The group, and which fact and which rule gave it. */
  group: readonly [Message, ...Message[]];
  /** NumericDate */
  endsAt: number;
  isRenewed: boolean;
  sessions: readonly ShownSession[];
  /** Where to become somebody else. */
  switchHref: string;
  switchLabel: string;
  /** NumericDate */
  now: number;
}>;

export type ShownSession = Readonly<{
  sid: string;
  /** '' for not known */
  device: string;
  address: string;
  /** NumericDate */
  firstSeen: number;
  lastSeen: number;
  isThis: boolean;
}>;

export function renderAccountPage(portal: Portal, page: AccountPage): string {
  const { base } = portal;
  return renderPage(portal, {
    title: 'Account',
    wide: true,
    main: html`<header class="person">
        ${portrait(page.name, page.picture)}
        <div>
          <h1>${page.name}</h1>
          <p>
            ${page.login !== undefined && html`${page.login} · `}<a href="${base}/">Your apps</a>
          </p>
        </div>
      </header>
      <dl class="facts">
        <dt>Group</dt>
        <dd>
          ${portal.t(page.group[0])}
          ${page.group.slice(1).map((line) => html`<p class="note">${portal.t(line)}</p>`)}
        </dd>
        <dt>Session</dt>
        <dd>
          ends ${timeText(page.endsAt, page.now)}
          ${page.isRenewed && html`<p class="note">It is renewed by itself while you use your apps.</p>`}
        </dd>
      </dl>
      <section aria-labelledby="sessions">
        <h2 id="sessions">Where you are signed in</h2>
        <ul class="sessions">
          ${page.sessions.map((session) => sessionItem(portal, session, page.now))}
        </ul>
      </section>
      <div class="actions">
        <a class="button" href="${page.switchHref}">${page.switchLabel}</a>
        <form method="post" action="${base}/logout"><button>Sign out here</button></form>
        <form method="post" action="${base}/account/sign-out-everywhere">
          <button>Sign out everywhere</button>
        </form>
      </div>`,
  });
}

function sessionItem(portal: Portal, session: ShownSession, now: number): Fragment {
  const { sid, device, address, firstSeen, lastSeen, isThis } = session;
  const name = device === '' ? 'Unknown device' : device;
  return html`<li>
    <div>
      <strong>${name}</strong>${isThis && html` <span class="tag">this one</span>`}
      <p class="note">
        ${address !== '' && html`${address} · `}signed in
        ${timeText(firstSeen, now)}${
          lastSeen > firstSeen && html` · seen ${timeText(lastSeen, now)}`
        }
      </p>
    </div>
    ${
      !isThis &&
      html`<form method="post" action="${portal.base}/account/end-session">
        <input type="hidden" name="session" value="${sid}" />
        <button aria-label="Sign out ${name}">Sign out</button>
      </form>`
    }
  </li>`;
}
