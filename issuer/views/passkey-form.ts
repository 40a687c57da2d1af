/** What passkeys are asked for with. Pure. */
import { html, type Fragment, type Html } from './html.js';
import type { Portal } from './page.js';

export type PasskeyForm = Readonly<{
  /** Path that the answer goes to. */
  action: string;
  asks: 'get' | 'create';
  /** JSON, for the script. */
  options: string;
  /** Other fields, before the button. */
  fields: Fragment;
  label: string;
  /** The one thing to do on the page. */
  isMain: boolean;
}>;

/** Hidden until a script finds that the browser has passkeys. */
export function passkeyForm({ t }: Portal, form: PasskeyForm): Html {
  return html`<form
    method="post"
    action="${form.action}"
    data-passkey="${form.asks}"
    data-options="${form.options}"
    data-with-passkey
    hidden
  >
    ${form.fields}<input type="hidden" name="answer" value="" />
    <button${form.isMain && html` class="main"`}>${form.label}</button>
    <p
      class="alert"
      role="alert"
      data-failed="${t('passkey.failed')}"
      data-known="${t('passkey.known')}"
      hidden
    ></p>
  </form>`;
}
