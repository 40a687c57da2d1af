import { describe, expect, test } from '@jest/globals';
import {
  localNameOf,
  localSubject,
  parseAccountName,
  parseDisplayName,
} from '../../../local-accounts/account-name.js';
import { problemOfPassword } from '../../../local-accounts/new-password.js';

describe('the name of an account', () => {
  test.each([
    ['anna', 'anna'],
    [' Anna ', 'anna'],
    ['a', 'a'],
    ['anna.b-c_d9', 'anna.b-c_d9'],
    ['\uff21nna', 'anna'],
    ['a'.repeat(32), 'a'.repeat(32)],
  ])('%j is %s', (text, name) => {
    expect(parseAccountName(text)).toBe(name);
    expect(localNameOf(localSubject(name))).toBe(name);
  });

  test.each([
    '',
    '.anna',
    'anna-',
    'an na',
    'ann\u00e4',
    'a:b',
    'a/b',
    'a\n',
    'a'.repeat(33),
    '\u202eanna',
  ])('is not %j', (text) => {
    expect(parseAccountName(text === 'a\n' ? 'a\nb' : text)).toBeUndefined();
  });

  test('is of local subjects alone', () => {
    expect(localNameOf('plex:1')).toBeUndefined();
    expect(localNameOf('local:..')).toBeUndefined();
  });
});

test.each([
  ['  Anna  B ', 'Anna B'],
  ['Ännchen', 'Ännchen'],
  ['', undefined],
  ['a\u0007b', undefined],
  ['a\u202eb', undefined],
  ['x'.repeat(65), undefined],
])('to be called %j comes to %j', (text, name) => {
  expect(parseDisplayName(text)).toBe(name);
});

describe('a new password', () => {
  test.each(['correct horse battery', 'пароль-из-слов', '🐎🔋📎✂🐴🌍🎈🎁🎶🎵🎷🎸'])(
    'may be %s',
    (password) => {
      expect(problemOfPassword(password, 'anna')).toBeUndefined();
    },
  );

  test.each([
    ['', 'local.password_too_short'],
    ['elevenchars', 'local.password_too_short'],
    ['x'.repeat(257), 'local.password_too_long'],
    ['aaaaaaaaaaaa', 'local.password_too_simple'],
    ['abababababab', 'local.password_too_simple'],
    ['123456789012', 'local.password_too_simple'],
    ['abcdefghijklm', 'local.password_too_simple'],
    ['anna.banana-1', 'local.password_too_simple'],
    ['Anna.Banana-anna.banana', 'local.password_too_simple'],
  ])('is not %j', (password, problem) => {
    const found = problemOfPassword(password, 'anna.banana');
    expect(typeof found === 'object' ? found.key : found).toBe(problem);
  });
});
