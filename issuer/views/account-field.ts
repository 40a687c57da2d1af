/** Tells whoever keeps passwords for people of which account a form is. Pure. */
import { html, type Html } from './html.js';

/** @param name of the account */
export function accountField(name: string): Html {
  return html`<input
    class="hidden"
    name="login"
    value="${name}"
    autocomplete="username"
    readonly
    tabindex="-1"
    aria-hidden="true"
  />`;
}
