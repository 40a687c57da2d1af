import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_BASIC_CHARS, MAX_COOKIE_CANDIDATES, MAX_TOKEN_CHARS } from '../token-profile.js';
import { findTokens, withoutToken, type TokenSources } from '../token-sources.js';
import { goodClaims, mint, testKeys } from './token-maker.js';

const TOKEN = mint(testKeys(1)[0]!, goodClaims(1_800_000_000));
const ALL: TokenSources = { bearer: true, basic: true, header: 'x_usher_token', query: 'token' };
const NONE: TokenSources = { bearer: false, basic: false, header: '', query: '' };

/** What is found in these nginx variables. */
function found(
  variables: Readonly<Record<string, string>>,
  sources = ALL,
  most = MAX_COOKIE_CANDIDATES,
) {
  return findTokens(sources, (name) => variables[name], most);
}

const authorization = (text: string) => found({ http_authorization: text });
const basic = (text: string | Buffer) =>
  authorization(`Basic ${Buffer.from(text).toString('base64')}`);
const query = (text: string) => found({ request_uri: text });

describe('Authorization: Bearer', () => {
  const FOUND = [{ source: 'bearer', token: TOKEN }];

  test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('the scheme may be written %s', (scheme) => {
    expect(authorization(`${scheme} ${TOKEN}`)).toEqual(FOUND);
  });

  test('several blanks may stand before the token', () => {
    expect(authorization(`Bearer    ${TOKEN}`)).toEqual(FOUND);
  });

  test.each([
    ['no scheme', TOKEN],
    ['no blank', `Bearer${TOKEN}`],
    ['a tab for a blank', `Bearer\t${TOKEN}`],
    ['a colon', `Bearer: ${TOKEN}`],
    ['a blank before the scheme', ` Bearer ${TOKEN}`],
    ['another scheme', `Token ${TOKEN}`],
    ['a longer scheme', `BearerX ${TOKEN}`],
    ['a letter that looks like one', `Beare\u0280 ${TOKEN}`],
    ['the scheme alone', 'Bearer'],
    ['the scheme and a blank', 'Bearer '],
    ['nothing', ''],
    ['two tokens with a comma', `Bearer ${TOKEN}, ${TOKEN}`],
    ['two tokens with a blank', `Bearer ${TOKEN} ${TOKEN}`],
    ['two headers in one', `Bearer ${TOKEN}, Basic ${TOKEN}`],
    ['a parameter', `Bearer ${TOKEN};x=1`],
    ['quotes', `Bearer "${TOKEN}"`],
    ['padding', `Bearer ${TOKEN}=`],
    ['a newline behind it', `Bearer ${TOKEN}\n`],
    ["a key of the app's own", 'Bearer 0123456789abcdef'],
    ['five segments (RFC 7516)', `Bearer ${TOKEN}.a.b`],
    ['two segments', `Bearer ${TOKEN.slice(0, TOKEN.lastIndexOf('.'))}`],
    ['more than a token may have', `Bearer ${'a'.repeat(MAX_TOKEN_CHARS)}.b.c`],
  ])('is not looked at with %s', (_, text) => {
    expect(authorization(text)).toEqual([]);
  });

  test('the longest token is found', () => {
    const token = `${'a'.repeat(MAX_TOKEN_CHARS - 4)}.b.c`;
    expect(authorization(`Bearer ${token}`)).toEqual([{ source: 'bearer', token }]);
  });
});

