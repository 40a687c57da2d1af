import { describe, expect, test } from '@jest/globals';
import { parseDuration } from '../../../config/duration.js';
import { groupNameOf } from '../../../config/group-names.js';
import { parseListenAddress } from '../../../config/listen-address.js';
import { GOOD_YAML, SERVER, goodConfig, load, problemsOf } from './sample-config.js';

const NO_COOKIE = GOOD_YAML.replace(/cookie:\n.*\n/, '').replace(/apps:[^]*/, '');
const withIssuer = (line: string) => NO_COOKIE.replace(/ {2}url: .*/, `  ${line}`);
const withUrl = (url: string) => withIssuer(`url: '${url}'`);
const withDomain = (domain: string, host = 'auth.example.com') =>
  `cookie: { domain: '${domain}' }\n${withUrl(`https://${host}`)}`;

describe('issuer.url', () => {
  test.each([
    ['https://auth.example.com', 'https://auth.example.com'],
    ['https://auth.example.com/', 'https://auth.example.com'],
    ['HTTPS://Auth.Example.COM:443//', 'https://auth.example.com'],
    ['https://example.com:8443/a/b-c_d.e~f/', 'https://example.com:8443/a/b-c_d.e~f'],
    ['https://b\u00fccher.example', 'https://xn--bcher-kva.example'],
    ['http://[::1]:8080/auth', 'http://[::1]:8080/auth'],
  ])('%s is %s', (written, url) => {
    expect(load(withUrl(written))).toMatchObject({ kind: 'config', config: { issuer: { url } } });
  });

  test.each([
    ['auth.example.com', 'must be an absolute address'],
    ['//auth.example.com', 'must be an absolute address'],
    ['ftp://auth.example.com', 'must be an absolute address'],
    ['https:auth.example.com', 'must be an absolute address'],
    ['https:\\\\auth.example.com', 'must be an absolute address'],
    ['https://', 'must be an absolute address'],
    ['https://auth example.com', 'must be an absolute address'],
    ['https://auth.example.com:99999', 'must be an absolute address'],
    ['https://me@auth.example.com', 'user name or password'],
    ['https://auth.example.com/?', 'query'],
    ['https://auth.example.com/?a=b', 'query'],
    ['https://auth.example.com/#', 'fragment'],
    ['https://auth.example.com.', 'dot after the host'],
    [`https://${'a.'.repeat(124)}example`, 'longer than 253'],
    [
      `https://${Array.from('\u4e00\u6c34\u706b\u91d1\u571f').join('').repeat(60)}.example`,
      'longer than 253',
    ],
    [`https://auth.example.com/${'a'.repeat(512)}`, 'longer than 512'],
    ['https://auth.example.com/a//b', 'the path of issuer.url'],
    ['https://auth.example.com/%61', 'the path of issuer.url'],
    ['https://auth.example.com/a;b', 'the path of issuer.url'],
  ])('%s is refused: %s', (url, message) => {
    const problems = problemsOf(withUrl(url));
    expect(problems).toMatchObject([{ path: 'issuer.url' }]);
    expect(problems[0]?.message).toContain(message);
  });

  test.each([
    ['http://auth.example.com', true],
    ['http://8.8.8.8', true],
    ['http://[2001:db8::1]', true],
    ['http://172.32.0.1', true],
    ['http://localhost:8080', false],
    ['http://app.localhost', false],
    ['http://127.0.0.1', false],
    ['http://192.168.1.5:8080', false],
    ['http://10.1.2.3', false],
    ['http://172.31.0.1', false],
    ['http://[fd00::1]', false],
    ['http://nas', false],
    ['http://nas.lan', false],
    ['http://notlan.example', true],
  ])('%s as plain http: warned %s', (url, isWarned) => {
    const outcome = load(withUrl(url));
    expect(outcome.kind).toBe('config');
    expect(outcome).toMatchObject({ warnings: isWarned ? [{ path: 'issuer.url' }] : [] });
  });
});

