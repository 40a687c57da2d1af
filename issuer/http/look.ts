/**
 * How somebody wants the pages: language and colours. Known from a cookie of its own, which the account page and the foot of
 * each page set, or else from what the browser says. Pure.
 */
import type { Request } from 'express';
import { isLanguage, LANGUAGES, type Language } from '../languages/language.js';
import { parseUrl } from '../parse-url.js';

export type Theme = 'auto' | 'light' | 'dark';

export type Look = Readonly<{
  language: Language;
  theme: Theme;
  /** undefined: the language is the browser's. */
  chosenLanguage?: Language;
}>;

/** No secret, and nothing that decides anything. */
export const LOOK_COOKIE = 'usher-look';

export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

export function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value as Theme);
}

/** `de.dark`, `.dark` for whatever language the browser asks for. */
export function lookText({ language, theme }: Readonly<{ language?: Language; theme: Theme }>) {
  return `${language ?? ''}.${theme}`;
}

/** What was chosen; undefined: nothing. */
export function chosenLook(
  cookies: Readonly<Record<string, unknown>>,
): Readonly<{ language?: Language; theme: Theme }> {
  const text = cookies[LOOK_COOKIE];
  const [language, theme] = typeof text === 'string' ? text.split('.') : [];
  return {
    ...(isLanguage(language) && { language }),
    theme: isTheme(theme) ? theme : 'auto',
  };
}

/** RFC 9110, 12.5.4: the best of our languages for what the browser accepts. */
export function lookOf(req: Request): Look {
  const { language, theme } = chosenLook(
    (req.cookies as Readonly<Record<string, unknown>> | undefined) ?? {},
  );
  const accepted = language ?? req.acceptsLanguages([...LANGUAGES]);
  return {
    language: isLanguage(accepted) ? accepted : 'en',
    theme,
    ...(language !== undefined && { chosenLanguage: language }),
  };
}

/** Longer ones would not fit into a form with all of their percent signs. */
const MAX_BACK_CHARS = 4096;

/** Printable ASCII without blanks and backslashes, which browsers take for slashes. */
const PLAIN_PATH = /^\/(?!\/)[!-[\]-~]*$/;

/**
 * Where the choice leads back to: a page of the portal, or else its first one. The guard against open redirects here.
 * @param base path of issuer.url without a slash at its end
 */
export function pathBack(back: string | undefined, base: string): string {
  const isOurs =
    back !== undefined &&
    back.length <= MAX_BACK_CHARS &&
    PLAIN_PATH.test(back) &&
    new URL(back, 'http://portal.invalid').pathname.startsWith(`${base}/`);
  return isOurs ? back : `${base}/`;
}

/**
 * The path of the page that is being answered, to come back to. The answer to a form has no address of its own: it is the
 * page that the form was on.
 */
export function pageAddress(req: Request): string | undefined {
  if (req.method === 'GET') {
    return shortEnough(req.originalUrl);
  }
  const from = parseUrl(req.get('Referer') ?? '');
  return from === undefined || from.pathname === req.originalUrl.split('?', 1)[0]
    ? undefined
    : shortEnough(from.pathname + from.search);
}

function shortEnough(path: string): string | undefined {
  return path.length <= MAX_BACK_CHARS ? path : undefined;
}
