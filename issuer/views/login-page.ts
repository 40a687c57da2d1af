/** The sign-in page. Pure. */
import type { Message } from '../languages/message.js';
import { nameAndPassword } from './credential-fields.js';
import { html, type Html } from './html.js';
import {
  alert,
  cookiesField,
  mark,
  plexForm,
  renderPage,
  returnField,
  type Portal,
} from './page.js';
import { waitNotice, type Wait } from './wait.js';

export type LoginPage = Readonly<{
  /** Checked return address; absent: the launcher. */
  rd?: string;
  /** What the return address is called: the name of an app. */
  destination?: string;
  /** Somebody is signed in already. */
  visitor?: Readonly<{
    name: string;
    continueUrl: string;
    isOfPlex: boolean;
    /** Their group, where it does not open the app that they come from. */
    closed?: Message;
    /** The group that they are in by now, and where it is taken; without an address: by signing in anew. */
    better?: Readonly<{ group: Message; takeUrl?: string }>;
  }>;
  /** The browser comes with a session that has ended. */
  isOver: boolean;
  problem?: Readonly<{ message: Message; hint?: Message; ofPassword: boolean; wait?: Wait }>;
  /** What was typed into the field for the name. */
  login?: string;
  passwordSignIn: boolean;
  /** Host of Plex's own page. */
  plexHost: string;
  /** Address of the sign-in of people who are no Plex accounts, where there are any. */
  localSignIn?: string;
}>;

export function renderLoginPage(portal: Portal, page: LoginPage): string {
  const { t, tHtml } = portal;
  const { visitor, problem, localSignIn } = page;
  return renderPage(portal, {
    title: t('login.title'),
    back: portal.back ?? loginPath(portal, page.rd),
    main: html`${mark(portal)}
      <h1 class="to">
        ${tHtml('login.heading', { server: html`<strong>${portal.serverName}</strong>` })}
      </h1>
      ${
        page.destination !== undefined &&
        html`<p class="lead">${t('login.destination', { app: page.destination })}</p>`
      }
      ${page.isOver && html`<div class="notice" role="status"><p>${t('login.over')}</p></div>`}
      ${problem !== undefined && alert(t(problem.message), problem.hint && t(problem.hint))}
      ${problem?.wait !== undefined && waitNotice(portal, problem.wait)}
      ${visitor !== undefined && signedIn(portal, page, visitor)}
      ${plexForm(portal, page.rd, t('login.with_plex'), visitor === undefined || isWayIn(visitor))}
      <p class="note centred">${t('login.opens', { host: page.plexHost })}</p>
      ${page.passwordSignIn && passwordForm(portal, page)}
      ${
        localSignIn !== undefined &&
        html`<p class="centred"><a href="${localSignIn}">${t('login.without_plex')}</a></p>`
      }`,
  });
}

function loginPath({ base }: Portal, rd: string | undefined): string {
  return `${base}/login${rd === undefined ? '' : `?rd=${encodeURIComponent(rd)}`}`;
}

type SignedIn = NonNullable<LoginPage['visitor']>;

/** Whether signing in anew is what to do next. */
function isWayIn({ isOfPlex, closed, better }: SignedIn): boolean {
  return better === undefined ? closed !== undefined : better.takeUrl === undefined && isOfPlex;
}

/** Whoever was sent here although they are signed in may be sent round in circles; the way on is a link for that reason. */
function signedIn(portal: Portal, page: LoginPage, visitor: SignedIn): Html {
  const { t, tHtml } = portal;
  const { name, closed, better } = visitor;
  return html`<div class="account">
      <p>${tHtml('login.signed_in_as', { name: html`<strong>${name}</strong>` })}</p>
      ${closed !== undefined && better === undefined && html`<p>${t('login.closed', { group: t(closed) })}</p>`}
      ${better !== undefined && html`<p>${t('better.lead', { group: t(better.group) })}</p>`}
      ${waysOn(portal, page, visitor)}
    </div>
    ${
      !(better !== undefined && isWayIn(visitor)) &&
      html`<p class="or">${t('login.or_another')}</p>`
    }`;
}

function waysOn({ t }: Portal, { rd }: LoginPage, { continueUrl, closed, better }: SignedIn): Html {
  if (better !== undefined) {
    const { takeUrl } = better;
    return takeUrl === undefined
      ? html`<p>${t('better.sign_in_lead')}</p>
          <a href="${continueUrl}">${t('login.as_it_is')}</a>`
      : html`<a class="button main" href="${takeUrl}">${t('better.take')}</a>`;
  }
  if (closed !== undefined) {
    return html`<a href="${continueUrl}">${t('login.try_all_the_same')}</a>`;
  }
  return html`<a class="button main" href="${continueUrl}">${t('login.continue')}</a> ${
      rd !== undefined &&
      html`<details class="note">
        <summary>${t('login.comes_back')}</summary>
        <p>${t('login.comes_back.why')}</p>
      </details>`
    }`;
}

function passwordForm(portal: Portal, page: LoginPage) {
  const { t } = portal;
  return html`<p class="or">${t('login.or_password')}</p>
    <form method="post" action="${portal.base}/login/password">
      ${returnField(page.rd)}${cookiesField}${nameAndPassword({
        nameLabel: t('login.name'),
        passwordLabel: t('login.password'),
        login: page.login,
        isWrong: page.problem?.ofPassword === true,
      })}
      <button>${t('login.submit')}</button>
    </form>`;
}
