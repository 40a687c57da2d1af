import { expect, test } from '@jest/globals';
import { message } from '../../../languages/message.js';
import { textsOf } from '../../../languages/texts.js';
import { html } from '../../../views/html.js';
import { fromNow } from '../../../views/time-text.js';

test('a text is said in its language', () => {
  expect(textsOf('en').t('time.just_now')).toBe('just now');
  expect(textsOf('de').t('time.just_now')).toBe('gerade eben');
});

test('a message says what is in it in the same language', () => {
  const { t } = textsOf('de');
  expect(t(message('time.soon'))).toBe(t('time.soon'));
});

test('values are escaped as text, and markup stays what it is', () => {
  const { tHtml } = textsOf('en');
  expect(tHtml('login.signed_in_as', { name: '<script>' }).markup).toBe(
    'You are signed in as &lt;script&gt;.',
  );
  expect(tHtml('login.signed_in_as', { name: html`<b>${'<i>'}</b>` }).markup).toBe(
    'You are signed in as <b>&lt;i&gt;</b>.',
  );
});

test('a value with the signs of a text is no text', () => {
  const { t } = textsOf('en');
  expect(t('login.signed_in_as', { name: "{name} # '{count, plural" })).toBe(
    "You are signed in as {name} # '{count, plural.",
  );
});

test('times are said in the language', () => {
  expect(fromNow(-7200, 'fr')).toBe('il y a 2 heures');
  expect(fromNow(86_400 * 3, 'ja')).toBe('3 日後');
});
