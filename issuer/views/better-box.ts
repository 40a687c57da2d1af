/** That somebody is in a better group by now than their session says, and the one way to it. Pure. */
import type { Message } from '../languages/message.js';
import { html, type Html } from './html.js';
import type { Portal } from './page.js';

export type BetterBox = Readonly<{
  group: Message;
  /** Where it is taken. */
  href: string;
  /** By signing in anew; else without it. */
  isSignIn: boolean;
}>;

export function betterBox({ t }: Portal, { group, href, isSignIn }: BetterBox): Html {
  return html`<div class="account">
    <p>${t('better.lead', { group: t(group) })}</p>
    <a class="button main" href="${href}">${t(isSignIn ? 'better.sign_in' : 'better.take')}</a>
  </div>`;
}
