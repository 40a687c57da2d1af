/**
 * How somebody wants the pages: language and colours. Known from a cookie of its own, which the account page and the foot of
 * each page set, or else from what the browser says. Pure.
 */
import type { Request } from 'express';
import { isLanguage, LANGUAGES, type Language } from '../languages/language.js';

export type Theme = 'auto' | 'light' | 'dark';

export type Look = Readonly<{ language: Language; theme: Theme }>;

/** No secret, and nothing that decides anything; goes to the portal's pages alone. */
export const LOOK_COOKIE = 'usher-look';

const THEMES: readonly unknown[] = ['auto', 'light', 'dark'];

export function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value);
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
  return { language: isLanguage(accepted) ? accepted : 'en', theme };
}
