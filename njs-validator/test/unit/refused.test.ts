/** What somebody gets who is signed in but may not pass. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { gateConfigFor, goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import { authorize } from '../../authorize.js';
import { refused } from '../../refused.js';
import { answerOf, fakeRequest, type Asked } from './support/fake-request.js';
import { gateFileOf } from './support/gate-file.js';

const NOW = 1_790_000_000;
const keys = testKeys(1);
const config = gateConfigFor(keys);

/** The verdict on somebody at a threshold, and then the answer: both handlers see one and the same request. */
function answerTo(claims: object, threshold: number, asked: Asked = {}) {
  const token = mint(keys[0]!, { ...goodClaims(NOW), ...claims });
  const request = fakeRequest({
    ...asked,
    uri: `/_usher/${String(threshold)}`,
    variables: { http_cookie: `__Secure-usher=${token}`, ...asked.variables },
  });
  void authorize(request, gateFileOf(config), undefined, NOW);
  expect(request.answers.pop()).toEqual({ status: 403, body: '' });
  void refused(request, config);
  return answerOf(request);
}

describe('a page', () => {
  test('says who one is, in which group, and what is asked for', () => {
    const { status, body, headers } = answerTo({}, 0);
    expect(status).toBe(403);
    expect(body).toContain('<strong>Zoë Ångström</strong>');
    expect(body).toContain('<dd>4 (User)</dd>');
    expect(body).toContain('<dd>0 (Admin) or a smaller number</dd>');
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
    expect(headers['Cache-Control']).toBe('no-store');
    expect(headers['X-Content-Type-Options']).toBe('nosniff');
    expect(headers['Referrer-Policy']).toBe('same-origin');
  });

  test('shows the number alone where a group has no name', () => {
    const { body } = answerTo({ group_id: 8 }, 7);
    expect(body).toContain('<dd>8</dd>');
    expect(body).toContain('<dd>7 or a smaller number</dd>');
  });

  test('offers another account, with the way back, and the start page', () => {
    const { body } = answerTo({}, 0, { requestUri: '/admin/?a=1&b="2"' });
    const rd = 'https%3A%2F%2Fapp.example.com%2Fadmin%2F%3Fa%3D1%26b%3D%222%22';
    expect(body).toContain(`href="https://auth.example.com/login?rd=${rd}"`);
    expect(body).toContain('href="https://auth.example.com/"');
  });

  test.each([
    [{ name: '' }, 'zoe'],
    [{ name: 17 }, 'zoe'],
    [{ name: '', preferred_username: ' ' }, 'plex:1234567'],
    [{ name: '</strong><script>' }, '&lt;/strong&gt;&lt;script&gt;'],
    [{ name: `"'&amp;` }, '&quot;&#39;&amp;amp;'],
    [{ name: '100 %41' }, '100 %41'],
    [{ name: 'a\r\nb' }, 'a\r\nb'],
    [{ name: '\ud800' }, 'zoe'],
    [{ name: '😀'.repeat(200) }, '😀'.repeat(128)],
  ])('calls %j by name', (claims, name) => {
    expect(answerTo(claims, 0).body).toContain(`<strong>${name}</strong>`);
  });

  test('shows names of groups and addresses as text, too', () => {
    const gateConfig = {
      ...config,
      issuer: `https://x/"><script>`,
      signInUrl: `https://x/'"><script>`,
      groupNames: { 0: '<i>', 4: `"&'` },
    };
    const asked = { usher_reason: 'group_above_threshold', usher_group_id: '4' };
    const request = fakeRequest({ variables: { ...asked, usher_threshold: '0' } });
    void refused(request, gateConfig);
    const { body } = answerOf(request);
    expect(body).toContain('<dd>4 (&quot;&amp;&#39;)</dd>');
    expect(body).toContain('<dd>0 (&lt;i&gt;) or');
    expect(body).toContain('href="https://x/&#39;&quot;&gt;&lt;script&gt;?rd=');
    expect(body).toContain('href="https://x/&quot;&gt;&lt;script&gt;/"');
    expect(body).not.toContain('<script');
  });

  test('admits its one style and nothing else', () => {
    const { body, headers } = answerTo({}, 0);
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(body) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['Content-Security-Policy']).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        `style-src 'sha256-${hash}'`,
    );
    expect(body).not.toMatch(/<script|<img|<link|\son[a-z]+=|\sstyle=/i);
  });
});

