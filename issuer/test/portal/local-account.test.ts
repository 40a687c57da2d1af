/** What somebody with an account of the portal's own changes about how they sign in, and what comes of it. */
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MAX_WRONG_PASSWORDS_OF_ADDRESS } from '../../http/local-limits.js';
import { addAccount, addAuthenticator, codeOf, PASSWORD, signInLocally } from './local-accounts.js';
import { startPortal, type Browser, type Page, type RunningPortal } from './running-portal.js';
import { softwarePasskey, type Circumstances } from './software-passkey.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

/** Somebody who has typed their password once more. */
async function provenBrowser(): Promise<Browser> {
  await addAccount(portal, { groupId: 0 });
  const browser = portal.browser();
  await signInLocally(browser);
  await browser.post('/account/local/proof', { password: PASSWORD });
  return browser;
}

let endSoon = false;

/** What somebody is about to send ends their session, once it is seen who they are. */
async function startWithSessionsThatEnd(): Promise<void> {
  await portal.close();
  endSoon = false;
  portal = await startPortal({
    failingState: {
      sessions: (now, subject) => {
        queueMicrotask(() => {
          if (endSoon) {
            endSoon = false;
            portal.state.revokeSubject('local:anna', portal.clock.now);
          }
        });
        return portal.state.sessions(now, subject);
      },
    },
  });
}

const actions = () => portal.state.audit(20).map(({ action }) => action);

/** What a page asks a passkey for. */
function challengeIn({ text }: Page): string {
  const options = /data-options="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"') ?? '{}';
  return (JSON.parse(options) as { challenge?: string }).challenge ?? '';
}

describe('the page', () => {
  test('is for local accounts alone', async () => {
    const friend = portal.browser();
    await friend.signIn('friend');
    expect((await friend.get('/account/local')).location).toBe('/auth/account');
    expect((await portal.browser().get('/account/local')).location).toContain('/login');
  });

  test('asks for the password first: a session alone, which every app sees, changes nothing', async () => {
    await addAccount(portal);
    const browser = portal.browser();
    await signInLocally(browser);
    const page = await browser.get('/account/local');
    expect(page.text).toContain('once more before you change');
    expect(page.text).not.toContain('data-passkey');
    for (const path of [
      '/password',
      '/totp/start',
      '/totp',
      '/totp/remove',
      '/recovery-codes',
      '/passkey',
      '/passkey/remove',
    ]) {
      const refused = await browser.post(`/account/local${path}`, {
        password: 'another one, quite long',
        again: 'another one, quite long',
      });
      expect([refused.status, refused.location]).toEqual([303, '/auth/account/local']);
    }
    expect(actions()).toEqual([]);
    const wrong = await browser.post('/account/local/proof', { password: 'wrong' });
    expect([wrong.status, portal.reason()]).toEqual([401, 'local_bad_credentials']);
    await browser.post('/account/local/proof', { password: PASSWORD });
    expect((await browser.get('/account/local')).text).toContain('id="passkeys"');
    portal.clock.now += 601;
    expect((await browser.get('/account/local')).text).not.toContain('id="passkeys"');
  });

  test('is closed to a copy of the session cookie, which every app sees, even with the password', async () => {
    await addAccount(portal, { groupId: 0 });
    const { show } = await addAuthenticator(portal);
    const browser = portal.browser();
    await signInLocally(browser);
    await browser.post('/login/local/code', { code: show() });
    const app = portal.browser();
    app.jar.set('usher;', browser.jar.get('usher;') ?? '');
    const proof = await app.post('/account/local/proof', { password: PASSWORD });
    expect([proof.status, portal.reason()]).toEqual([403, 'account_without_proof']);
    expect(proof.text).toContain('href="/auth/login/local?rd=');
    await app.post('/account/local/totp/remove');
    expect(portal.state.localAccount('anna')?.sealedTotp).toBeDefined();
    expect((await app.get('/account/local')).status).toBe(403);
    expect((await browser.get('/account/local')).status).toBe(200);
  });

  test('counts no form that has no password of ours in it', async () => {
    await addAccount(portal);
    const browser = portal.browser();
    await signInLocally(browser);
    for (let at = 0; at < MAX_WRONG_PASSWORDS_OF_ADDRESS + 1; at += 1) {
      const page = await browser.post('/account/local/proof', { password: 'x'.repeat(257) });
      expect([page.status, portal.reason()]).toEqual([400, 'malformed_request']);
    }
    const page = await browser.post('/account/local/proof', { password: PASSWORD });
    expect(page.status).toBe(303);
  });

  test('takes nobody else’s proof', async () => {
    const anna = await provenBrowser();
    await addAccount(portal, { name: 'ben' });
    const ben = portal.browser();
    await signInLocally(ben, { login: 'ben' });
    const proof = [...anna.jar].find(([name]) => name.startsWith('usher-local-proof'));
    ben.jar.set(...proof!);
    expect((await ben.get('/account/local')).text).not.toContain('id="passkeys"');
  });
});

