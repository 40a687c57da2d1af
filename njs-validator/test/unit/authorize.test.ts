/** The gate's answer to nginx: a status, the variables, a line in the log. Tokens are real, and so is the crypto. */
import { describe, expect, test } from '@jest/globals';
import type { GateConfig, GateFile, SharedKey } from '../../../shared/gate-config.js';
import {
  anyGateConfigFor,
  mintWith,
  sampleKeyPair,
} from '../../../shared/test/public-key-maker.js';
import {
  ASKED,
  gateConfigFor,
  goodClaims,
  mint,
  testKeys,
} from '../../../shared/test/token-maker.js';
import { cookieVectors, tokenVectors } from '../../../shared/test/vectors.js';
import { authorize } from '../../authorize.js';
import type { GateRequest } from '../../gate-request.js';
import { answerOf, fakeRequest, type FakeRequest } from './support/fake-request.js';
import { gateFileOf } from './support/gate-file.js';

const NOW = 1_790_000_000;
const keys = testKeys(2);
const key = keys[0]!;
const config = gateConfigFor(keys);
const NOBODY = {
  usher_user: '',
  usher_name: '',
  usher_email: '',
  usher_group: '',
  usher_group_id: '',
};
const ZOE = {
  usher_user: 'zoe',
  usher_name: 'Zo%C3%AB %C3%85ngstr%C3%B6m',
  usher_email: 'zoe@example.com',
  usher_group: 'friends',
  usher_group_id: '4',
};

function cookie(claims: object = {}): string {
  return `${config.cookieName}=${mint(key, { ...goodClaims(NOW), ...claims })}`;
}

/** A question to the gate, answered. */
function ask(
  uri: string,
  variables: GateRequest['variables'] = {},
  gate: GateConfig = config,
): FakeRequest {
  const r = fakeRequest({ uri, variables });
  void authorize(r, gateFileOf(gate), undefined, NOW);
  // nginx takes one answer, and a body of any kind, if only '': see GateRequest.
  expect(answerOf(r)).toEqual({ status: r.answers[0]!.status, body: '', headers: {} });
  return r;
}

/** What nginx gets to see of an answer. */
function seen(r: FakeRequest) {
  const variables = r.variables;
  return {
    statuses: r.answers.map((answer) => answer.status),
    reason: variables.usher_reason,
    threshold: variables.usher_threshold,
    user: variables.usher_user,
    groupId: variables.usher_group_id,
  };
}

describe.each(['/_usher/', '/organizr-auth/', '/auth-'])('the threshold in %sN', (prefix) => {
  test.each([
    ['0', 403],
    ['3', 403],
    ['4', 204],
    ['5', 204],
    ['42', 204],
    ['998', 204],
    ['999', 204],
  ])('%s is one: somebody in group 4 gets %d', (text, status) => {
    expect(seen(ask(prefix + text, { http_cookie: cookie() }))).toMatchObject({
      statuses: [status],
      threshold: text,
      user: 'zoe',
      groupId: '4',
    });
  });

  test.each([
    '',
    ' ',
    '04',
    '4 ',
    ' 4',
    '4\n',
    '+4',
    '-1',
    '-0',
    '1000',
    '4.0',
    '4.5',
    '4e0',
    '0x4',
    '4n',
    '4,5',
    '4/',
    '/4',
    '4/999',
    '4?x',
    '4_0',
    'NaN',
    'Infinity',
    '1e999',
    'null',
    'true',
    'admin',
    '$threshold',
    '\u0664',
    '\u00a04',
    '__proto__',
    '9'.repeat(400),
  ])('%j is none: nobody gets in, not even an admin, and the log says so', (text) => {
    const r = ask(prefix + text, { http_cookie: cookie({ group_id: 0 }) });
    expect(r.answers).toEqual([{ status: 500, body: '' }]);
    expect(r.variables).toMatchObject({ usher_reason: 'threshold_malformed', ...NOBODY });
    expect(r.errors).toHaveLength(1);
    expect(r.errors[0]).toContain('threshold_malformed');
    // Whoever can write the address must not be able to write the log.
    expect(r.errors[0]).not.toContain('\n');
    expect(r.errors[0]!.length).toBeLessThan(200);
  });
});

test('the log shows what stands where a threshold should be', () => {
  expect(ask('/_usher/admin').errors).toEqual(['usher: threshold_malformed: "admin"']);
});

test.each(['/', '', '/_usher', '/auth', '/organizr-auth'])(
  'an address that is none of the gate’s lets nobody in: %j',
  (uri) => {
    expect(seen(ask(uri, { http_cookie: cookie({ group_id: 0 }) }))).toMatchObject({
      statuses: [500],
      reason: 'threshold_malformed',
    });
  },
);