describe('a program', () => {
  test('gets JSON with both numbers, and no page', () => {
    const variables = { http_accept: 'application/json' };
    const { status, body, headers } = answerTo({ group_id: 5 }, 4, { variables });
    expect(status).toBe(403);
    expect(headers).toEqual({ 'Cache-Control': 'no-store', 'Content-Type': 'application/json' });
    expect(JSON.parse(body)).toEqual({
      error: 'group_above_threshold',
      message: 'Your group may not open this.',
      group_id: 5,
      needed: 4,
    });
  });
});

describe('a 403 that is not the gate’s', () => {
  test.each([undefined, '', 'allowed', 'guest', 'no_token'])('stays one (%s)', (usher_reason) => {
    const request = fakeRequest({ variables: { usher_reason, usher_user: 'zoe' } });
    void refused(request, config);
    expect(answerOf(request)).toEqual({ status: 403, body: 'forbidden\n', headers: {} });
  });
});

test('a refusal without any detail is still one, and names nobody', () => {
  const request = fakeRequest({ variables: { usher_reason: 'group_above_threshold' } });
  void refused(request, config);
  const { status, body } = answerOf(request);
  expect(status).toBe(403);
  expect(body).toContain('<strong></strong>');
});

describe('where the portal is asked', () => {
  const asking = { ...config, renewalUrl: 'http://127.0.0.1:9190/renew' };
  const variables = {
    usher_reason: 'group_above_threshold',
    usher_name: 'Zoe',
    usher_group_id: '4',
    usher_threshold: '0',
    request_id: 'f'.repeat(32),
  };
  const reply = {
    status: 403,
    responseText: '<p>from the portal',
    headersOut: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': 'strict' },
  };

  async function answered(given: Asked) {
    const request = fakeRequest({ variables, ...given });
    await refused(request, asking);
    return { ...answerOf(request), asked: request.subrequests };
  }

  test('its page is shown, under its policy', async () => {
    expect(await answered({ reply })).toEqual({
      status: 403,
      body: '<p>from the portal',
      asked: ['/_usher/refused'],
      headers: {
        'Cache-Control': 'no-store',
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': 'strict',
        'Referrer-Policy': 'same-origin',
        'X-Content-Type-Options': 'nosniff',
      },
    });
  });

  test.each([
    ['does not answer', undefined],
    ['answers otherwise', { ...reply, status: 502 }],
    ['sends it elsewhere', { ...reply, status: 303 }],
    ['says nothing', { ...reply, responseText: '' }],
    ['says nothing at all', { ...reply, responseText: undefined }],
    ['sends no page', { ...reply, headersOut: { ...reply.headersOut, 'Content-Type': 'a/b' } }],
    ['has no policy', { ...reply, headersOut: { 'Content-Type': 'text/html' } }],
  ])('the gate has a page of its own if it %s', async (_what, bad) => {
    const { status, body } = await answered(bad === undefined ? {} : { reply: bad });
    expect([status, body]).toEqual([403, expect.stringContaining('<strong>Zoe</strong>')]);
    expect(body).toContain(`<dd>${'f'.repeat(32)}</dd>`);
  });

  test('a program gets its JSON without that', async () => {
    const asked = await answered({ variables: { ...variables, http_accept: 'application/json' } });
    expect([asked.asked, JSON.parse(asked.body)]).toEqual([
      [],
      expect.objectContaining({ error: 'group_above_threshold', request_id: 'f'.repeat(32) }),
    ]);
  });
});

describe('a token that is for other addresses', () => {
  const variables = {
    usher_reason: 'resource_not_allowed',
    usher_user: 'guest',
    usher_group_id: '4',
    usher_threshold: '4',
  };

  test('gives a page that does not speak of groups that would do', () => {
    const request = fakeRequest({ variables });
    void refused(request, config);
    const { body } = answerOf(request);
    expect(body).toContain('does not include this page');
    expect(body).not.toContain('Needed here');
  });

  test('gives a program its reason', () => {
    const request = fakeRequest({ variables: { ...variables, http_accept: 'application/json' } });
    void refused(request, config);
    expect(JSON.parse(answerOf(request).body)).toMatchObject({ error: 'resource_not_allowed' });
  });
});
