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
  const NAMES = ['anna.banana', 'Anne-Marie', 'Movie Castle'];

  test.each([
    'correct horse battery',
    'пароль-из-слов',
    '🐎🔋📎✂🐴🌍🎈🎁🎶🎵🎷🎸',
    'x7Kq!vR2#mPz',
    '!§$%&/()=?+*',
    'the admin likes green tea',
    'four1984rivers',
    'aunt anna bakes bread',
  ])('may be %s', (password) => {
    expect(problemOfPassword(password, NAMES)).toBeUndefined();
  });

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
    ['password1234', 'local.password_too_simple'],
    ['Password123!', 'local.password_too_simple'],
    ['p4ssw0rd!2024', 'local.password_too_simple'],
    ['letmeinletmein', 'local.password_too_simple'],
    ['1etme1n-2025!', 'local.password_too_simple'],
    ['qwertyuiop12', 'local.password_too_simple'],
    ['poiuytrewq!!', 'local.password_too_simple'],
    ['hund7hund7hund7', 'local.password_too_simple'],
    ['Sommer2026!!!', 'local.password_too_simple'],
    ['Movie Castle 1', 'local.password_too_simple'],
    ['annas-castle-7', 'local.password_too_simple'],
    ['Anne.Marie.99', 'local.password_too_simple'],
  ])('is not %j', (password, problem) => {
    const found = problemOfPassword(password, NAMES);
    expect(typeof found === 'object' ? found.key : found).toBe(problem);
  });
});