describe('the password', () => {
  test('is changed, and the sessions in other browsers end', async () => {
    const browser = await provenBrowser();
    const other = portal.browser();
    await signInLocally(other);
    const password = 'ein ganz anderes Wort';
    const page = await browser.post('/account/local/password', { password, again: password });
    expect(page.location).toBe('/auth/account/local?done=password');
    expect(portal.state.sessions(portal.clock.now, 'local:anna')).toHaveLength(1);
    expect((await browser.get(page.location.replace('/auth', ''))).text).toContain(
      'Your password has changed.',
    );
    expect((await signInLocally(portal.browser())).status).toBe(401);
    expect((await signInLocally(portal.browser(), { password })).status).toBe(303);
    expect(actions()).toContain('local_password_set');
    expect(portal.logText()).not.toContain(password);
  });

  test('is not changed by a session that ends while it is computed', async () => {
    await startWithSessionsThatEnd();
    const browser = await provenBrowser();
    const before = portal.state.localAccount('anna');
    endSoon = true;
    const password = 'ein ganz anderes Wort';
    const page = await browser.post('/account/local/password', { password, again: password });
    expect(page.location).toBe('/auth/account/local');
    expect(portal.state.localAccount('anna')).toEqual(before);
    expect(actions()).not.toContain('local_password_set');
  });

  test('is changed, and the log says so where nginx cannot know yet what ended', async () => {
    const browser = await provenBrowser();
    await signInLocally(portal.browser());
    const password = 'ein ganz anderes Wort';
    rmSync(portal.config.revocation.dir, { recursive: true });
    writeFileSync(portal.config.revocation.dir, '');
    const page = await browser.post('/account/local/password', { password, again: password });
    expect(page.location).toBe('/auth/account/local?done=password');
    expect(portal.state.sessions(portal.clock.now, 'local:anna')).toHaveLength(1);
    expect(portal.log().at(-1)).toMatchObject({
      reason: 'revocation_unpublished',
      level: 'error',
      subject: 'local:anna',
    });
  });

  test.each([
    ['another one, quite long', 'another one, quite longer', 'The two are not the same.'],
    ['short', 'short', 'at least 12 characters'],
    ['aaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaa', 'too easy to guess'],
  ])('is not changed to %j and %j', async (password, again, said) => {
    const browser = await provenBrowser();
    const page = await browser.post('/account/local/password', { password, again });
    expect(page.status).toBe(400);
    expect(page.text).toContain(said);
    expect((await signInLocally(portal.browser())).status).toBe(303);
  });
});

