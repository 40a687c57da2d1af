/** What restricted tokens open; the shapes of the claim itself are among the vectors. */
import { describe, expect, test } from '@jest/globals';
import { isResources, isWithin } from '../resources.js';

const HOST = 'films.example.com';

/** An address of that host, as somebody sent it and nginx understands it alike. */
const at = (path: string) => ({ host: HOST, path, sentPath: path });

describe('an entry', () => {
  test.each([
    [`${HOST}/`, '/', true],
    [`${HOST}/`, '/x/%2f..//;', true],
    [`${HOST}/x`, '/x', true],
    [`${HOST}/x`, '/x/', true],
    [`${HOST}/x`, '/x/y', true],
    [`${HOST}/x`, '/xy', false],
    [`${HOST}/x`, '/', false],
    [`${HOST}/x/`, '/x/', true],
    [`${HOST}/x/`, '/x/y/z', true],
    [`${HOST}/x/`, '/x', false],
    [`${HOST}/x/`, '/X/', false],
    [`${HOST}/x/y`, '/x/', false],
    [`other.example.com/`, '/', false],
    [`.${HOST}/`, '/', false],
    [`example.com/`, '/', false],
  ])('%s, asked for %s: %p', (entry, path, opens) => {
    expect(isWithin([entry], at(path))).toBe(opens);
    expect(isWithin(['a.example/', entry, 'b.example/'], at(path))).toBe(opens);
  });

  test('is not opened by an address of which something is not known', () => {
    const entries = [`${HOST}/`, `${HOST}/x/`];
    expect(isWithin(entries, { host: '', path: '/', sentPath: '/' })).toBe(false);
    expect(isWithin(entries, { host: HOST, path: '', sentPath: '/x/' })).toBe(false);
    expect(isWithin(entries, { host: HOST, path: '*', sentPath: '/' })).toBe(false);
    expect(isWithin([`${HOST}/x/`], { host: HOST, path: '/x/', sentPath: '' })).toBe(false);
    expect(isWithin([''], { host: '', path: '', sentPath: '' })).toBe(false);
    expect(isWithin(['/'], { host: '', path: '/', sentPath: '/' })).toBe(false);
  });
});

describe('a path that may be read otherwise', () => {
  const sent = (path: string, sentPath: string) =>
    [`${HOST}/x/`, `${HOST}/`].map((entry) => isWithin([entry], { host: HOST, path, sentPath }));

  test.each([
    '/x/../',
    '/x/..',
    '/x/.',
    '/x/%2E%2e/y',
    '/x/%2f',
    '/x/%5C',
    '/x/\\',
    '/x/;',
    '/x/%3B',
    '/x//y',
    '/x/%25',
    '/x/%',
    '/x/%2',
    '/x/%zz',
    '/x/#',
    '/x/ ',
    '/x/\n',
    '/x/%0A',
    '/x/%1f',
    '/x/%7F',
    '/x/%C0%AE',
    '/x/%e0%80%ae',
    '/x/%f0%80%80%ae',
    '/x/é',
    'x/',
  ])('%j is within a whole host alone', (sentPath) => {
    expect(sent('/x/', sentPath)).toEqual([false, true]);
  });

  test.each(['/x/%C3%A9%20%27%22%3C', '/x/...', '/x/.a', '/x/a.', '/x/:@!$&*+,=~', '/x/%e0%a0%80'])(
    '%s is read by all alike',
    (sentPath) => {
      expect(sent('/x/', sentPath)).toEqual([true, true]);
    },
  );
});

test.each([undefined, null, '', 'a/', 4, {}, [], [undefined]])(
  '%j is no list of resources',
  (value) => {
    expect(isResources(value)).toBe(false);
  },
);