describe('cookie.domain', () => {
  test.each([
    ['example.com', 'auth.example.com', 'example.com'],
    ['.example.com', 'auth.example.com', 'example.com'],
    ['Example.COM', 'example.com', 'example.com'],
    ['me.duckdns.org', 'auth.me.duckdns.org', 'me.duckdns.org'],
    ['home.lan', 'auth.home.lan', 'home.lan'],
    ['b\u00fccher.example', 'auth.b\u00fccher.example', 'xn--bcher-kva.example'],
  ])('%s for %s is %s', (written, host, domain) => {
    expect(load(withDomain(written, host))).toMatchObject({
      kind: 'config',
      config: { cookie: { domain } },
    });
  });

  test.each([
    ['com', 'auth.com', 'single name', 'leave cookie.domain out'],
    ['localhost', 'localhost', 'single name', 'leave cookie.domain out'],
    ['co.uk', 'auth.example.co.uk', 'Public Suffix List', 'use example.co.uk'],
    ['duckdns.org', 'me.duckdns.org', 'Public Suffix List', 'use me.duckdns.org'],
    ['synology.me', 'auth.example.com', 'Public Suffix List', 'yourname.synology.me'],
    ['192.168.1.5', '192.168.1.5', 'IP address', 'leave cookie.domain out'],
    ['[::1]', '[::1]', 'not a domain name', 'only the name'],
    ['https://example.com', 'auth.example.com', 'not a domain name', 'only the name'],
    ['example.com:443', 'auth.example.com', 'not a domain name', 'only the name'],
    ['example.com/auth', 'auth.example.com', 'not a domain name', 'only the name'],
    ['example..com', 'auth.example.com', 'not a domain name', 'only the name'],
    ['example.com.', 'auth.example.com', 'not a domain name', 'only the name'],
    ['*.example.com', 'auth.example.com', 'not a domain name', 'only the name'],
    ['my_home.example', 'auth.my_home.example', 'not a domain name', 'only the name'],
    ['-home.example', 'auth.-home.example', 'not a domain name', 'only the name'],
    ['home-.example', 'auth.home-.example', 'not a domain name', 'only the name'],
    ['example.org', 'auth.example.com', 'does not lie within example.org', 'auth.example.org'],
    ['ample.com', 'auth.example.com', 'does not lie within ample.com', 'auth.ample.com'],
    ['example.com', '10.0.0.1', 'does not lie within example.com', 'leave cookie.domain out'],
  ])('%s for %s is refused: %s', (domain, host, message, suggestion) => {
    const problems = problemsOf(withDomain(domain, host));
    expect(problems).toMatchObject([{ path: 'cookie.domain', line: 1 }]);
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.suggestion).toContain(suggestion);
  });

  test('is not held against an issuer.url that is wrong itself', () => {
    expect(problemsOf(withDomain('example.com', ' ')).map(({ path }) => path)).toEqual([
      'issuer.url',
    ]);
  });
});

describe('plex.servers', () => {
  test.each([
    ['too short', SERVER.slice(1)],
    ['too long', `${SERVER}0`],
    ['not hexadecimal', SERVER.replace('a', 'g')],
    ['the sample of the documentation', '0123456789abcdef0123456789abcdef01234567'],
    ['one digit over and over', 'a'.repeat(40)],
  ])('refuses an entry that is %s', (_, entry) => {
    expect(problemsOf(NO_COOKIE.replace(SERVER, `'${entry}'`))).toMatchObject([
      { path: 'plex.servers[0]' },
    ]);
  });
});

describe('addresses of plex.tv and of apps', () => {
  const withPlex = (line: string) => NO_COOKIE.replace('plex:\n', `plex:\n  ${line}\n`);

  test.each([
    ['apiUrl: http://plex.tv', 'plain http on a public host'],
    ['authUrl: http://app.plex.tv/auth', 'plain http on a public host'],
    ['apiUrl: plex.tv', 'must be an absolute address'],
    ['authUrl: "https://app.plex.tv/auth#"', 'fragment'],
  ])('%s is refused', (line, message) => {
    expect(problemsOf(withPlex(line))[0]?.message).toContain(message);
  });

  test.each(['http://127.0.0.1:1', 'http://plex-stand-in:8080', 'https://plex.example'])(
    '%s is taken',
    (url) => {
      expect(load(withPlex(`apiUrl: ${url}`)).kind).toBe('config');
    },
  );

  test.each(['javascript:alert(1)', '/sonarr', 'https://u:p@sonarr.example.com', 'https://a/?b'])(
    'an app at %s is refused',
    (url) => {
      expect(
        problemsOf(`${NO_COOKIE}apps: [{ name: A, url: '${url}', group: 4 }]\n`),
      ).toMatchObject([{ path: 'apps[0].url' }]);
    },
  );
});

describe('issuer.listen', () => {
  test.each([
    ['127.0.0.1:9190', { host: '127.0.0.1', port: 9190 }],
    ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65535 }],
    ['[::1]:9190', { host: '::1', port: 9190 }],
    ['[::]:1', { host: '::', port: 1 }],
  ])('%s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  test.each([
    '',
    '9190',
    ':9190',
    '127.0.0.1',
    '::1:9190',
    '[127.0.0.1]:1',
    'a:65536',
    '1.2.3:4',
    'a b:1',
    '-a:1',
    'a:1 ',
  ])('%j is none', (text) => {
    expect(parseListenAddress(text)).toBeUndefined();
  });

  test('is a problem with examples', () => {
    const problems = problemsOf(withIssuer("url: https://a.example\n  listen: '9190'"));
    expect(problems).toMatchObject([{ path: 'issuer.listen', line: 3 }]);
  });
});

