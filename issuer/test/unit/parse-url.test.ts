import { beforeAll, expect, test } from '@jest/globals';
import { parseUrl } from '../../parse-url.js';

/** As often as it takes the engine to optimise what it calls. */
beforeAll(() => {
  for (let times = 0; times < 100_000; times++) {
    parseUrl('https://example.com/');
  }
});

test.each([
  ['https://example.com/a?b#c', 'https://example.com/a?b#c'],
  ['https://b\u00fccher.example', 'https://xn--bcher-kva.example/'],
  ['https://\u6c34.example', 'https://xn--1rw.example/'],
  ['https://a.example/\u00fc', 'https://a.example/%C3%BC'],
])('%s is %s, however often one asks', (text, url) => {
  expect(parseUrl(text)?.href).toBe(url);
});

test.each(['', 'x', '//x', 'https://', 'https://\u00c3\u00a0.example', 'https://a:99999'])(
  '%j is none, however often one asks',
  (text) => {
    expect(parseUrl(text)).toBeUndefined();
  },
);
