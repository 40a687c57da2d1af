/** The section gate: where a token may be, and Organizr's cookie during a migration. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { isHmacSha256 } from '../../../../shared/hmac-sha256.js';
import { organizrKeyOf } from '../../../keys/organizr-key.js';
import { GOOD_YAML, goodConfig, load, NOW, problemsOf } from './sample-config.js';

const STRONG = 'x'.repeat(32);
const FILES = { '/etc/usher/organizr-secret': `${STRONG}\n`, '/run/secrets/organizr': STRONG };
const COOKIE = 'organizr_token_0f8fad5b-d9cb-469f-a165-70867728950e';
const DAY = 86_400;

const withGate = (lines: string) => `${GOOD_YAML}gate:\n  ${lines}\n`;
const withOrganizr = (changes: Readonly<Record<string, string>> = {}) => {
  const members = {
    cookie: COOKIE,
    secretFile: 'organizr-secret',
    until: '2027-03-01',
    ...changes,
  };
  const lines = Object.entries(members).map(([name, value]) => `    ${name}: ${value}`);
  return withGate(`organizr:\n${lines.join('\n')}`);
};
const gateOf = (yaml: string, env: Record<string, string> = {}) => {
  const { config, warnings } = goodConfig(yaml, env, FILES);
  return { ...config.gate, warnings };
};

describe('where a token may be', () => {
  test('is the cookie and Authorization: Bearer, unless something else is said', () => {
    expect(gateOf(GOOD_YAML)).toEqual({
      sources: { bearer: true, basic: false, header: '', query: '' },
      warnings: [],
    });
  });

  test('can be said', () => {
    expect(gateOf(withGate('{ bearer: false, basic: true, header: X-Usher-Token }'))).toEqual({
      sources: { bearer: false, basic: true, header: 'x_usher_token', query: '' },
      warnings: [],
    });
  });

  test('can be said by the environment', () => {
    const env = {
      USHER_GATE_BEARER: 'false',
      USHER_GATE_BASIC: 'true',
      USHER_GATE_HEADER: 'X-Api-Key',
    };
    expect(gateOf(GOOD_YAML, env).sources).toEqual({
      bearer: false,
      basic: true,
      header: 'x_api_key',
      query: '',
    });
  });

  test('a query parameter is warned of', () => {
    const { sources, warnings } = gateOf(withGate('query: usher_token'));
    expect(sources.query).toBe('usher_token');
    expect(warnings).toMatchObject([{ path: 'gate.query', line: 15 }]);
    expect(warnings[0]?.message).toContain('logs');
  });

  test.each([
    'X Token',
    'X_Token',
    '1-Token',
    '-Token',
    'Token-',
    'X-Tökén',
    '"X-Token:"',
    '"X-Token\\n"',
    'Authorization',
    'cookie',
    'HOST',
    'Remote-User',
    'X-Forwarded-For',
    'X-Real-IP',
    'Content-Length',
    'Sec-Fetch-Mode',
    'Proxy-Authorization',
  ])('no header can be %s', (name) => {
    expect(problemsOf(withGate(`header: ${name}`))).toMatchObject([{ path: 'gate.header' }]);
  });

  test('who names Authorization is told of the settings for it', () => {
    expect(problemsOf(withGate('header: Authorization'))[0]?.suggestion).toContain('gate.bearer');
  });

  test.each(['a b', 'a&b', 'a=b', 'a.b', 'a%41', 'tökén', '"a\\n"', '""', 'x'.repeat(65)])(
    'no parameter can be %j',
    (name) => {
      expect(problemsOf(withGate(`query: ${name}`))).toMatchObject([{ path: 'gate.query' }]);
    },
  );

  test.each(['bearer', 'basic'])('gate.%s is true or false', (name) => {
    expect(problemsOf(withGate(`${name}: yes`))).toMatchObject([{ path: `gate.${name}` }]);
  });

  test('a name that is unknown is a problem', () => {
    expect(problemsOf(withGate('headers: X-Token'))).toMatchObject([
      { path: 'gate.headers', suggestion: 'did you mean "header"?' },
    ]);
    expect(problemsOf(withOrganizr({ secret: 'abc' }), {}, FILES)).toMatchObject([
      { path: 'gate.organizr.secret' },
    ]);
  });
});

describe("Organizr's cookie", () => {
  test('is configured with its name, its secret and its last day', () => {
    expect(gateOf(withOrganizr())).toMatchObject({
      organizr: {
        cookieName: COOKIE,
        secret: Buffer.from(STRONG).toString('base64url'),
        until: Date.UTC(2027, 2, 1) / 1000,
      },
      warnings: [],
    });
  });

  test('every part can come from the environment, with a section in the file or without', () => {
    const env = {
      USHER_GATE_ORGANIZR_COOKIE: 'organizr_token_other',
      USHER_GATE_ORGANIZR_SECRET_FILE: '/run/secrets/organizr',
      USHER_GATE_ORGANIZR_UNTIL: '2027-02-01',
      USHER_GATE_ORGANIZR_KEY_DERIVATION: 'sha256-hex',
    };
    const expected = {
      organizr: { cookieName: 'organizr_token_other', until: Date.UTC(2027, 1, 1) / 1000 },
      warnings: [],
    };
    expect(gateOf(GOOD_YAML, env)).toMatchObject(expected);
    expect(gateOf(withOrganizr(), env)).toMatchObject(expected);
    expect(gateOf(withGate('basic: true'), env)).toMatchObject({
      ...expected,
      sources: { basic: true },
    });
  });

  test('a section that is none is not hidden by the environment', () => {
    expect(
      problemsOf(withGate('organizr: 5'), { USHER_GATE_ORGANIZR_UNTIL: '2027-02-01' }),
    ).toMatchObject([{ path: 'gate.organizr' }]);
  });

  test.each(['cookie', 'secretFile', 'until'])('%s must be given', (missing) => {
    const yaml = withOrganizr().replace(new RegExp(`    ${missing}: .*\\n`), '');
    expect(problemsOf(yaml, {}, FILES)).toMatchObject([{ path: `gate.organizr.${missing}` }]);
  });

  test.each(['organizr_token_<uuid>', '"a b"', 'a;b', 'a=b', '__Secure-usher', 'usher'])(
    'its name cannot be %s',
    (cookie) => {
      expect(problemsOf(withOrganizr({ cookie }), {}, FILES)).toMatchObject([
        { path: 'gate.organizr.cookie' },
      ]);
    },
  );

  test('another name than Organizr gives is warned of', () => {
    expect(gateOf(withOrganizr({ cookie: 'organizr' })).warnings).toMatchObject([
      { path: 'gate.organizr.cookie' },
    ]);
  });

  test.each([
    ['2027-01-16', Date.UTC(2027, 0, 16)],
    ['"2027-01-16"', Date.UTC(2027, 0, 16)],
    ['2028-01-15', Date.UTC(2028, 0, 15)],
  ])('it may end on %s, when that day begins in UTC', (until, milliseconds) => {
    expect(gateOf(withOrganizr({ until })).organizr?.until).toBe(milliseconds / 1000);
  });

  test.each([
    'tomorrow',
    '2027-3-1',
    '2027-02-30',
    '2027-13-01',
    '01.03.2027',
    '"2027-03-01T00:00:00Z"',
    '"2027-03-01\\n"',
    '20270301',
    'never',
  ])('it cannot end on %s', (until) => {
    expect(problemsOf(withOrganizr({ until }), {}, FILES)).toMatchObject([
      { path: 'gate.organizr.until' },
    ]);
  });

  test.each(['2027-01-15', '2026-12-31', '1999-01-01'])(
    'it is off, with a warning, when %s has come',
    (until) => {
      const { organizr, warnings } = gateOf(withOrganizr({ until }));
      expect(organizr).toBeUndefined();
      expect(warnings).toMatchObject([{ path: 'gate.organizr.until' }]);
    },
  );

  test('then its secret may be gone', () => {
    expect(load(withOrganizr({ until: '2027-01-15' }), {}, {})).toMatchObject({
      kind: 'config',
      warnings: [{ path: 'gate.organizr.until' }],
    });
  });

  test('more than a year is warned of', () => {
    const day = new Date((NOW + 367 * DAY) * 1000).toISOString().slice(0, 10);
    expect(gateOf(withOrganizr({ until: day })).warnings).toMatchObject([
      { path: 'gate.organizr.until' },
    ]);
  });

  describe('its secret', () => {
    const outcomeWith = (text: string) =>
      load(withOrganizr(), {}, { '/etc/usher/organizr-secret': text });

    test.each(['abc', 'a-secret-of-thirty-characters!', 'x'.repeat(31), `ü${'x'.repeat(29)}`])(
      'under 32 bytes it is warned of, and not told: %s',
      (secret) => {
        const outcome = outcomeWith(secret);
        expect(outcome).toMatchObject({
          kind: 'config',
          warnings: [{ path: 'gate.organizr.secretFile' }],
        });
        expect(outcome.kind === 'config' && JSON.stringify(outcome.warnings)).not.toContain(secret);
      },
    );

    test.each([
      ['is empty', ''],
      ['is empty but for a newline', '\n'],
      ['has two lines', `${STRONG}\nmore`],
      ["is Organizr's whole configuration", `<?php\nreturn array(\n  'organizrHash' => 'x',\n);\n`],
      ['is long', 'x'.repeat(513)],
    ])('is refused where the file %s', (_, text) => {
      const outcome = outcomeWith(text);
      expect(outcome).toMatchObject({
        kind: 'problems',
        problems: [{ path: 'gate.organizr.secretFile' }],
      });
    });

    test('is refused where there is no file', () => {
      expect(problemsOf(withOrganizr(), {}, {})).toMatchObject([
        { path: 'gate.organizr.secretFile', message: expect.stringContaining('no such file') },
      ]);
      expect(problemsOf(withOrganizr({ secretFile: '~/secret' }), {}, FILES)).toMatchObject([
        { path: 'gate.organizr.secretFile' },
      ]);
    });

    test('keeps blanks, quotes and what else somebody has typed', () => {
      const secret = ` "it's" \\ ${'ü'.repeat(16)} `;
      expect(outcomeWith(`${secret}\r\n`)).toMatchObject({
        config: { gate: { organizr: { secret: Buffer.from(secret).toString('base64url') } } },
      });
    });
  });

  describe('its key', () => {
    const signed = (key: string | Buffer) =>
      createHmac('sha256', key).update('a.b').digest('base64url');
    /** echo -n abc | sha256sum */
    const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

    test.each(['abc', 'ä', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(65)])(
      'is the bytes of the secret, however many: %s',
      (secret) => {
        expect(isHmacSha256(organizrKeyOf(secret, 'raw'), 'a.b', signed(secret))).toBe(true);
        expect(isHmacSha256(organizrKeyOf(secret, 'raw'), 'a.b', signed(`${secret}x`))).toBe(false);
      },
    );

    test('is the SHA-256 of a short secret, where that is said', () => {
      expect(isHmacSha256(organizrKeyOf('abc', 'sha256-hex'), 'a.b', signed(ABC))).toBe(true);
      expect(isHmacSha256(organizrKeyOf('abc', 'sha256-hex'), 'a.b', signed('abc'))).toBe(false);
      expect(organizrKeyOf(STRONG, 'sha256-hex')).toBe(organizrKeyOf(STRONG, 'raw'));
    });

    test.each([
      ['raw', 'raw'],
      ['sha256-hex', 'sha256-hex'],
    ] as const)('keyDerivation: %s', (written, derivation) => {
      expect(gateOf(withOrganizr({ keyDerivation: written })).organizr?.secret).toBe(
        organizrKeyOf(STRONG, derivation),
      );
    });

    test('there is no other derivation', () => {
      expect(problemsOf(withOrganizr({ keyDerivation: 'md5' }), {}, FILES)).toMatchObject([
        { path: 'gate.organizr.keyDerivation' },
      ]);
    });
  });
});
