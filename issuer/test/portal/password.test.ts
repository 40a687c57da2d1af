/** Signing in with a Plex password, and the step with the verification code. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VERIFICATION_CODE } from '../../../examples/plex-stand-in/people.js';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

describe('the first step', () => {
  test('signs a friend in and returns to the address asked for', async () => {
    const browser = portal.browser();
    const page = await browser.signIn('friend', {
      rd: 'http://localhost:8080/overseerr/x?a=1&b=%20%C3%A9',
    });
    expect([page.status, page.location]).toEqual([
      303,
      'http://localhost:8080/overseerr/x?a=1&b=%20%C3%A9',
    ]);
    expect(portal.verdict(browser)).toMatchObject({
      status: 204,
      claims: {
        sub: 'plex:21000004',
        group_id: 4,
        group: 'User',
        name: 'Frankie',
        preferred_username: 'friend',
        amr: ['plex_pwd'],
        iss: 'http://localhost:8080/auth',
        aud: 'localhost',
      },
    });
    expect(portal.log().at(-1)).toMatchObject({
      reason: 'signed_in',
      subject: 'plex:21000004',
      groupId: 4,
    });
  });

  test('says that name or password is wrong, keeps the name, and points to the Plex button', async () => {
    const page = await portal.browser().signIn('friend', { login: '"><b>friend', password: 'no' });
    expect(page.status).toBe(401);
    expect(page.text).toContain('role="alert"');
    expect(page.text).toContain('Wrong e-mail, user name or password.');
    expect(page.text).toContain('Google, Apple or Facebook');
    expect(page.text).toContain('value="&quot;&gt;&lt;b&gt;friend"');
    expect(page.text).not.toContain('value="no"');
    expect(page.setCookies).toEqual([]);
    expect(portal.reason()).toBe('bad_credentials');
  });

  test('tells an account without a password the same as any wrong one', async () => {
    const unknown = await portal.browser().signIn('nobody');
    const google = await portal.browser().signIn('google');
    expect(google.status).toBe(unknown.status);
    expect(google.text.replaceAll('google', 'nobody')).toBe(unknown.text);
  });

  test('says that only the e-mail address will do', async () => {
    const page = await portal.browser().signIn('mailonly');
    expect(page.status).toBe(401);
    expect(page.text).toContain('e-mail address, not with the user name');
    expect(portal.reason()).toBe('email_required');
    const browser = portal.browser();
    await browser.signIn('mailonly', { login: ' mailonly@example.com ' });
    expect(portal.verdict(browser).status).toBe(204);
  });

  test('asks for both fields', async () => {
    const page = await portal.browser().signIn('friend', { password: '' });
    expect(page.status).toBe(401);
    expect(page.text).toContain('Type both name and password.');
    expect(portal.plex.calls('signin')).toHaveLength(0);
  });

  test('is not there when it is switched off', async () => {
    const off = await startPortal({ plex: '  passwordSignIn: false' });
    try {
      const browser = off.browser();
      expect((await browser.get('/login')).text).not.toContain('type="password"');
      expect((await browser.signIn('friend')).status).toBe(404);
      expect((await browser.post('/login/code', { code: '1' })).status).toBe(404);
      expect((await browser.get('/login/code')).status).toBe(404);
    } finally {
      await off.close();
    }
  });
});

describe('Plex in trouble', () => {
  test.each([
    ['hang', 'plex_timeout', 'did not answer in time'],
    ['slow', 'plex_timeout', 'did not answer in time'],
    ['disconnect', 'plex_network', 'cannot be reached'],
    ['server_error', 'plex_status', 'is having trouble'],
    ['html', 'plex_status', 'is having trouble'],
    ['unavailable', 'plex_status', 'is having trouble'],
    ['forbidden', 'plex_status', 'is having trouble'],
    ['redirect', 'plex_redirect', 'sent us elsewhere'],
    ['truncated', 'plex_not_json', 'cannot read'],
    ['wrong_content_type', 'plex_not_json', 'cannot read'],
    ['empty', 'plex_not_json', 'cannot read'],
    ['huge', 'plex_too_large', 'far more'],
    ['wrong_types', 'plex_unexpected_shape', 'do not understand'],
    ['nulls', 'plex_unexpected_shape', 'do not understand'],
    ['rate_limited', 'plex_rate_limited', 'slow down'],
  ] as const)('%s is %s, and never a wrong password', async (fault, reason, words) => {
    portal.plex.fault('signin', fault);
    const page = await portal.browser().signIn('friend', { login: 'friend' });
    expect(page.status).toBe(503);
    expect(portal.reason()).toBe(reason);
    expect(page.text).toContain(words);
    expect(page.text).not.toMatch(/wrong e-mail/i);
    expect(page.text).toContain('value="friend"');
    expect(page.setCookies).toEqual([]);
    expect(portal.plex.calls('signin')).toHaveLength(1);
    expect(portal.plex.calls('elsewhere')).toHaveLength(0);
  });

  test('passes on how long Plex wants to be left alone, and leaves it alone', async () => {
    portal.plex.fault('signin', 'rate_limited_retry_after', 1);
    const page = await portal.browser().signIn('friend');
    expect(page.headers.get('Retry-After')).toBe('7');
    const held = await portal.browser().signIn('friend');
    expect([held.status, portal.reason()]).toEqual([503, 'password_attempts_held']);
    expect(portal.plex.calls('signin')).toHaveLength(1);
    portal.clock.now += 7;
    expect((await portal.browser().signIn('friend')).status).toBe(303);
  });

  test.each(['user', 'resources'] as const)(
    'gives nobody a session when %s fails after the password was right',
    async (endpoint) => {
      portal.plex.fault(endpoint, 'server_error');
      const browser = portal.browser();
      const page = await browser.signIn('friend');
      expect([page.status, portal.reason()]).toEqual([503, 'plex_status']);
      expect(browser.names()).toEqual([]);
    },
  );

  test('holds passwords back after Plex has refused the address, while the button goes on working', async () => {
    portal.plex.set({ addressFailureLimit: 1 });
    const refused = await portal.browser().signIn('friend', { password: 'no' });
    expect([refused.status, portal.reason()]).toEqual([503, 'address_refused']);
    expect(refused.text).toContain('Plex takes no passwords from this portal for now.');
    expect(refused.headers.get('Retry-After')).toBe('600');
    const held = await portal.browser().signIn('friend');
    expect([held.status, portal.reason()]).toEqual([503, 'password_attempts_held']);
    expect(held.headers.get('Retry-After')).toBe('600');
    expect(held.text).toContain('data-wait="600"');
    expect(portal.plex.calls('signin')).toHaveLength(1);
    expect((await portal.browser().startPlex()).status).toBe(303);
    portal.clock.now += 601;
    await portal.browser().signIn('friend');
    expect(portal.plex.calls('signin')).toHaveLength(2);
  });
});

describe('the verification code', () => {
  async function firstStep(form: Readonly<Record<string, string>> = {}) {
    const browser = portal.browser();
    const page = await browser.signIn('careful', form);
    return { browser, page };
  }

  test('is asked for on a page of its own, without the password in it', async () => {
    const { browser, page } = await firstStep();
    expect([page.status, page.location]).toEqual([303, '/auth/login/code']);
    expect(portal.reason()).toBe('verification_code_asked');
    expect(browser.names()).toEqual(['usher-code']);
    expect(page.setCookies[0]).toMatch(
      /^usher-code=ey.*; Max-Age=300; Path=\/auth\/login; Expires=[^;]*; HttpOnly; SameSite=Lax$/,
    );
    const step = await browser.get('/login/code');
    expect(step.status).toBe(200);
    expect(step.text).toContain('<strong>careful</strong>');
    expect(step.text).toContain('autocomplete="one-time-code"');
    expect(step.text).not.toContain('careful-password');
    expect([...browser.jar.values()].join()).not.toContain('careful');
  });

  test('lets in, with the return address of the first step', async () => {
    const { browser } = await firstStep({ rd: '/overseerr/a?b=c' });
    const page = await browser.post('/login/code', { code: '246 810' });
    expect([page.status, page.location]).toEqual([303, 'http://localhost:8080/overseerr/a?b=c']);
    expect(portal.verdict(browser).claims).toMatchObject({ amr: ['plex_pwd', 'otp'] });
    expect(browser.names()).toEqual(['usher', 'usher-refresh', 'usher-account']);
  });

  test('survives a password and an address that hardly fit', async () => {
    const rd = `/overseerr/${'x'.repeat(2000)}`;
    const password = '\u0001'.repeat(256);
    const { browser, page } = await firstStep({ rd, password });
    expect([page.status, portal.reason()]).toEqual([401, 'bad_credentials']);
    expect(browser.names()).toEqual([]);
    expect((await firstStep({ rd })).page.status).toBe(303);
  });

  test('may be wrong once, and the step is the same again', async () => {
    const { browser } = await firstStep();
    const wrong = await browser.post('/login/code', { code: '000000' });
    expect([wrong.status, portal.reason()]).toEqual([401, 'verification_code_wrong']);
    expect(wrong.text).toContain('This code is not right.');
    expect(wrong.text).toContain('name="code"');
    expect((await browser.post('/login/code', { code: VERIFICATION_CODE })).status).toBe(303);
  });

  test('may be left empty, which asks Plex nothing', async () => {
    const { browser } = await firstStep();
    const page = await browser.post('/login/code', { code: ' ' });
    expect([page.status, page.text.includes('Type the code.')]).toEqual([401, true]);
    expect(portal.plex.calls('signin')).toHaveLength(1);
  });

  test('starts over when the password has changed meanwhile', async () => {
    const { browser } = await firstStep();
    portal.plex.fault('signin', 'server_error', 1);
    expect((await browser.post('/login/code', { code: '1' })).status).toBe(503);
    expect(browser.names()).toEqual(['usher-code']);
  });

  test('is over after five minutes', async () => {
    const { browser } = await firstStep();
    portal.clock.now += 301;
    const page = await browser.post('/login/code', { code: VERIFICATION_CODE });
    expect([page.status, portal.reason()]).toEqual([401, 'code_step_expired']);
    expect(page.text).toContain('That took too long.');
    expect(portal.plex.calls('signin')).toHaveLength(1);
  });

  test.each([
    '',
    'garbage',
    'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.BBBB.CCCC',
    'j:{"a":1}',
  ])('cannot be had with a cookie of one’s own: %s', async (cookie) => {
    const browser = portal.browser();
    browser.jar.set('usher-code;', cookie);
    const shown = await browser.get('/login/code');
    expect([shown.status, shown.location]).toEqual([303, '/auth/login']);
    const page = await browser.post('/login/code', { code: VERIFICATION_CODE });
    expect(page.status).toBe(401);
    expect(portal.plex.calls('signin')).toHaveLength(0);
  });

  test('cannot be had with the cookie of a sign-in with Plex', async () => {
    const browser = portal.browser();
    await browser.startPlex();
    const [sealed = ''] = browser.jar.values();
    browser.jar.set('usher-code;', sealed);
    expect((await browser.get('/login/code')).status).toBe(303);
  });
});

describe('cookies over https, for a whole domain', () => {
  test('have their attributes', async () => {
    const https = await startPortal(SUBDOMAINS);
    try {
      const browser = https.browser();
      const step = await browser.signIn('careful', { rd: 'https://sonarr.example.com/' });
      expect(step.setCookies[0]).toMatch(
        /^__Host-usher-code=[^;]+; Max-Age=300; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      );
      const page = await browser.post('/login/code', { code: VERIFICATION_CODE });
      expect(page.location).toBe('https://sonarr.example.com/');
      const session = page.setCookies.find((line) => line.startsWith('__Secure-usher=ey'));
      expect(session).toMatch(
        /^__Secure-usher=[^;]+; Max-Age=86400; Domain=example.com; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(session?.length).toBeLessThan(1024);
      expect(https.verdict(browser).claims).toMatchObject({ aud: 'example.com' });
    } finally {
      await https.close();
    }
  });
});
