/** The fields for what people prove themselves with, so that whoever keeps passwords for them knows which is which. Pure. */
import { html, type Fragment, type Html } from './html.js';

const INVALID = html` aria-invalid="true"`;

/** User name and password. */
export function nameAndPassword(
  fields: Readonly<{
    nameLabel: string;
    passwordLabel: string;
    /** What was typed before. */
    login: string | undefined;
    isWrong: boolean;
  }>,
): Html {
  return html`<label for="login">${fields.nameLabel}</label>
    <input
      id="login"
      name="login"
      value="${fields.login ?? ''}"
      required
      maxlength="254"
      autocomplete="username"
      autocapitalize="none"
      autocorrect="off"
      spellcheck="false"
      ${fields.isWrong && INVALID}
    />
    ${passwordField(fields.passwordLabel, fields.isWrong)}`;
}

/** The password that is theirs by now. */
export function passwordField(label: string, isWrong: boolean, focus?: 'focus'): Html {
  return html`<label for="password">${label}</label>
    <input
      id="password"
      name="password"
      type="password"
      required
      maxlength="256"
      autocomplete="current-password"
      ${focus !== undefined && html` autofocus`}${isWrong && INVALID}
    />`;
}

/**
 * A code of an authenticator.
 * @param more attributes
 */
export function codeField(label: string, isWrong: boolean, more: Fragment): Html {
  return html`<label for="code">${label}</label>
    <input
      class="code"
      id="code"
      name="code"
      required
      autocomplete="one-time-code"
      autocapitalize="none"
      autocorrect="off"
      spellcheck="false"
      ${more}${isWrong && INVALID}
    />`;
}