describe('who may pass', () => {
  test.each([
    ['an admin at 0', 0, 0, 204],
    ['an admin at 4', 0, 4, 204],
    ['a co-admin at 0', 1, 0, 403],
    ['a group below the threshold', 3, 4, 204],
    ['a group at the threshold', 4, 4, 204],
    ['a group above the threshold', 5, 4, 403],
    ['the last group that is signed in, at 998', 998, 998, 204],
    ['a guest with a token, at 998', 999, 998, 403],
    ['a guest with a token, at 999', 999, 999, 204],
    ['an admin at 999', 0, 999, 204],
  ])('%s: group %d at %d gives %d', (_who, group, threshold, status) => {
    const r = ask(`/_usher/${threshold}`, { http_cookie: cookie({ group_id: group }) });
    expect(seen(r)).toEqual({
      statuses: [status],
      reason: status === 204 ? 'allowed' : 'group_above_threshold',
      threshold: String(threshold),
      user: 'zoe',
      groupId: String(group),
    });
    expect(r.errors).toEqual([]);
  });

  const scrap = `${config.cookieName}=scrap`;
  const expired = cookie({ exp: NOW - 31 });
  const foreign = `${config.cookieName}=${mint(testKeys(3)[2]!, goodClaims(NOW))}`;
  test.each([
    ['no cookie at all', undefined, 'no_token'],
    ['an empty Cookie header', '', 'no_token'],
    ['other cookies', 'theme=dark; usher=x', 'no_token'],
    ['an empty cookie', `${config.cookieName}=`, 'no_token'],
    ['our cookie in another letter case', cookie().toUpperCase(), 'no_token'],
    ['a scrap', scrap, 'not_three_segments'],
    ['a session that is over', expired, 'expired'],
    ['a token of somebody else’s key', foreign, 'key_unknown'],
    ['two bad cookies', `${expired}; ${scrap}`, 'expired'],
  ])('%s is nobody: 401, but a guest at 999', (_what, header, reason) => {
    for (const threshold of [0, 4, 998]) {
      const r = ask(`/_usher/${threshold}`, { http_cookie: header });
      expect(r.answers).toEqual([{ status: 401, body: '' }]);
      expect(r.variables).toMatchObject({ usher_reason: reason, ...NOBODY });
    }
    const guest = ask('/_usher/999', { http_cookie: header });
    expect(guest.answers).toEqual([{ status: 204, body: '' }]);
    expect(guest.variables).toMatchObject({ usher_reason: 'guest', ...NOBODY });
  });

  test('a good cookie counts behind planted ones', () => {
    const header = `a=b; ${scrap}; ${expired}; ${cookie()}; c=d`;
    expect(seen(ask('/_usher/4', { http_cookie: header }))).toMatchObject({
      statuses: [204],
      user: 'zoe',
    });
  });

  test.each([
    [false, { statuses: [401], reason: 'no_token', user: '' }, ''],
    [true, { statuses: [204], reason: 'allowed', user: 'zoe' }, 'bearer'],
  ])('a token elsewhere counts if the operator says so: %p', (bearer, outcome, source) => {
    const token = mint(key, goodClaims(NOW));
    const variables = {
      http_authorization: `Bearer ${token}`,
      http_x_api_key: token,
      request_uri: `/?${config.cookieName}=${token}`,
    };
    const sources = { bearer, basic: false, header: '', query: '' };
    const r = ask('/_usher/4', variables, { ...config, sources });
    expect(seen(r)).toMatchObject(outcome);
    expect(r.variables.usher_source).toBe(source);
  });

  test.each([
    ['in its last second', -1, 204, 'allowed'],
    ['as long after its end as clocks may differ', 29.5, 204, 'allowed'],
    ['later', 30, 401, 'expired'],
    ['on a clock that has no time', NaN, 401, 'expired'],
  ])('a token %s: %d s after its end', (_when, late, status, reason) => {
    const r = fakeRequest({ uri: '/_usher/4', variables: { http_cookie: cookie({ exp: NOW }) } });
    void authorize(r, gateFileOf(config), undefined, NOW + late);
    expect(seen(r)).toMatchObject({ statuses: [status], reason });
  });
});

