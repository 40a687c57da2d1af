import { describe, expect, test } from '@jest/globals';
import { isNavigation } from '../navigation.js';
import type { RequestHints } from '../navigation.js';

const NOTHING: RequestHints = {
  method: 'GET',
  requestUri: '/',
  upgrade: '',
  secFetchMode: '',
  requestedWith: '',
  authorization: '',
  apiKey: '',
  origin: '',
  referer: '',
  accept: '',
};
const CHROME =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7';
const FIREFOX = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const CHROME_IMAGE = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
const SITE = 'https://sonarr.example.com';

const NAVIGATIONS: [string, Partial<RequestHints>][] = [
  ['Chrome over https, address typed', { secFetchMode: 'navigate', accept: CHROME }],
  [
    'Firefox over https, link followed',
    { secFetchMode: 'navigate', accept: FIREFOX, referer: `${SITE}/` },
  ],
  [
    'a frame of a dashboard',
    { secFetchMode: 'navigate', accept: CHROME, referer: 'https://example.com/' },
  ],
  [
    'a form sent over https',
    { method: 'POST', secFetchMode: 'navigate', accept: FIREFOX, origin: SITE },
  ],
  [
    'a page below /api, opened over https',
    { secFetchMode: 'navigate', requestUri: '/api/docs', accept: CHROME },
  ],
  [
    'a browser that also has basic credentials',
    { secFetchMode: 'navigate', authorization: 'Basic eDp5', accept: CHROME },
  ],
  ['Chrome over plain http', { accept: CHROME }],
  ['Firefox over plain http, link followed', { accept: FIREFOX, referer: 'http://nas.lan/' }],
  ['a page below /api over plain http', { accept: FIREFOX, requestUri: '/api/docs' }],
  ['a form sent over plain http', { method: 'POST', accept: FIREFOX, origin: 'http://nas.lan' }],
  ['curl', { accept: '*/*' }],
  ['curl -I', { method: 'HEAD', accept: '*/*' }],
  [
    'curl with an address that only looks like an API',
    { accept: '*/*', requestUri: '/apis?x=/api/' },
  ],
  ['telnet', {}],
];

const CALLS: [string, Partial<RequestHints>][] = [
  ['fetch() over https', { secFetchMode: 'cors', accept: '*/*', referer: `${SITE}/` }],
  [
    'fetch() of the same origin over https',
    { secFetchMode: 'same-origin', accept: 'application/json' },
  ],
  ['fetch() that asks for HTML over https', { secFetchMode: 'cors', accept: 'text/html' }],
  ['an image over https', { secFetchMode: 'no-cors', accept: CHROME_IMAGE }],
  ['a script over https', { secFetchMode: 'no-cors', accept: '*/*' }],
  ['a WebSocket over https', { upgrade: 'websocket', secFetchMode: 'websocket', origin: SITE }],
  ['a WebSocket of a client without Sec-Fetch', { upgrade: 'websocket', accept: FIREFOX }],
  ['an upgrade that claims to be a navigation', { upgrade: 'websocket', secFetchMode: 'navigate' }],
  ['a Sec-Fetch-Mode nobody knows', { secFetchMode: 'Navigate', accept: FIREFOX }],
  ['fetch() over plain http', { accept: '*/*', referer: 'http://nas.lan/' }],
  [
    'fetch() without a referrer, below /api',
    { accept: '*/*', requestUri: '/sonarr/api/v3/series?page=1' },
  ],
  ['fetch() without a referrer, to /api itself', { accept: '*/*', requestUri: '/api?mode=queue' }],
  ['fetch() across origins over plain http', { accept: '*/*', origin: 'http://nas.lan' }],
  ['fetch() across origins that asks for HTML', { accept: FIREFOX, origin: 'http://nas.lan' }],
  ['jQuery', { requestedWith: 'XMLHttpRequest', accept: 'text/html, */*; q=0.01' }],
  ['axios', { accept: 'application/json, text/plain, */*' }],
  ['an event stream', { accept: 'text/event-stream' }],
  ['an image over plain http', { accept: CHROME_IMAGE, referer: 'http://nas.lan/' }],
  ['a style sheet over plain http', { accept: 'text/css,*/*;q=0.1', referer: 'http://nas.lan/' }],
  ['a script over plain http', { accept: '*/*', referer: 'http://nas.lan/' }],
  ['nzb360 and its like, with an API key', { apiKey: '0123456789abcdef', accept: '*/*' }],
  ['a client with an API key that takes HTML', { apiKey: '0123456789abcdef', accept: FIREFOX }],
  ['a client with credentials of its own', { authorization: 'Bearer abc', accept: '*/*' }],
  ['a mobile app that posts', { method: 'POST', accept: '*/*' }],
  ['a mobile app that asks for JSON', { accept: 'application/json' }],
  ['a client that deletes', { method: 'DELETE' }],
  [
    'a preflight',
    { method: 'OPTIONS', accept: '*/*', origin: 'http://nas.lan', secFetchMode: 'cors' },
  ],
  ['a preflight without Sec-Fetch', { method: 'OPTIONS', accept: '*/*', origin: 'http://nas.lan' }],
  ['a calendar program below /api', { accept: '', requestUri: '/api/calendar.ics' }],
];

describe('is a navigation', () => {
  test.each(NAVIGATIONS)('%s', (_who, hints) => {
    expect(isNavigation({ ...NOTHING, ...hints })).toBe(true);
  });
});

describe('is a call of a program', () => {
  test.each(CALLS)('%s', (_who, hints) => {
    expect(isNavigation({ ...NOTHING, ...hints })).toBe(false);
  });
});
