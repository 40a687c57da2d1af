import { expect, test } from '@jest/globals';
import { parseSubject } from '../../../revocation/subject.js';

test.each([
  ['plex:1234567', 'plex:1234567'],
  ['1234567', 'plex:1234567'],
  ['local:backup', 'local:backup'],
  // As its owner may type it.
  ['local:Anna.B', 'local:anna.b'],
  ['organizr:7', 'organizr:7'],
  ['oidc:https://id.example.com/|ü', 'oidc:https://id.example.com/|ü'],
  ['script:backup', 'script:backup'],
])('%s is %s', (text, subject) => {
  expect(parseSubject(text)).toBe(subject);
});

test.each([
  '',
  '0',
  '007',
  'plex:',
  'plex:01',
  'plex:x',
  'plex:1 ',
  'anna',
  'Local:backup',
  ':backup',
  'local:',
  'local:a b',
  'local:a\nb',
  'local:\u202e',
  'local:\ud800',
  `local:${'x'.repeat(250)}`,
])('%j is none', (text) => {
  expect(parseSubject(text)).toBeUndefined();
});
