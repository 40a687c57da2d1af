/**
 * The frame of every page. Pure.
 */
import { MARK_ASSET, SCRIPT_ASSET, STYLESHEET_ASSET, type Asset } from './assets.js';
import type { Theme } from '../http/look.js';
import { directionOf, type Language } from '../languages/language.js';
import type { Texts } from '../languages/texts.js';
import { foot } from './foot.js';
import { html, type Fragment, type Html } from './html.js';

/** What all pages of one portal have in common. */
export type Site = Readonly<{
  /** Path of issuer.url without a slash at its end: '' or '/auth'. */
  base: string;
  serverName: string;
  /** The usual looks unless given. */
  branding?: Branding;
}>;

/** How the operator wants the pages. */
export type Branding = Readonly<{
  /** Names of assets. */
  stylesheet: string;
  mark: string;
  /** Whether the mark is the operator's own, and may be of any shape. */
  isLogo: boolean;
  footer?: Readonly<{ text: string; url: string }>;
}>;

const USUAL: Branding = {
  stylesheet: STYLESHEET_ASSET.name,
  mark: MARK_ASSET.name,
  isLogo: false,
};

/** The portal as the one who asks sees it: in a language and in colours. */
export type Portal = Site &
  Pick<Texts, 'language' | 't' | 'tHtml'> &
  Readonly<{
    theme: Theme;
    /** undefined: the language is the browser's. */
    chosenLanguage?: Language;
    /** Path of the page, to come back to from the choice of language and colours. */
    back?: string;
  }>;

export type Page = Readonly<{
  /** For the browser's tab. */
  title: string;
  main: Fragment;
  /** Room for tiles; broad: for many. */
  wide?: boolean | 'broad';
  /** Without scripts: what the page turns into after so many seconds; itself, unless an address is given. */
  refresh?: Readonly<{ seconds: number; address?: string }>;
  /** Besides the one that every page has. */
  scripts?: readonly Asset[];
  styles?: readonly Asset[];
  /** Where the choice of language and colours comes back to, if not to the page's own address: a path. */
  back?: string;
}>;

/** @returns a whole HTML document */
export function renderPage(portal: Portal, page: Page): string {
  const assets = `${portal.base}/assets/`;
  const { stylesheet } = brandingOf(portal);
  return html`<!doctype html>
<html lang="${portal.language}" dir="${directionOf(portal.language)}" data-theme="${portal.theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="${portal.theme === 'auto' ? 'light dark' : portal.theme}">
${page.refresh && refreshing(page.refresh)}
<title>${page.title} – ${portal.serverName}</title>
<link rel="icon" href="${iconOf(portal)}">
<link rel="stylesheet" href="${assets}${stylesheet}">
${(page.styles ?? []).map(({ name }) => html`<link rel="stylesheet" href="${assets}${name}" />`)}
${[SCRIPT_ASSET, ...(page.scripts ?? [])].map(({ name }) => html`<script src="${assets}${name}" defer></script>`)}
</head>
<body>
<main${page.wide !== undefined && page.wide !== false && html` class="${page.wide === 'broad' ? 'wide broad' : 'wide'}"`}>
${page.main}
</main>
${foot(portal, page.back)}
</body>
</html>
`.markup;
}

/** Where there are scripts, they do it; a page that loads itself again under a screen reader is read from its beginning. */
function refreshing({ seconds, address }: NonNullable<Page['refresh']>): Html {
  const then = address === undefined ? '' : `; url=${address}`;
  return html`<noscript
    ><meta http-equiv="refresh" content="${String(seconds) + then}"
  /></noscript>`;
}

/** The picture at the top of a card: the operator's logo, of whatever shape, or the portal's own mark. */
export function mark(portal: Portal): Html {
  const { isLogo } = brandingOf(portal);
  const src = iconOf(portal);
  return isLogo
    ? html`<img class="mark logo" src="${src}" alt="" />`
    : html`<img class="mark" src="${src}" alt="" width="48" height="48" />`;
}

/** Address of that picture, for the browser's tab as well. */
export function iconOf(portal: Portal): string {
  return `${portal.base}/assets/${brandingOf(portal).mark}`;
}

function brandingOf({ branding }: Portal): Branding {
  return branding ?? USUAL;
}

/** What went wrong; read out by screen readers when the page comes up. */
export function alert(message: string, hint?: string): Html {
  return html`<div class="alert" role="alert">
    <p>${message}</p>
    ${hint !== undefined && html`<p>${hint}</p>`}
  </div>`;
}

/** Carries the return address from page to page. */
export function returnField(rd: string | undefined): Fragment {
  return rd !== undefined && html`<input type="hidden" name="rd" value="${rd}" />`;
}

/** Says to the portal that a cookie was set along with the page: if none comes back, the browser keeps none. */
export const cookiesField = html`<input type="hidden" name="cookies" value="set" />`;

/** The big button; a smaller one where something else is nearer at hand. */
export function plexForm(
  portal: Portal,
  rd: string | undefined,
  label: string,
  isMain = true,
): Html {
  return html`<form method="post" action="${portal.base}/login/plex">
    ${returnField(rd)}${cookiesField}<button${isMain && html` class="main"`}>${label}</button>
  </form>`;
}
