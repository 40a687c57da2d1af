/**
 * What a new password must be (NIST SP 800-63B, 5.1.1.2: long; no rules about which characters). Pure.
 */
import { message, type Message } from '../languages/message.js';

export const MIN_PASSWORD_CHARS = 12;
/** Longer ones are not taken, nor tried. */
export const MAX_PASSWORD_CHARS = 256;

/** @returns what is wrong with it; undefined for nothing */
export function problemOfPassword(password: string, name: string): Message | undefined {
  const characters = Array.from(password.normalize('NFKC'));
  if (characters.length < MIN_PASSWORD_CHARS) {
    return message('local.password_too_short', { count: MIN_PASSWORD_CHARS });
  }
  if (password.length > MAX_PASSWORD_CHARS) {
    return message('local.password_too_long', { count: MAX_PASSWORD_CHARS });
  }
  const isSimple = new Set(characters).size < 5 || isRun(characters);
  const isName = withoutSigns(password).replaceAll(withoutSigns(name), '').length < 4;
  return isSimple || isName ? 'local.password_too_simple' : undefined;
}

/** `abcdefghijkl`, `123456789012`. */
function isRun(characters: readonly string[]): boolean {
  const steps = characters
    .slice(1)
    .map(
      (character, at) => (character.codePointAt(0) ?? 0) - (characters[at]?.codePointAt(0) ?? 0),
    );
  return steps.filter((step) => step === 1).length >= characters.length - 3;
}

function withoutSigns(text: string): string {
  return text.toLowerCase().replace(/[._-]/g, '');
}