describe('the variables', () => {
  test('tell the app who it is, in characters that every header takes', () => {
    const r = ask('/_usher/4', { http_cookie: cookie() });
    expect(r.variables).toMatchObject({ usher_reason: 'allowed', usher_threshold: '4', ...ZOE });
  });

  test('tell the refusal page who it is', () => {
    const r = ask('/_usher/3', { http_cookie: cookie() });
    expect(r.variables).toMatchObject({ usher_threshold: '3', ...ZOE });
  });

  test('cannot be made to hold a second header by a name', () => {
    const r = ask('/_usher/4', { http_cookie: cookie({ name: 'x\r\nRemote-Group-Id: 0' }) });
    expect(r.variables.usher_name).toBe('x%0D%0ARemote-Group-Id: 0');
  });

  test.each([
    ['999', 204, 'guest'],
    ['4', 401, 'no_token'],
    ['x', 500, 'threshold_malformed'],
  ])('hold nothing of an earlier verdict of the same request at %s', (text, status, reason) => {
    const r = ask(`/_usher/${text}`, { usher_reason: 'allowed', usher_threshold: '0', ...ZOE });
    expect(seen(r)).toMatchObject({ statuses: [status], reason });
    expect(r.variables).toMatchObject({ usher_threshold: text === 'x' ? '' : text, ...NOBODY });
  });
});

describe('when the gate itself is at fault', () => {
  /** A request with an earlier verdict's variables, the cookie of which cannot be read. */
  function faulty(thrown: unknown): FakeRequest {
    const variables = Object.defineProperty({ ...ZOE }, 'http_cookie', {
      get: () => {
        throw thrown;
      },
    });
    return { ...fakeRequest({ uri: '/_usher/999' }), variables };
  }

  test.each([
    [new TypeError('no such thing'), 'usher: gate_error: TypeError: no such thing'],
    ['a text', 'usher: gate_error: a text'],
    [undefined, 'usher: gate_error: undefined'],
  ])('nobody gets in, even where everybody may, and the log says why: %p', (thrown, line) => {
    const r = faulty(thrown);
    void authorize(r, gateFileOf(config), undefined, NOW);
    expect(r.answers).toEqual([{ status: 500, body: '' }]);
    expect(r.errors).toEqual([line]);
    expect(seen(r)).toMatchObject({ reason: 'gate_error', user: '', groupId: '' });
    expect([r.variables.usher_name, r.variables.usher_email, r.variables.usher_group]).toEqual([
      '',
      '',
      '',
    ]);
  });

  const secret = 'c2hvcnQtc2VjcmV0';
  test.each([
    ['nothing', { headers: undefined, keys: undefined, issuer: undefined }],
    ['no headers', { headers: undefined }],
    ['a key without its secret', gateConfigFor([{ kid: key.kid, alg: key.alg } as SharedKey])],
    ['a key that is too short', gateConfigFor([{ ...key, secret }])],
  ])('a configuration with %s is an error, and no key comes into the log', (_what, change) => {
    const broken = { ...config, ...change } as unknown as GateConfig;
    const r = ask('/_usher/4', { http_cookie: cookie() }, broken);
    expect(seen(r)).toMatchObject({ statuses: [500], reason: 'gate_error', user: '' });
    expect(r.errors).toEqual([expect.stringMatching(/^usher: gate_error: /)]);
    expect(r.errors[0]).not.toContain(secret);
  });

  test('a public key that the engine cannot use is an error, too', async () => {
    const pair = sampleKeyPair('ES256');
    const gate = anyGateConfigFor([{ ...pair.key, spki: 'AAAA' }]);
    const token = mintWith(pair, goodClaims(NOW));
    const variables = { http_cookie: `${gate.cookieName}=${token}` };
    const r = fakeRequest({ uri: '/_usher/999', variables });
    await authorize(r, gateFileOf(gate), undefined, NOW);
    expect(r.answers).toEqual([{ status: 500, body: '' }]);
    expect(r.variables).toMatchObject({ usher_reason: 'gate_error', ...NOBODY });
    expect(r.errors).toEqual([expect.stringMatching(/^usher: gate_error: \w*Error/)]);
    expect(r.errors[0]).not.toContain(token);
  });

  test('nobody gets in without a configuration, or where the verdict cannot be passed on', () => {
    const variables = Object.freeze({ http_cookie: cookie() });
    const mute = { ...fakeRequest({ uri: '/_usher/4' }), variables };
    const bare = fakeRequest({ uri: '/_usher/4', variables });
    for (const [r, gate] of [
      [mute, gateFileOf(config)],
      [bare, undefined as unknown as GateFile],
    ] as const) {
      try {
        void authorize(r, gate, undefined, NOW);
      } catch {
        // nginx makes a 500 of it.
      }
      expect(r.answers.filter(({ status }) => status !== 500)).toEqual([]);
    }
  });
});

