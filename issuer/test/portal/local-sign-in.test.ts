/** Signing in without Plex: the password, and the step with the code. */
import { scryptSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  MAX_SIGN_INS_OF_ACCOUNT,
  MAX_WRONG_CODES_OF_ACCOUNT,
  MAX_WRONG_PASSWORDS_OF_ACCOUNT,
  MAX_WRONG_PASSWORDS_OF_ADDRESS,
  WRONG_CODE_WINDOW_SECONDS,
  WRONG_PASSWORD_WINDOW_SECONDS,
} from '../../http/local-limits.js';
import { hashesOf } from '../../local-accounts/recovery-codes.js';
import { addAccount, addAuthenticator, PASSWORD, signInLocally } from './local-accounts.js';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

const again = async (options: Parameters<typeof startPortal>[0]) => {
  await portal.close();
  portal = await startPortal(options);
};

describe('the password', () => {
  test('signs in while plex.tv is down, and leads to the address asked for', async () => {
    await addAccount(portal);
    portal.plex.fault('all', 'server_error');
    const browser = portal.browser();
    const rd = 'http://localhost:8080/overseerr/x?a=1';
    const page = await signInLocally(browser, { rd });
    expect([page.status, page.location]).toEqual([303, rd]);
    const { status, claims } = portal.verdict(browser);
    expect(status).toBe(204);
    expect(claims).toMatchObject({
      sub: 'local:anna',
      name: 'Anna Local',
      group_id: 4,
      group: 'User',
      amr: ['pwd'],
    });
    expect(claims).not.toHaveProperty('preferred_username');
    expect(portal.log().at(-1)).toMatchObject({ reason: 'signed_in', subject: 'local:anna' });
    expect(portal.state.person('local:anna')).toMatchObject({
      name: 'Anna Local',
      groupId: 4,
      decidedBy: { kind: 'local_account' },
    });
  });

  test.each(['ANNA', ' Anna '])('goes with the name as %j', async (login) => {
    await addAccount(portal);
    expect((await signInLocally(portal.browser(), { login })).status).toBe(303);
  });

  test('that is wrong says the same whether there is such an account or not', async () => {
    await addAccount(portal);
    await addAccount(portal, { name: 'disabled', disabledAt: 1 });
    const answers = [];
    for (const login of ['anna', 'ben', 'disabled', '../x', 'x'.repeat(254)]) {
      const page = await signInLocally(portal.browser(), { login, password: 'wrong' });
      expect(page.status).toBe(401);
      expect(page.text).toContain('Wrong user name or password.');
      expect(portal.reason()).toBe('local_bad_credentials');
      answers.push(page.text.replaceAll(login, 'NAME'));
    }
    expect(new Set(answers).size).toBe(1);
    expect(portal.logText()).not.toContain('wrong');
  });

  test('says nothing of what was typed that a page could take for markup', async () => {
    const login = '"><script>alert(1)</script>';
    const page = await signInLocally(portal.browser(), { login });
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).toContain('value="&quot;&gt;&lt;script&gt;');
  });

  test('is asked for by nobody else', async () => {
    await addAccount(portal);
    const page = await portal
      .browser()
      .post(
        '/login/local',
        { login: 'anna', password: PASSWORD },
        { headers: { Origin: 'https://evil.example' } },
      );
    expect([page.status, page.setCookies]).toEqual([403, []]);
  });

  test('leads to no other site', async () => {
    await addAccount(portal);
    const page = await signInLocally(portal.browser(), { rd: 'https://evil.example/' });
    expect(page.location).toBe('http://localhost:8080/auth/');
  });

  test('of a disabled account tells its owner, and nobody else', async () => {
    await addAccount(portal, { disabledAt: portal.clock.now - 5 });
    const browser = portal.browser();
    const page = await signInLocally(browser);
    expect(page.status).toBe(403);
    expect(page.text).toContain('The account Anna Local has no access');
    expect(portal.verdict(browser).status).toBe(401);
    expect(portal.reason()).toBe('local_account_disabled');
  });

  test('does not help whom an override refuses', async () => {
    await addAccount(portal);
    const { now } = portal.clock;
    portal.state.setOverride({
      subject: 'local:anna',
      group: 'refused',
      note: '',
      setAt: now,
      setBy: 'plex:1',
    });
    expect((await signInLocally(portal.browser())).status).toBe(403);
    expect(portal.reason()).toBe('override_refuses');
  });

  test('takes the place of whoever was signed in', async () => {
    await addAccount(portal);
    const browser = portal.browser();
    await browser.signIn('friend');
    const [friend] = portal.state.sessions(portal.clock.now);
    await signInLocally(browser);
    expect(portal.verdict(browser).claims?.sub).toBe('local:anna');
    expect(portal.state.revokedOf('plex:21000004')?.endedSessions).toEqual([friend?.sid]);
  });
});

