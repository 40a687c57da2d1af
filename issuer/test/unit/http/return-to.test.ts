/** The open-redirect guard. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_RETURN_ADDRESS_BYTES } from '../../../../shared/token-profile.js';
import { createReturnTo } from '../../../http/return-to.js';

const CONFIG = {
  issuer: { url: 'https://auth.example.com' },
  cookie: { domain: 'example.com' },
  apps: [{ url: 'https://sonarr.example.com:8443' }, { url: 'https://apps.example.net/x' }],
};
const LAUNCHER = 'https://auth.example.com/';
const returnTo = createReturnTo(CONFIG);

describe('goes', () => {
  test.each([
    'https://app.example.com/',
    'https://app.example.com/a/b?x=1#f',
    'https://app.example.com/?next=%2Fhome&also=https://elsewhere.test/',
    'https://example.com/',
    'https://a.b.c.example.com/%C3%A9?q=%20+%2B',
    'https://app.example.com:8443/a',
    'https://apps.example.net/other',
    'https://auth.example.com/logins',
    'https://auth.example.com/loginx?rd=x',
    'https://other.example.com/login',
    "https://app.example.com/it's/(a)/~b;c=d,e!f*g$h&i=j@k:l|m",
  ])('to %s', (rd) => {
    expect(returnTo(rd)).toBe(new URL(rd).href);
  });

  test.each([
    ['/', 'https://auth.example.com/'],
    ['/x?y=/z', 'https://auth.example.com/x?y=/z'],
    ['/a/..//evil.test', 'https://auth.example.com//evil.test'],
    ['/@evil.test', 'https://auth.example.com/@evil.test'],
    ['/.evil.test', 'https://auth.example.com/.evil.test'],
    ['/:80/', 'https://auth.example.com/:80/'],
    ['HTTPS://APP.Example.COM/Path', 'https://app.example.com/Path'],
    ['https://app.example.com', 'https://app.example.com/'],
    ['https://app.example.com?x', 'https://app.example.com/?x'],
    ['https://app.example.com:443/', 'https://app.example.com/'],
  ])('with %s to %s', (rd, target) => {
    expect(returnTo(rd)).toBe(target);
  });

  test('to a plain http address only where the portal is plain http', () => {
    const plain = createReturnTo({
      issuer: { url: 'http://localhost:8080/auth' },
      cookie: {},
      apps: [{ url: 'http://media.local/app' }],
    });
    expect(plain('http://localhost:8080/x')).toBe('http://localhost:8080/x');
    expect(plain('/x')).toBe('http://localhost:8080/x');
    expect(plain('http://media.local/y')).toBe('http://media.local/y');
    expect(plain('http://localhost/x')).toBe('http://localhost:8080/auth/');
    expect(plain('http://sub.localhost:8080/')).toBe('http://localhost:8080/auth/');
    expect(returnTo('http://app.example.com/')).toBe(LAUNCHER);
  });

  test('within no domain where none is configured', () => {
    const hostOnly = createReturnTo({ ...CONFIG, cookie: {}, apps: [] });
    expect(hostOnly('https://app.example.com/')).toBe(LAUNCHER);
    expect(hostOnly('https://auth.example.com/x')).toBe('https://auth.example.com/x');
  });

  test('to the longest address, and not to a longer one', () => {
    const longest = `https://app.example.com/${'a'.repeat(MAX_RETURN_ADDRESS_BYTES - 24)}`;
    expect(returnTo(longest)).toBe(longest);
    expect(returnTo(`${longest}a`)).toBe(LAUNCHER);
    expect(returnTo(`https://app.example.com/${'<'.repeat(1000)}`)).toBe(LAUNCHER);
  });
});

describe('stays at the launcher', () => {
  test.each([undefined, null, 1, true, {}, [], ['https://app.example.com/'], new URL(LAUNCHER)])(
    'with %p, which is no text',
    (rd) => {
      expect(returnTo(rd)).toBe(LAUNCHER);
    },
  );

  test.each([
    '/login',
    '/login?rd=https://app.example.com/',
    '/login/code',
    '/logout',
    'https://auth.example.com/login/plex/return?flow=x',
    '/x/../login',
    '/./logout#x',
  ])('with %s, which would only begin again', (rd) => {
    expect(returnTo(rd)).toBe(LAUNCHER);
  });

  test('below the path of a portal that has one', () => {
    const nested = createReturnTo({ ...CONFIG, issuer: { url: 'https://example.com/auth' } });
    expect(nested('/auth/login')).toBe('https://example.com/auth/');
    expect(nested('/login')).toBe('https://example.com/login');
    expect(nested('/authx/login')).toBe('https://example.com/authx/login');
  });

  const HOSTILE_HOSTS = [
    'evil.test',
    'example.com.evil.test',
    'evilexample.com',
    'evil-example.com',
    'notexample.com',
    'example.comevil.test',
    'example.co',
    'xample.com',
    'app.example.com.',
    'app.example.com@evil.test',
    'app.example.com:pw@evil.test',
    'evil.test%2f.example.com',
    'evil.test%23.example.com',
    'evil.test%5c.example.com',
    'evil.test%00.example.com',
    'evil.test\\.example.com',
    'evil.test\\@app.example.com',
    'evil.test#.example.com',
    'evil.test?.example.com',
    'evil.test/.example.com',
    'evil.test;.example.com',
    'evil.test:80#@app.example.com',
    'evil.test\u3002example.com',
    'evil.test\uff0eexample.com',
    'evil.test\u2025.example.com',
    'app.ex\u0430mple.com',
    'app\u200b.example.com',
    '[::1]',
    '[::ffff:7f00:1]',
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    'localhost',
    'app.example.com:8444',
    'app.example.com:80',
    'app.example.com:99999',
    'app.example.com:',
    ':443',
    '',
    '.example.com@evil.test',
    '@app.example.com',
    'app.example.com,evil.test',
    '*.example.com',
  ];
  const SPELLINGS = [
    (host: string) => `https://${host}/`,
    (host: string) => `//${host}/`,
    (host: string) => `///${host}/`,
    (host: string) => `/\\${host}/`,
    (host: string) => `\\\\${host}/`,
    (host: string) => `\\/${host}/`,
    (host: string) => `/\t/${host}/`,
    (host: string) => `/\n/${host}/`,
    (host: string) => `\t//${host}/`,
    (host: string) => ` https://${host}/`,
    (host: string) => `https:\\\\${host}/`,
    (host: string) => `ht\ttps://${host}/`,
    (host: string) => `http://${host}/`,
    (host: string) => `ftp://${host}/`,
    (host: string) => `\u00a0https://${host}/`,
    (host: string) => `https://${host}/\r\nSet-Cookie: a=b`,
    (host: string) => `https://${host}/\u0000`,
    (host: string) => `javascript:alert(1)//${host}/`,
    (host: string) => `javascript://${host}/%0aalert(1)`,
    (host: string) => `data:text/html,${host}`,
    (host: string) => `vbscript:${host}`,
    (host: string) => `blob:https://${host}/x`,
    (host: string) => `view-source:https://${host}/`,
    (host: string) => `https:${host}`,
    (host: string) => `https:/${host}/`,
    (host: string) => `https:///${host}/`,
    (host: string) => `//https://${host}/`,
    (host: string) => host,
  ];
  // These name a port or path of ours after all.
  const FINE = new Set(['https://app.example.com:/']);

  test.each(HOSTILE_HOSTS)('with every spelling of %j', (host) => {
    for (const spell of SPELLINGS) {
      const rd = spell(host);
      if (!FINE.has(rd)) {
        expect([rd, returnTo(rd)]).toEqual([rd, LAUNCHER]);
      }
    }
  });

  test('with the cases restated from vouch-proxy', () => {
    const { cases } = JSON.parse(
      readFileSync(new URL('../../vectors/vouch-redirect-cases.json', import.meta.url), 'utf8'),
    ) as { cases: readonly VouchCase[] };
    const relevant = cases.filter(
      (each) =>
        each.kind === 'post-login-redirect' &&
        each.config.cookieDomain === 'example.com' &&
        !each.expected.accept &&
        !each.id.startsWith('chain-') &&
        !(each.id in STRICTER_THERE),
    );
    expect(relevant.length).toBeGreaterThan(20);
    const ofTheirs = createReturnTo({ ...CONFIG, issuer: { url: 'https://login.example.com' } });
    for (const { id, input } of relevant) {
      expect([id, ofTheirs(input.url)]).toEqual([id, 'https://login.example.com/']);
    }
  });
});

type VouchCase = Readonly<{
  id: string;
  kind: string;
  input: Readonly<{ url: string }>;
  config: Readonly<{ cookieDomain: string | null }>;
  expected: Readonly<{ accept: boolean }>;
}>;

/** What vouch-proxy refuses and we need not: we look at where an address leads, not at words in its query. */
const STRICTER_THERE: Readonly<Record<string, true>> = {
  'params-one-bad': true,
  'added-relative-path': true,
};

describe('whatever comes', () => {
  test('leads to one of our hosts', () => {
    const piece = fc.constantFrom(
      ...[
        'https:',
        'http:',
        '/',
        '//',
        '\\',
        '@',
        ':',
        '#',
        '?',
        '.',
        '%2f',
        '%5c',
        '\t',
        '\n',
        ' ',
      ],
      ...[
        'app.example.com',
        'evil.test',
        'example.com',
        '8443',
        '443',
        'auth.example.com',
        'x',
        '\u3002',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const { protocol, hostname, port, username } = new URL(returnTo(pieces.join('')));
        expect(protocol).toBe('https:');
        expect(/(^|\.)example\.com$|^apps\.example\.net$/.test(hostname)).toBe(true);
        expect(['', '8443']).toContain(port);
        expect(username).toBe('');
      }),
      { numRuns: 3000 },
    );
  });
});