describe('durations', () => {
  test.each([
    ['90s', 90],
    ['90m', 5400],
    ['24h', 86400],
    ['7d', 604800],
    ['2w', 1209600],
    ['1d12h', 129600],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each(['', '24', 'h', '1.5h', '-1h', '24 h', '24H', '1y', '1h '])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    ['5m', true],
    ['299s', false],
    ['400d', true],
    ['400d1s', false],
    ['soon', false],
  ])('session.lifetime and session.renewFor %s: %s', (text, isFine) => {
    for (const key of ['lifetime', 'renewFor']) {
      const outcome = load(`${NO_COOKIE}session: { ${key}: ${text} }\n`);
      expect(outcome.kind).toBe(isFine ? 'config' : 'problems');
    }
  });
});

test.each([
  ['1d', true],
  ['23h', false],
  ['400d', true],
  ['401d', false],
  ['soon', false],
])('apiTokens.maxLifetime %s: %s', (text, isFine) => {
  const outcome = load(`${NO_COOKIE}apiTokens: { maxLifetime: ${text} }\n`);
  expect(outcome.kind).toBe(isFine ? 'config' : 'problems');
});

describe('where nginx reaches the portal', () => {
  function address(listen: string, rest = ''): string | undefined {
    const outcome = load(withIssuer(`url: https://a.example\n  listen: '${listen}'`) + rest);
    return outcome.kind === 'config' ? outcome.config.nginx.issuerAddress : outcome.kind;
  }

  test.each([
    ['127.0.0.1:9190', '127.0.0.1:9190'],
    ['0.0.0.0:9190', '127.0.0.1:9190'],
    ['[::]:9190', '[::1]:9190'],
    ['[fd00::5]:9190', '[fd00::5]:9190'],
    ['localhost:80', 'localhost:80'],
    ['127.0.0.1:0', undefined],
  ])('is where it listens: %s is %s', (listen, expected) => {
    expect(address(listen)).toBe(expected);
  });

  test.each([
    ['portal:9190', 'portal:9190'],
    ['[fd00::5]:80', '[fd00::5]:80'],
    ['portal', 'problems'],
    ['portal:0', 'problems'],
    ['http://portal:9190', 'problems'],
    ['a;b:9190', 'problems'],
  ])('nginx.issuerAddress wins: %s is %s', (text, expected) => {
    expect(address('127.0.0.1:0', `nginx: { issuerAddress: '${text}' }\n`)).toBe(expected);
  });
});

describe('the section revocation', () => {
  const revocation = (text: string) => `${GOOD_YAML}revocation: { ${text} }\n`;

  test.each([
    ['', '/etc/usher/data/revocations'],
    ['dir: none', ''],
    ['dir: revoked', '/etc/usher/revoked'],
    ['dir: /run/usher', '/run/usher'],
  ])('of "%s" the folder is "%s"', (text, dir) => {
    expect(goodConfig(revocation(text)).config.revocation.dir).toBe(dir);
  });

  test.each([
    ['dir: ~/usher', 'revocation.dir'],
    ['dir: ./data', 'revocation.dir'],
    ['maxAge: 59s', 'revocation.maxAge'],
    ['maxAge: 401d', 'revocation.maxAge'],
    ['maxAge: never', 'revocation.maxAge'],
    ['whenStale: shrug', 'revocation.whenStale'],
  ])('"%s" is refused', (text, path) => {
    expect(problemsOf(revocation(text))).toMatchObject([{ path }]);
  });

  test('maxAge: none is that there is none', () => {
    expect(goodConfig(revocation('maxAge: none')).config.revocation).not.toHaveProperty(
      'maxAgeSeconds',
    );
  });

  test('says that refusing does little without an age', () => {
    expect(goodConfig(revocation('whenStale: refuse')).warnings).toMatchObject([
      { path: 'revocation.whenStale' },
    ]);
    expect(goodConfig(revocation('whenStale: refuse, maxAge: 1h')).warnings).toEqual([]);
  });
});

describe('issuer.trustedProxies', () => {
  test.each(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '10.0.0.1/32', 'loopback'])(
    '%s is taken',
    (entry) => {
      expect(load(withIssuer(`url: https://a.example\n  trustedProxies: ['${entry}']`)).kind).toBe(
        'config',
      );
    },
  );

  test.each([
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    'fd00::/129',
    'nginx',
    '10.0.0.0/8/8',
    '10.0.0.0/',
  ])('%s is refused', (entry) => {
    const yaml = withIssuer(`url: https://a.example\n  trustedProxies: [loopback, '${entry}']`);
    expect(problemsOf(yaml)).toMatchObject([{ path: 'issuer.trustedProxies[1]', line: 3 }]);
  });
});

test('issuer.dataDir does not take ~ for a folder of that name', () => {
  expect(problemsOf(withIssuer('url: https://a.example\n  dataDir: ~/usher'))).toMatchObject([
    { path: 'issuer.dataDir' },
  ]);
});

describe('names of groups', () => {
  test.each([
    [0, 'Admin'],
    [3, 'Family'],
    [5, 'Group 5'],
    [997, 'Group 997'],
    [998, 'Signed In'],
    [999, 'Guest'],
  ])('%d is %s', (id, name) => {
    expect(groupNameOf({ groupNames: { 3: 'Family' } }, id)).toBe(name);
  });
});