describe('too many', () => {
  test('wrong passwords of one account wait, wherever they come from, and others do not', async () => {
    await again({ issuer: '  trustedProxies: [127.0.0.1]' });
    await addAccount(portal);
    await addAccount(portal, { name: 'ben' });
    const from = (address: string, form: Readonly<Record<string, string>>) =>
      portal
        .browser()
        .post(
          '/login/local',
          { login: 'anna', password: PASSWORD, ...form },
          { headers: { 'X-Forwarded-For': address, Origin: 'http://localhost:8080' } },
        );
    const wrong = await Promise.all(
      Array.from({ length: MAX_WRONG_PASSWORDS_OF_ACCOUNT }, (_, tried) =>
        from(`192.0.2.${String(tried)}`, { password: 'wrong' }),
      ),
    );
    expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([401]));
    const page = await from('192.0.2.99', {});
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('Retry-After'))).toBeLessThanOrEqual(
      WRONG_PASSWORD_WINDOW_SECONDS,
    );
    expect(portal.reason()).toBe('too_many_failures_of_account');
    expect((await from('192.0.2.98', { login: 'ben' })).status).toBe(303);
    portal.clock.now += WRONG_PASSWORD_WINDOW_SECONDS + 1;
    expect((await from('192.0.2.97', {})).status).toBe(303);
  });

  test('right passwords of one account wait, too, after many: each takes its time, and ends a session', async () => {
    const salt = Buffer.from('sixteen bytes 16');
    const hash = scryptSync(PASSWORD, salt, 32, { N: 1024, r: 8, p: 1 });
    const [saltText, hashText] = [salt, hash].map((each) =>
      each.toString('base64').replace(/=+$/, ''),
    );
    const passwordHash = `$scrypt$ln=10,r=8,p=1$${saltText ?? ''}$${hashText ?? ''}`;
    await addAccount(portal, { passwordHash });
    await addAccount(portal, { name: 'ben', passwordHash });
    const browser = portal.browser();
    for (let at = 0; at < MAX_SIGN_INS_OF_ACCOUNT; at += 1) {
      expect((await signInLocally(browser)).status).toBe(303);
    }
    const page = await signInLocally(browser);
    expect([page.status, portal.reason()]).toEqual([429, 'too_many_failures_of_account']);
    expect((await signInLocally(portal.browser(), { login: 'ben' })).status).toBe(303);
    portal.clock.now += WRONG_PASSWORD_WINDOW_SECONDS + 1;
    expect((await signInLocally(browser)).status).toBe(303);
  });

  test('wrong passwords of one address wait, whosever they are', async () => {
    await addAccount(portal);
    await Promise.all(
      Array.from({ length: MAX_WRONG_PASSWORDS_OF_ADDRESS }, (_, tried) =>
        signInLocally(portal.browser(), { login: `x${String(tried)}`, password: 'wrong' }),
      ),
    );
    expect((await signInLocally(portal.browser())).status).toBe(429);
    expect(portal.reason()).toBe('too_many_failures_of_address');
  });

  test('wrong codes wait, and starting again does not help', async () => {
    await addAccount(portal);
    const { show } = await addAuthenticator(portal);
    const browser = portal.browser();
    for (let tried = 0; tried < MAX_WRONG_CODES_OF_ACCOUNT; tried += 1) {
      await signInLocally(browser);
      expect((await browser.post('/login/local/code', { code: '000000' })).status).toBe(401);
    }
    await signInLocally(browser);
    expect((await browser.post('/login/local/code', { code: show() })).status).toBe(429);
    portal.clock.now += WRONG_CODE_WINDOW_SECONDS + 1;
    await signInLocally(browser);
    expect((await browser.post('/login/local/code', { code: show() })).status).toBe(303);
  });
});