describe('Authorization: Basic', () => {
  const FOUND = [{ source: 'basic', token: TOKEN }];

  test.each([
    ['a user name', 'zoe'],
    ['none', ''],
    ['one with blanks', 'Zoe A'],
    ['one in UTF-8', 'Zoë'],
    ['255 bytes', 'x'.repeat(255)],
  ])('the password counts, with %s', (_, user) => {
    expect(basic(`${user}:${TOKEN}`)).toEqual(FOUND);
  });

  test('the password counts after a user name in Latin-1', () => {
    expect(basic(Buffer.from(`Zo\xeb:${TOKEN}`, 'latin1'))).toEqual(FOUND);
  });

  test.each(['basic', 'BASIC', 'Basic  '])('the scheme may be written %s', (scheme) => {
    expect(authorization(`${scheme} ${Buffer.from(`a:${TOKEN}`).toString('base64')}`)).toEqual(
      FOUND,
    );
  });

  test('the longest token with the longest user name is found', () => {
    const token = `${'a'.repeat(MAX_TOKEN_CHARS - 4)}.b.c`;
    expect(basic(`${'x'.repeat(255)}:${token}`)).toEqual([{ source: 'basic', token }]);
    expect(Buffer.from(`${'x'.repeat(255)}:${token}`).toString('base64')).toHaveLength(
      MAX_BASIC_CHARS,
    );
  });

  const CREDENTIALS = Buffer.from(`ab:${TOKEN}`).toString('base64');
  const PADDED = [`:${TOKEN}`, `a:${TOKEN}`, `ab:${TOKEN}`]
    .map((text) => Buffer.from(text).toString('base64'))
    .find((text) => text.endsWith('='))!;

  test.each([
    ['no colon', Buffer.from(TOKEN).toString('base64')],
    ['a token for a user name', Buffer.from(`${TOKEN}:`).toString('base64')],
    ['a second colon', Buffer.from(`a:b:${TOKEN}`).toString('base64')],
    ['something behind the token', Buffer.from(`a:${TOKEN}:b`).toString('base64')],
    ['a newline behind the token', Buffer.from(`a:${TOKEN}\n`).toString('base64')],
    ['a NUL behind the token', Buffer.from(`a:${TOKEN}\0`).toString('base64')],
    ['a password of the app', Buffer.from('admin:secret').toString('base64')],
    ['an empty password', Buffer.from('admin:').toString('base64')],
    ['the padding missing', PADDED.replace(/=+$/, '')],
    ['too much padding', `${PADDED}=`],
    ['stray bits', PADDED.replace(/.(=+)$/, (_, padding: string) => `9${padding}`)],
    ['a blank inside', `${CREDENTIALS.slice(0, 8)} ${CREDENTIALS.slice(8)}`],
    ['a newline inside', `${CREDENTIALS.slice(0, 8)}\n${CREDENTIALS.slice(8)}`],
    ['the alphabet of URLs', Buffer.from(`\u00ff\u00fe?~:${TOKEN}`).toString('base64url')],
    ['no base64 at all', `ab:${TOKEN}`],
    ['two in one', `${CREDENTIALS}, ${CREDENTIALS}`],
    ['nothing', ''],
    ['more than is decoded', Buffer.from(`${'x'.repeat(4500)}:${TOKEN}`).toString('base64')],
  ])('is not looked at with %s', (_, credentials) => {
    expect(authorization(`Basic ${credentials}`)).toEqual([]);
  });
});

describe('a header of the operator’s choice', () => {
  test('holds the token and nothing else', () => {
    expect(found({ http_x_usher_token: TOKEN })).toEqual([{ source: 'header', token: TOKEN }]);
  });

  test.each([
    ['Bearer before it', `Bearer ${TOKEN}`],
    ['two of them, as nginx joins them', `${TOKEN}, ${TOKEN}`],
    ['blanks around it', ` ${TOKEN} `],
    ['nothing', ''],
    ["a key of the app's own", '0123456789abcdef'],
  ])('is not looked at with %s', (_, text) => {
    expect(found({ http_x_usher_token: text })).toEqual([]);
  });

  test('other headers are not looked at', () => {
    expect(
      found({ http_x_api_key: TOKEN, http_x_usher_tokens: TOKEN, x_usher_token: TOKEN }),
    ).toEqual([]);
  });
});

describe('a query parameter', () => {
  test.each([
    ['alone', `/x?token=${TOKEN}`],
    ['first', `/x?token=${TOKEN}&a=1`],
    ['last', `/x?a=1&token=${TOKEN}`],
    ['in the middle', `/x?a=1&token=${TOKEN}&b=2`],
    ['after one with a question mark in it', `/x?a=?&token=${TOKEN}`],
    ['after one whose name ends the same', `/x?mytoken=a.b.c&token=${TOKEN}`],
    ['after one whose name begins the same', `/x?tokens=a.b.c&token=${TOKEN}`],
    ['before another of that name', `/x?token=${TOKEN}&token=a.b.c`],
    ['of a directory', `/?token=${TOKEN}`],
  ])('is found %s', (_, uri) => {
    expect(query(uri)).toEqual([{ source: 'query', token: TOKEN }]);
  });

  test.each([
    ['no query', '/x'],
    ['the path', `/token=${TOKEN}`],
    ['the path, before a query', `/&token=${TOKEN}?a=1`],
    ['the second place', `/x?token=scrap&token=${TOKEN}`],
    ['the second place after an empty one', `/x?token=&token=${TOKEN}`],
    ['another name', `/x?Token=${TOKEN}`],
    ['an encoded name', `/x?%74oken=${TOKEN}`],
    ['an encoded equals sign', `/x?token%3d${TOKEN}`],
    ['a semicolon before it', `/x?a=1;token=${TOKEN}`],
    ['a blank as a plus', `/x?token=+${TOKEN}`],
    ['encoded dots', `/x?token=${TOKEN.replaceAll('.', '%2e')}`],
    ['an encoded letter', `/x?token=%65${TOKEN.slice(1)}`],
    ['an encoded NUL behind it', `/x?token=${TOKEN}%00`],
    ['a fragment behind it', `/x?token=${TOKEN}#a`],
    ['a fragment, which nginx takes no query from and passes on to the app', `/x#?token=${TOKEN}`],
    ['a list', `/x?token[]=${TOKEN}`],
    ['nothing', '/x?token='],
    ['the name alone', '/x?token'],
    ['an empty address', ''],
  ])('is not found in %s', (_, uri) => {
    expect(query(uri)).toEqual([]);
  });
});

