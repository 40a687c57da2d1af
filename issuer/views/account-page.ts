/** Who somebody is here, why they may what they may, and where else they are signed in. Pure. */
import type { Message } from '../languages/message.js';
import { ACCOUNT_SHEET_ASSET } from './assets.js';
import { betterBox, type BetterBox } from './better-box.js';
import { dayText } from './day-text.js';
import { deviceText } from './device-text.js';
import { html, type Fragment, type Html } from './html.js';
import { lookForm } from './look-form.js';
import { renderPage, type Portal } from './page.js';
import { portrait } from './portrait.js';
import { timeText } from './time-text.js';

export type AccountPage = Readonly<{
  name: string;
  /** An address that the page may show. */
  picture?: string;
  /** What they are called where names can be double. */
  login?: string;
  group: Readonly<{
    id: number;
    name: string;
    /** Which fact and which rule gave it. */
    why?: Message;
    /** What holds now, where the session is older than that. */
    newer?: Message;
  }>;
  /** They are in a better group by now. */
  better?: BetterBox;
  /** NumericDate */
  endsAt: number;
  isRenewed: boolean;
  /** NumericDate: of a guest, for whom that is the end. */
  passEndsAt?: number;
  /** `host/path` each, of a session that opens nothing else. */
  opens?: readonly string[];
  sessions: readonly ShownSession[];
  /** Their sessions are theirs alone. */
  mayEndAll: boolean;
  links: readonly AccountLink[];
  /** Where to become somebody else. */
  change?: Readonly<{ label: 'account.switch_profile' | 'account.another_account'; href: string }>;
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

/** Another page of the account. */
export type AccountLink =
  | Readonly<{ kind: 'tokens'; href: string; count: number }>
  | Readonly<{ kind: 'passes' | 'local'; href: string }>;

export function renderAccountPage(portal: Portal, page: AccountPage): string {
  const { t } = portal;
  const { links } = page;
  return renderPage(portal, {
    title: t('account.title'),
    wide: true,
    styles: [ACCOUNT_SHEET_ASSET],
    main: html`${head(portal, page)} ${page.better !== undefined && betterBox(portal, page.better)}
      <dl class="facts">
        ${groupFact(portal, page)}
        <dt>${t('account.session')}</dt>
        <dd>
          ${portal.tHtml('account.session.ends', { when: timeText(page.endsAt, page.now, portal.language) })}
          ${page.isRenewed && html`<p class="note">${t('account.session.renewed')}</p>`}
          ${passEnd(portal, page)}
        </dd>
        ${opensFact(portal, page)}
      </dl>
      <section aria-labelledby="sessions">
        <h2 id="sessions">${t('account.sessions.title')}</h2>
        <ul class="sessions">
          ${page.sessions.map((session) => sessionItem(portal, session, page.now))}
        </ul>
        <div class="buttons">
          <form method="post" action="${portal.base}/logout">
            <button>${t('account.sign_out_here')}</button>
          </form>
          ${
            page.mayEndAll &&
            html`<a class="button" href="${portal.base}/account/sign-out-everywhere"
              >${t('account.everywhere.link')}</a
            >`
          }
        </div>
      </section>
      ${
        links.length > 0 &&
        html`<section aria-labelledby="more">
          <h2 id="more">${t('account.more.title')}</h2>
          <ul class="ways">
            ${links.map((link) => linkItem(portal, link))}
          </ul>
        </section>`
      }
      <section aria-labelledby="look">
        <h2 id="look">${t('account.look.title')}</h2>
        ${lookForm(portal, 'own')}
      </section>`,
  });
}

function passEnd(portal: Portal, { passEndsAt }: AccountPage): Fragment {
  return (
    passEndsAt !== undefined &&
    html`<p class="note">
      ${portal.tHtml('account.session.pass_ends', { day: dayText(portal, passEndsAt) })}
    </p>`
  );
}

function head(portal: Portal, { name, picture, login, change }: AccountPage): Html {
  const { t, base } = portal;
  return html`<header class="person">
    ${portrait(name, picture)}
    <div>
      <h1>${name}</h1>
      ${login !== undefined && html`<p>${login}</p>`}
      <p class="paths">
        <a href="${base}/">${t('account.apps')}</a>
        ${change !== undefined && html`<a href="${change.href}">${t(change.label)}</a>`}
      </p>
    </div>
  </header>`;
}

function groupFact({ t }: Portal, { group, better }: AccountPage): Html {
  const { id, name, why, newer } = group;
  const number = t('why.group', { id });
  return html`<dt>${t('account.group')}</dt>
    <dd>
      <strong>${name}</strong>${name !== `Group ${String(id)}` && html` <small>${number}</small>`}
      ${newer !== undefined && better === undefined && html`<p class="note">${t(newer)}</p>`}
      ${why !== undefined && better === undefined && html`<p class="note">${t(why)}</p>`}
    </dd>`;
}

function opensFact({ t }: Portal, { opens }: AccountPage): Fragment {
  return (
    opens !== undefined &&
    html`<dt>${t('account.opens')}</dt>
      <dd>
        ${opens.map((resource) => html`<div><bdi>${resource}</bdi></div>`)}
        <p class="note">${t('account.opens.only')}</p>
      </dd>`
  );
}

function sessionItem(portal: Portal, session: ShownSession, now: number): Fragment {
  const { t, tHtml, language } = portal;
  const { sid, device, address, firstSeen, lastSeen, isThis } = session;
  const name = deviceText(portal, device);
  const times = [
    tHtml('account.sessions.signed_in', { when: timeText(firstSeen, now, language) }),
    ...(lastSeen > firstSeen
      ? [tHtml('account.sessions.seen', { when: timeText(lastSeen, now, language) })]
      : []),
  ];
  return html`<li>
    <div>
      <strong>${name}</strong
      >${isThis && html` <span class="tag">${t('account.sessions.this')}</span>`}
      <p class="note">
        ${address !== '' && html`<bdi>${address}</bdi> · `}${times.map((time, at) => html`${at > 0 && ' · '}${time}`)}
      </p>
    </div>
    ${
      !isThis &&
      html`<form method="post" action="${portal.base}/account/end-session">
        <input type="hidden" name="session" value="${sid}" />
        <button aria-label="${t('account.sessions.end_named', { device: name })}">
          ${t('account.sessions.end')}
        </button>
      </form>`
    }
  </li>`;
}

function linkItem({ t }: Portal, link: AccountLink): Html {
  const count = link.kind === 'tokens' ? link.count : 0;
  return html`<li>
    <a href="${link.href}">
      <strong>${t(`account.link.${link.kind}`)}</strong>
      <small>${t(`account.link.${link.kind}.about`, { count })}</small>
    </a>
  </li>`;
}
