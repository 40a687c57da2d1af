import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { headerValue, identityOf } from '../identity.js';
import { MAX_IDENTITY_CHARS } from '../token-profile.js';
import { goodClaims } from './token-maker.js';

const CLAIMS = goodClaims(1_790_000_000);

describe('what an app is told', () => {
  test('about an ordinary person', () => {
    expect(identityOf(CLAIMS)).toEqual({
      user: 'zoe',
      name: 'Zo%C3%AB %C3%85ngstr%C3%B6m',
      email: 'zoe@example.com',
      group: 'friends',
      groupId: '4',
    });
  });

  test('about somebody of whom the token says no more than it must', () => {
    const { iss, sub, iat, exp, group_id } = CLAIMS;
    expect(identityOf({ iss, sub, iat, exp, group_id })).toEqual({
      user: 'plex:1234567',
      name: '',
      email: '',
      group: '',
      groupId: '4',
    });
  });

  test.each([null, 7, true, ['admin'], { toString: 'admin' }])(
    'nothing where a claim is no text: %j',
    (claim) => {
      const identity = identityOf({
        ...CLAIMS,
        preferred_username: claim,
        name: claim,
        email: claim,
        group: claim,
      });
      expect(identity).toEqual({ user: CLAIMS.sub, name: '', email: '', group: '', groupId: '4' });
    },
  );

  test.each(['', ' ', '\t\n', '\u00a0', '\ufeff'])(
    'the subject in place of a user name that one cannot see: %j',
    (name) => {
      expect(identityOf({ ...CLAIMS, preferred_username: name }).user).toBe(CLAIMS.sub);
    },
  );

  test('group 0 is not taken for no group', () => {
    expect(identityOf({ ...CLAIMS, group_id: 0 }).groupId).toBe('0');
  });
});

describe('a header value', () => {
  test.each([
    ['', ''],
    ['plain text', 'plain text'],
    ['  blanks around ', 'blanks around'],
    ['100%', '100%25'],
    ['%0d%0a', '%250d%250a'],
    ['a\r\nRemote-User: admin', 'a%0D%0ARemote-User: admin'],
    ['a\n', 'a'],
    ['a\u0000b', 'a%00b'],
    ['a\tb', 'a%09b'],
    ['a\u007fb', 'a%7Fb'],
    ['~ !"#$&', '~ !"#$&'],
    ['é', '%C3%A9'],
    ['周', '%E5%91%A8'],
    ['😀', '%F0%9F%98%80'],
    ['\u202eevil', '%E2%80%AEevil'],
    ['a\ud83db', ''],
    ['\ude00', ''],
    ['\ufffd', '%EF%BF%BD'],
    [
      `a@b:c/d?e=f&g+h,i;j[k]{l}<m>|n^o\`p\\q'r(s)*!#$`,
      `a@b:c/d?e=f&g+h,i;j[k]{l}<m>|n^o\`p\\q'r(s)*!#$`,
    ],
  ])('of %j is %j', (text, value) => {
    expect(headerValue(text)).toBe(value);
  });

  test.each([31, 32, 33, 64, 256])(
    'of %d characters that are not ASCII is like any other',
    (length) => {
      // A multiple of 32 once took nginx workers down on njs 0.7; the nginx ring asks there.
      expect(headerValue('é'.repeat(length))).toBe('%C3%A9'.repeat(length));
    },
  );

  test('is cut before it is encoded, and never inside of a character', () => {
    const full = 'x'.repeat(MAX_IDENTITY_CHARS - 1);
    expect(headerValue(`${full}yz`)).toBe(`${full}y`);
    expect(headerValue(`${full}éz`)).toBe(`${full}%C3%A9`);
    expect(headerValue(`${full}😀`)).toBe(full);
    expect(headerValue(`${full.slice(1)}😀z`)).toBe(`${full.slice(1)}%F0%9F%98%80`);
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom('\r', '\n', '\u0000', '%', ' ', '\u007f', 'é', '😀', 'a'),
      maxLength: 300,
    }),
    fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );

  test('never holds anything but printable ASCII, nor blanks at its ends', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = headerValue(text);
        expect(Array.from(value).every((char) => char >= ' ' && char <= '~')).toBe(true);
        expect(value).toBe(value.trim());
      }),
      { numRuns: 3000 },
    );
  });

  test('gives the text back when it is decoded, but for blanks around it and what was cut', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const decoded = decodeURIComponent(headerValue(text));
        if (!/[\ud800-\udfff]/u.test(text)) {
          const cut = text.slice(0, MAX_IDENTITY_CHARS);
          expect(decoded).toBe((/[\ud800-\udfff]/u.test(cut) ? cut.slice(0, -1) : cut).trim());
        }
      }),
      { numRuns: 3000 },
    );
  });
});