describe('the code', () => {
  const withAuthenticator = async (rd = 'http://localhost:8080/overseerr/') => {
    await addAccount(portal, { groupId: 0 });
    const authenticator = await addAuthenticator(portal);
    const browser = portal.browser();
    const first = await signInLocally(browser, { rd });
    const send = (code: string) => browser.post('/login/local/code', { code });
    return { ...authenticator, browser, first, send };
  };

  test('is asked for after the password, and finishes the sign-in', async () => {
    const { browser, first, show, send } = await withAuthenticator();
    expect([first.status, first.location]).toEqual([303, '/auth/login/local/code']);
    expect(portal.verdict(browser).status).toBe(401);
    const asked = await browser.get('/login/local/code');
    expect(asked.text).toContain('<strong>anna</strong>');
    expect(asked.text).not.toContain(PASSWORD);
    const page = await send(show().replace(/(...)/, '$1 '));
    expect([page.status, page.location]).toEqual([303, 'http://localhost:8080/overseerr/']);
    expect(portal.verdict(browser).claims).toMatchObject({ group_id: 0, amr: ['pwd', 'otp'] });
    // Of group 0: the pages for admins open.
    expect((await browser.get('/admin')).status).toBe(200);
  });

  test('is good once', async () => {
    const { show, send } = await withAuthenticator();
    const code = show();
    expect((await send(code)).status).toBe(303);
    const other = portal.browser();
    await signInLocally(other);
    const page = await other.post('/login/local/code', { code });
    expect(page.status).toBe(401);
    expect(page.text).toContain('This code is not right.');
    expect(portal.reason()).toBe('local_code_wrong');
    portal.clock.now += 30;
    expect((await other.post('/login/local/code', { code: show() })).status).toBe(303);
  });

  test('may be one for recovery, once, which is written down', async () => {
    const { codes, send } = await withAuthenticator();
    expect((await send(codes[4]!.toUpperCase())).status).toBe(303);
    expect(portal.state.recoveryCodesLeft('anna')).toBe(9);
    expect(portal.state.audit(3)).toMatchObject([
      { action: 'recovery_code_used', actor: 'local:anna', subject: 'local:anna' },
    ]);
    const other = portal.browser();
    await signInLocally(other);
    const page = await other.post('/login/local/code', { code: codes[4]! });
    expect(page.status).toBe(401);
    expect(page.text).toContain('or it was used before');
    expect(page.text).not.toContain('Wait for the next one');
  });

  test('is of no use without the step before, nor after it was taken', async () => {
    const { show, send, browser } = await withAuthenticator();
    const stranger = portal.browser();
    const page = await stranger.post('/login/local/code', { code: show() });
    expect(page.status).toBe(401);
    expect(page.text).toContain('That took too long.');
    const step = browser.cookieHeader();
    await send(show());
    portal.clock.now += 30;
    const replayed = await stranger.post(
      '/login/local/code',
      { code: show() },
      { headers: { Cookie: step, Origin: 'http://localhost:8080' } },
    );
    expect([replayed.status, portal.reason()]).toEqual([401, 'code_step_expired']);
  });

  test('is asked for anew where another password was set meanwhile', async () => {
    const { show, send } = await withAuthenticator();
    portal.state.changeLocalAccount('anna', { passwordHash: 'another' });
    expect((await send(show())).status).toBe(401);
    expect(portal.reason()).toBe('code_step_expired');
  });

  test('is of no use where another password is set while it is looked at', async () => {
    await again({
      failingState: {
        useTotpStep: (name, step) => {
          portal.state.changeLocalAccount(name, { passwordHash: 'another' });
          return portal.state.useTotpStep(name, step);
        },
      },
    });
    const { show, send } = await withAuthenticator();
    expect((await send(show())).status).toBe(401);
    expect(portal.reason()).toBe('code_step_expired');
    expect(portal.state.sessions(portal.clock.now)).toEqual([]);
  });

  test('is asked for where an authenticator is added while the password is looked at', async () => {
    let meanwhile = (): void => undefined;
    await again({
      failingState: {
        localAccount: (name) => {
          queueMicrotask(meanwhile);
          return portal.state.localAccount(name);
        },
      },
    });
    await addAccount(portal);
    meanwhile = () => {
      portal.state.setTotp('anna', { sealed: 'any', step: 0, codeHashes: [] });
    };
    expect((await signInLocally(portal.browser())).location).toBe('/auth/login/local/code');
  });

  test('is waited for five minutes', async () => {
    const { browser, show, send } = await withAuthenticator();
    portal.clock.now += 301;
    expect((await browser.get('/login/local/code')).location).toBe('/auth/login/local');
    expect((await send(show())).status).toBe(401);
  });

  test('of an authenticator whose secret cannot be read is wrong; recovery codes still work', async () => {
    const { show, send, codes } = await withAuthenticator();
    const codeHashes = hashesOf('anna', codes);
    portal.state.setTotp('anna', { sealed: 'of another portal', step: 0, codeHashes });
    expect((await send(show())).status).toBe(401);
    expect((await send(codes[0]!)).status).toBe(303);
  });

  test.each(['', '12345', 'x'.repeat(40)])('is not %j', async (code) => {
    const { send } = await withAuthenticator();
    expect((await send(code)).status).toBe(401);
  });

  test('that is far too long is no form of ours', async () => {
    const { send } = await withAuthenticator();
    expect((await send('x'.repeat(41))).status).toBe(400);
  });
});

