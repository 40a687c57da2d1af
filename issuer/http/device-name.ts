/**
 * What to call a device, so that its owner knows it again in a list. Pure.
 */
import Bowser from 'bowser';

/** Beyond it a User-Agent says nothing new, and costs time. */
const MAX_USER_AGENT_CHARS = 512;
const MAX_NAME_CHARS = 100;

/**
 * @param userAgent as the browser sent it: it may be anything
 * @returns `Firefox on Windows`; the program's own name for one that is no browser (`curl`); '' for nothing to go by
 */
export function deviceNameOf(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, MAX_USER_AGENT_CHARS);
  if (text === '') {
    return '';
  }
  const { browser, os } = Bowser.parse(text);
  const program =
    browser.name === undefined || browser.name === '' ? programIn(text) : browser.name;
  const parts = [program, os.name ?? ''].filter((part) => part !== '');
  // Of a program that it does not know, the library gives a piece of what was sent.
  return parts
    .join(' on ')
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, MAX_NAME_CHARS);
}

/** The first product (RFC 9110, 10.1.5), unless it is the one that every browser claims to be. */
function programIn(userAgent: string): string {
  const [, name = ''] = /^([\w.-]{1,40})(?:[/ ]|$)/.exec(userAgent) ?? [];
  return name === 'Mozilla' ? '' : name;
}