describe('an authenticator', () => {
  const enrol = async (browser: Browser) => {
    await browser.post('/account/local/totp/start');
    const { text } = await browser.get('/account/local/totp');
    return />\s*([A-Z2-7 ]{39})<\/textarea>/.exec(text)?.[1]?.replaceAll(' ', '') ?? '';
  };

  test('is set up by a code that it shows, and gives ten codes for recovery', async () => {
    const browser = await provenBrowser();
    const secret = await enrol(browser);
    expect((await browser.post('/account/local/totp', { code: '000000' })).status).toBe(400);
    expect(portal.state.localAccount('anna')).not.toHaveProperty('sealedTotp');
    const code = codeOf(secret, portal.clock.now);
    const page = await browser.post('/account/local/totp', { code });
    expect(page.location).toBe('/auth/account/local/recovery-codes');
    const { text } = await browser.get('/account/local/recovery-codes');
    const codes = [...text.matchAll(/<code>([0-9a-z-]{19})<\/code>/g)].map(([, each]) => each!);
    expect(codes).toHaveLength(10);
    expect(actions()).toEqual(['totp_set']);
    expect(portal.logText()).not.toContain(secret);

    const other = portal.browser();
    expect((await signInLocally(other)).location).toBe('/auth/login/local/code');
    // The code that set it up has been used.
    expect((await other.post('/login/local/code', { code })).status).toBe(401);
    expect((await other.post('/login/local/code', { code: codes[0]! })).status).toBe(303);
  });

  test('is not set up by a session that ends meanwhile', async () => {
    await startWithSessionsThatEnd();
    const browser = await provenBrowser();
    const secret = await enrol(browser);
    endSoon = true;
    await browser.post('/account/local/totp', { code: codeOf(secret, portal.clock.now) });
    expect(portal.state.localAccount('anna')?.sealedTotp).toBeUndefined();
    expect(actions()).not.toContain('totp_set');
  });

  test('can be removed, after a question; its recovery codes with it', async () => {
    const browser = await provenBrowser();
    await addAuthenticator(portal);
    const asked = await browser.get('/account/local/totp/remove');
    expect(asked.text).toContain('action="/auth/account/local/totp/remove"');
    expect(portal.state.localAccount('anna')).toHaveProperty('sealedTotp');
    await browser.post('/account/local/totp/remove');
    expect(portal.state.localAccount('anna')).not.toHaveProperty('sealedTotp');
    expect(portal.state.recoveryCodesLeft('anna')).toBe(0);
    expect(actions()).toEqual(['totp_removed']);
  });

  test('gets other recovery codes, after a question', async () => {
    const browser = await provenBrowser();
    const { codes } = await addAuthenticator(portal);
    expect((await browser.get('/account/local/recovery-codes')).text).toContain('<form');
    await browser.post('/account/local/recovery-codes');
    const { text } = await browser.get('/account/local/recovery-codes');
    expect(text.match(/<code>/g)).toHaveLength(10);
    expect(text).not.toContain(codes[0]);
    expect(portal.state.recoveryCodesLeft('anna')).toBe(10);
  });
});