describe('all of them', () => {
  const variables = {
    http_authorization: `Bearer ${TOKEN}`,
    http_x_usher_token: 'h.h.h',
    request_uri: '/?token=q.q.q',
  };
  const withBasic = {
    ...variables,
    http_authorization: `Basic ${Buffer.from('u:p.p.p').toString('base64')}`,
  };

  test('are tried in the order that the documentation has', () => {
    expect(found(variables).map(({ source }) => source)).toEqual(['bearer', 'header', 'query']);
    expect(found(withBasic).map(({ source }) => source)).toEqual(['header', 'basic', 'query']);
  });

  test.each([
    ['bearer', { ...NONE, bearer: true }],
    ['header', { ...NONE, header: 'x_usher_token' }],
    ['query', { ...NONE, query: 'token' }],
  ])('can be switched off but for %s', (source, sources) => {
    expect(found(variables, sources).map((one) => one.source)).toEqual([source]);
    expect(found(variables, NONE)).toEqual([]);
  });

  test('Basic can be on without Bearer, and Bearer without Basic', () => {
    expect(found(withBasic, { ...NONE, basic: true })).toEqual([
      { source: 'basic', token: 'p.p.p' },
    ]);
    expect(found(withBasic, { ...NONE, bearer: true })).toEqual([]);
    expect(found(variables, { ...NONE, basic: true })).toEqual([]);
  });

  test.each([0, 1, 2, 3])(
    'are no more than %d where so many are left after the cookies',
    (most) => {
      expect(found(variables, ALL, most)).toEqual(found(variables).slice(0, most));
    },
  );

  test('only what is switched on is read', () => {
    const asked: string[] = [];
    const read = (name: string) => {
      asked.push(name);
      return undefined;
    };
    expect(findTokens(NONE, read, 8)).toEqual([]);
    expect(asked).toEqual([]);
    findTokens(ALL, read, 8);
    expect(asked).toEqual(['http_authorization', 'http_x_usher_token', 'request_uri']);
  });

  test('whatever they hold, what is found has the form of a token', () => {
    const known = ['Bearer ', 'u:', '/?token=', '&token=', TOKEN, 'a.b.c', ',', ' ', '\n', '%2e'];
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...known) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    );
    const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
    let count = 0;
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (header, own, uri, isBasic) => {
        const tokens = found({
          http_authorization: isBasic ? `Basic ${Buffer.from(header).toString('base64')}` : header,
          http_x_usher_token: own,
          request_uri: uri,
        });
        count += tokens.length;
        for (const { token } of tokens) {
          expect(token).toMatch(/^[\w-]*\.[\w-]*\.[\w-]*$/);
        }
      }),
      { numRuns: 3000 },
    );
    expect(count).toBeGreaterThan(100);
  });
});

test.each([
  ['blanks after Bearer', { http_authorization: `Bearer${' '.repeat(32_000)}` }],
  ['base64', { http_authorization: `Basic ${'A'.repeat(32_000)}` }],
  ['parameters', { request_uri: `/?${'token&'.repeat(5_000)}` }],
  ['dots', { http_x_usher_token: '.'.repeat(32_000) }],
])('reads 32 kB of %s in no time', (_, variables) => {
  const before = process.cpuUsage();
  for (let turn = 0; turn < 5; turn++) {
    found(variables);
  }
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(200);
});

describe('the address that one comes back to', () => {
  const HOST = 'https://app.example.com';

  test.each([
    ['/x?token=a.b.c', '/x'],
    ['/x?token=a.b.c&a=1', '/x?a=1'],
    ['/x?a=1&token=a.b.c', '/x?a=1'],
    ['/x?a=1&token=a.b.c&b=2', '/x?a=1&b=2'],
    ['/x?token=a.b.c&a=1&token=d.e.f', '/x?a=1'],
    ['/x?a=1&b=%26token%3d7', '/x?a=1&b=%26token%3d7'],
    ['/x?mytoken=1&tokens=2&token', '/x?mytoken=1&tokens=2&token'],
    ['/x?a=?token=1', '/x?a=?token=1'],
    ['/x?', '/x?'],
    ['/token=1', '/token=1'],
  ])('of %s is %s', (asked, kept) => {
    expect(withoutToken(encodeURIComponent(HOST + asked), 'token')).toBe(
      encodeURIComponent(HOST + kept),
    );
    expect(withoutToken(encodeURIComponent(HOST + asked), '')).toBe(
      encodeURIComponent(HOST + asked),
    );
  });
});