describe('a session', () => {
  test('is renewed while plex.tv is down, and ends with the account', async () => {
    await again({ ...SUBDOMAINS, session: '{ lifetime: 1h }' });
    await addAccount(portal);
    const browser = portal.browser();
    await signInLocally(browser);
    portal.plex.fault('all', 'server_error');
    portal.clock.now += 40 * 60;
    await browser.get('/renew');
    expect(portal.reason()).toBe('renewed');
    expect(portal.verdict(browser).claims?.exp).toBe(portal.clock.now + 3600);
    portal.state.setDisabled('anna', portal.clock.now);
    portal.clock.now += 40 * 60;
    await browser.get('/renew');
    expect(portal.reason()).toBe('local_account_disabled');
    expect(portal.state.revokedOf('local:anna')?.notBefore).toBeGreaterThanOrEqual(
      portal.clock.now,
    );
  });

  test('goes into a worse group only anew: what they had is void', async () => {
    await again({ ...SUBDOMAINS, session: '{ lifetime: 1h }' });
    await addAccount(portal);
    const browser = portal.browser();
    await signInLocally(browser);
    portal.state.changeLocalAccount('anna', { groupId: 5 });
    portal.clock.now += 40 * 60;
    await browser.get('/renew');
    expect(portal.reason()).toBe('demoted');
    await signInLocally(browser);
    expect(portal.verdict(browser).claims?.group_id).toBe(5);
  });
});

test('the page asks for no passkey where nobody has one, and needs no script', async () => {
  await addAccount(portal);
  const page = await portal
    .browser()
    .get('/login/local?rd=http%3A%2F%2Flocalhost%3A8080%2Foverseerr%2F');
  expect(page.status).toBe(200);
  expect(page.text).toContain('name="rd" value="http://localhost:8080/overseerr/"');
  expect(page.text).not.toContain('data-passkey');
  expect(page.text).not.toContain('webauthn');
  expect(page.headers.get('Cache-Control')).toBe('no-store');
});