describe('a passkey', () => {
  const add = async (browser: Browser, change: Partial<Circumstances> = {}) => {
    const passkey = softwarePasskey();
    const challenge = challengeIn(await browser.get('/account/local'));
    const page = await browser.post('/account/local/passkey', {
      answer: passkey.create({ challenge, ...change }),
      label: 'My <b>laptop</b>',
    });
    return { passkey, page };
  };
  const asked = async (browser: Browser) => challengeIn(await browser.get('/login/local'));
  const signIn = (browser: Browser, answer: string) =>
    browser.post('/login/local/passkey', { answer, rd: 'http://localhost:8080/overseerr/' });

  test('is added, is listed, and signs in without password and code', async () => {
    const owner = await provenBrowser();
    await addAuthenticator(portal);
    const { passkey, page } = await add(owner);
    expect(page.location).toBe('/auth/account/local?done=passkey');
    expect((await owner.get('/account/local')).text).toContain('My &lt;b&gt;laptop&lt;/b&gt;');
    expect(portal.state.audit(1)).toMatchObject([
      { action: 'passkey_added', detail: 'My <b>laptop</b>' },
    ]);
    portal.plex.fault('all', 'server_error');
    const browser = portal.browser();
    const challenge = await asked(browser);
    const done = await signIn(browser, passkey.get({ challenge, counter: 1 }));
    expect([done.status, done.location]).toEqual([303, 'http://localhost:8080/overseerr/']);
    expect(portal.verdict(browser).claims).toMatchObject({
      sub: 'local:anna',
      group_id: 0,
      amr: ['pop', 'user'],
    });
    expect(portal.state.passkey(passkey.id)).toMatchObject({
      counter: 1,
      lastUsedAt: portal.clock.now,
    });
    expect((await browser.get('/admin')).status).toBe(200);
  });

  test.each<[string, Partial<Circumstances>]>([
    ['of another site', { origin: 'https://evil.example' }],
    ['of another host', { rpId: 'evil.example' }],
    ['for another question', { challenge: 'AAAA' }],
    ['that did not look at who holds it', { isVerified: false }],
  ])('%s is not added, and signs nobody in', async (_, change) => {
    const owner = await provenBrowser();
    const { page } = await add(owner, change);
    expect([page.status, portal.reason()]).toEqual([400, 'passkey_refused']);
    expect(portal.state.hasPasskeys()).toBe(false);
    const { passkey } = await add(owner);
    const browser = portal.browser();
    const challenge = await asked(browser);
    const refused = await signIn(browser, passkey.get({ challenge, ...change }));
    expect([refused.status, portal.reason()]).toEqual([401, 'passkey_refused']);
    expect(portal.verdict(browser).status).toBe(401);
  });

  test('answers a question once, in the browser that was asked, within five minutes', async () => {
    const { passkey } = await add(await provenBrowser());
    const browser = portal.browser();
    const challenge = await asked(browser);
    const answer = passkey.get({ challenge });
    const cookies = browser.cookieHeader();
    expect((await signIn(portal.browser(), answer)).status).toBe(401);
    expect(portal.reason()).toBe('passkey_step_expired');
    expect((await signIn(browser, answer)).status).toBe(303);
    const replayed = await portal
      .browser()
      .post(
        '/login/local/passkey',
        { answer },
        { headers: { Cookie: cookies, Origin: 'http://localhost:8080' } },
      );
    expect([replayed.status, portal.reason()]).toEqual([401, 'passkey_step_expired']);
    const late = portal.browser();
    const other = passkey.get({ challenge: await asked(late) });
    portal.clock.now += 301;
    expect((await signIn(late, other)).status).toBe(401);
  });

  test('that counts backwards has a copy somewhere, and is refused', async () => {
    const { passkey } = await add(await provenBrowser());
    const browser = portal.browser();
    await signIn(browser, passkey.get({ challenge: await asked(browser), counter: 5 }));
    const copy = portal.browser();
    const answer = passkey.get({ challenge: await asked(copy), counter: 5 });
    expect((await signIn(copy, answer)).status).toBe(401);
    expect(portal.reason()).toBe('passkey_refused');
  });

  test('that is signed by another key is refused', async () => {
    const { passkey } = await add(await provenBrowser());
    const browser = portal.browser();
    const challenge = await asked(browser);
    const forged = JSON.parse(softwarePasskey().get({ challenge })) as Record<string, unknown>;
    const answer = JSON.stringify({ ...forged, id: passkey.id, rawId: passkey.id });
    expect((await signIn(browser, answer)).status).toBe(401);
  });

  test.each(['', 'null', '[]', '{"id":1}', '{"id":"AA","rawId":"AA","type":"public-key"}', '{'])(
    'is not %j',
    async (answer) => {
      await add(await provenBrowser());
      const browser = portal.browser();
      await asked(browser);
      expect((await signIn(browser, answer)).status).toBe(401);
      expect(portal.reason()).toBe('passkey_refused');
    },
  );

  test('of a disabled account lets nobody in', async () => {
    const { passkey } = await add(await provenBrowser());
    portal.state.setDisabled('anna', portal.clock.now);
    const browser = portal.browser();
    const page = await signIn(browser, passkey.get({ challenge: await asked(browser) }));
    expect([page.status, portal.reason()]).toEqual([403, 'local_account_disabled']);
  });

  test('is removed, after a question, by its owner alone', async () => {
    const owner = await provenBrowser();
    const { passkey } = await add(owner);
    await addAccount(portal, { name: 'ben' });
    const ben = portal.browser();
    await signInLocally(ben, { login: 'ben' });
    await ben.post('/account/local/proof', { password: PASSWORD });
    await ben.post('/account/local/passkey/remove', { passkey: passkey.id });
    expect(portal.state.passkeysOf('anna')).toHaveLength(1);
    const question = await owner.get(`/account/local/passkey/remove?passkey=${passkey.id}`);
    expect(question.text).toContain('Remove the passkey My &lt;b&gt;laptop&lt;/b&gt;?');
    await owner.post('/account/local/passkey/remove', { passkey: passkey.id });
    expect(portal.state.passkeysOf('anna')).toEqual([]);
    expect(actions()).toEqual(['passkey_removed', 'passkey_added']);
  });
});

test.each(['http://192.0.2.1:8080', 'http://nas:8080', 'https://192.0.2.1'])(
  'at %s, browsers have no passkeys, and nobody is asked for one',
  async (url) => {
    await portal.close();
    portal = await startPortal({ url });
    await addAccount(portal);
    portal.state.addPasskey({
      ...{ credentialId: 'AA', name: 'anna', label: 'x', publicKey: 'AA', counter: 0 },
      ...{ transports: [], madeAt: 1 },
    });
    expect((await portal.browser().get('/login/local')).text).not.toContain('data-passkey');
  },
);
