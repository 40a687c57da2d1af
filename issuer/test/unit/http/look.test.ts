import { expect, test } from '@jest/globals';
import { chosenLook, pathBack } from '../../../http/look.js';

test.each([
  ['/auth/account', '/auth', '/auth/account'],
  ['/auth/login?rd=%2Fsonarr%2F%3Fa%3D1', '/auth', '/auth/login?rd=%2Fsonarr%2F%3Fa%3D1'],
  ['/', '', '/'],
  ['/auth', '/auth', '/auth/'],
  ['/authentic/x', '/auth', '/auth/'],
  ['/sonarr/', '/auth', '/auth/'],
  ['/auth/../sonarr/', '/auth', '/auth/'],
  ['/auth/%2e%2e/sonarr/', '/auth', '/auth/'],
  ['//evil.example/auth/', '', '/'],
  ['/\\evil.example/', '', '/'],
  ['\\/evil.example/', '', '/'],
  ['https://evil.example/auth/', '/auth', '/auth/'],
  ['javascript:alert(1)', '', '/'],
  ['/auth/a\r\nSet-Cookie: x=1', '/auth', '/auth/'],
  ['/auth/a\tb', '/auth', '/auth/'],
  [`/auth/${'a'.repeat(4096)}`, '/auth', '/auth/'],
  ['', '', '/'],
  [undefined, '/auth', '/auth/'],
])('the choice made at %j of a portal at %j leads back to %j', (back, base, expected) => {
  expect(pathBack(back, base)).toBe(expected);
});

test.each([
  ['de.dark', { language: 'de', theme: 'dark' }],
  ['.light', { theme: 'light' }],
  ['xx.dark', { theme: 'dark' }],
  ['__proto__.dark', { theme: 'dark' }],
  ['de.<script>', { language: 'de', theme: 'auto' }],
  ['', { theme: 'auto' }],
  [undefined, { theme: 'auto' }],
  [['de.dark'], { theme: 'auto' }],
])('the cookie %j says %j', (cookie, expected) => {
  expect(chosenLook({ 'usher-look': cookie })).toEqual(expected);
});
