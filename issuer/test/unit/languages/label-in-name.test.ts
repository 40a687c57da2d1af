/** WCAG 2.5.3: whoever says what they see reaches the button, although its name says more. */
import { expect, test } from '@jest/globals';
import type { MessageKey } from '../../../languages/english.js';
import { LANGUAGES } from '../../../languages/language.js';
import { textsOf } from '../../../languages/texts.js';

/** What a button shows, and what it is called for those who do not see what it stands beside. */
const BUTTONS: ReadonlyArray<readonly [shown: MessageKey, named: MessageKey]> = [
  ['account.sessions.end', 'account.sessions.end_named'],
  ['admin.session.end', 'admin.session.end_named'],
  ['admin.tokens.revoke', 'admin.tokens.revoke_named'],
  ['pass.revoke', 'pass.revoke.of'],
  ['passkey.remove', 'passkey.remove_named'],
  ['token.revoke', 'token.revoke_named'],
];

test.each(LANGUAGES)('in language %s, names of buttons hold what they show', (language) => {
  const { t } = textsOf(language);
  const values = { device: 'X', name: 'X', label: 'X' };
  const wrong = BUTTONS.map(([shown, named]) => [t(shown), t(named, values)] as const).filter(
    ([shown, named]) => !named.toLowerCase().includes(shown.toLowerCase()),
  );
  expect(wrong).toEqual([]);
});