describe('the tables of tokens and cookies', () => {
  function judged(r: FakeRequest) {
    return [r.variables.usher_reason, r.answers.map(({ status }) => status)];
  }

  function statusFor(reason: string): number {
    if (reason === 'allowed' || reason === 'guest') {
      return 204;
    }
    return reason === 'group_above_threshold' || reason === 'resource_not_allowed' ? 403 : 401;
  }

  test.each([1, 3])('every token gives its reason and status, with %d keys', (count) => {
    const ring = testKeys(count);
    const gate = gateConfigFor(ring);
    const vectors = tokenVectors(NOW, ring).filter(({ travels }) => travels);
    expect(vectors.length).toBeGreaterThan(100);
    for (const { name, token, threshold, expect: reason } of vectors) {
      const header = `${gate.cookieName}=${token}`;
      const path = `/${threshold}/`;
      const address = { host: ASKED.host, usher_path: path, request_uri: `${path}?a` };
      const r = ask(`/_usher/${threshold}`, { http_cookie: header, ...address }, gate);
      expect([name, ...judged(r)]).toEqual([name, reason, [statusFor(reason)]]);
    }
  });

  test('every Cookie header gives its reason and status', () => {
    for (const vector of cookieVectors(NOW, keys, config.cookieName)) {
      const r = ask(`/_usher/${vector.threshold}`, { http_cookie: vector.header });
      expect([vector.name, ...judged(r)]).toEqual([
        vector.name,
        vector.expect,
        [statusFor(vector.expect)],
      ]);
    }
  });

  test('the order of the questions changes no answer', () => {
    const questions = tokenVectors(NOW, keys).map((vector) => ({
      uri: `/_usher/${vector.threshold}`,
      header: `${config.cookieName}=${vector.token}`,
    }));
    const answers = (list: typeof questions) =>
      list.map(({ uri, header }) => {
        const r = ask(uri, { http_cookie: header });
        return { ...seen(r), name: r.variables.usher_name, errors: r.errors };
      });
    const forward = answers(questions);
    expect(answers([...questions].reverse()).reverse()).toEqual(forward);
    expect(answers(questions)).toEqual(forward);
  });
});

test('no segment of a token and no key stands in the log', () => {
  const held = [...keys.map(({ secret }) => secret), ...cookie().split('.')];
  const lines = ['/_usher/4', '/_usher/x', '/_usher/0', '/_usher/' + cookie()].flatMap(
    (uri) => ask(uri, { http_cookie: cookie() }).errors,
  );
  expect(lines).toHaveLength(2);
  expect(held.filter((secret) => lines.join('\n').includes(secret))).toEqual([]);
});

describe('what a restricted token opens is held against', () => {
  const FILMS = { host: 'films.example.com', usher_path: '/', request_uri: '/' };
  const reasonOf = (variables: GateRequest['variables']): unknown => {
    const token = mint(keys[0]!, { ...goodClaims(NOW), resources: ['films.example.com/'] });
    const header = { http_cookie: `${config.cookieName}=${token}` };
    return ask('/_usher/4', { ...header, ...variables }).variables.usher_reason;
  };

  test.each([
    [{}, 'allowed'],
    [{ http_host: 'Films.example.com:8443' }, 'allowed'],
    [{ http_host: 'films.example.com.' }, 'allowed'],
    [{ http_host: 'films.example.com.evil' }, 'resource_not_allowed'],
    [{ http_host: 'other.example.com' }, 'resource_not_allowed'],
    [{ host: 'other.example.com' }, 'resource_not_allowed'],
    [{ host: undefined }, 'resource_not_allowed'],
    [{ usher_path: undefined }, 'resource_not_allowed'],
    [{ request_uri: undefined }, 'allowed'],
    [{ server_name: '' }, 'allowed'],
    [{ server_name: '_' }, 'allowed'],
    [{ server_name: 'films.example.com' }, 'allowed'],
    [{ server_name: 'example.com' }, 'allowed'],
    [{ server_name: 'other.example.com' }, 'resource_not_allowed'],
    [{ server_name: 'lms.example.com' }, 'resource_not_allowed'],
    [{ server_name: '*.example.com' }, 'allowed'],
    [{ server_name: '*.other.example' }, 'resource_not_allowed'],
    [{ server_name: 'films.*' }, 'allowed'],
    [{ server_name: 'other.*' }, 'resource_not_allowed'],
    [{ server_name: '~^(?<app>.+)\\.EXAMPLE\\.com$' }, 'allowed'],
    [{ server_name: '~^other' }, 'resource_not_allowed'],
  ])('%j: %s', (variables, reason) => {
    expect(reasonOf({ ...FILMS, ...variables })).toBe(reason);
  });

  test('a pattern that only nginx can read is a mistake that opens nothing', () => {
    expect(reasonOf({ ...FILMS, server_name: '~(?<a' })).toBe('gate_error');
  });
});
