/** Access that is taken back: by the person, and by the operator. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { compactVerify, decodeJwt, jwtVerify } from 'jose';
import { StateError } from '../../state/state-error.js';
import { startPortal, RING, type Browser, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

const SECRET = RING.signing.secret;

async function signedIn(person: string): Promise<Browser> {
  const browser = portal.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

const tokenOf = (browser: Browser) => browser.jar.get('usher;') ?? '';
const claimsOf = (browser: Browser) =>
  decodeJwt(tokenOf(browser)) as Readonly<{ sub: string; sid: string; iat: number; exp: number }>;

/** A second browser with the same cookies. */
function copyOf(browser: Browser): Browser {
  const copy = portal.browser();
  browser.jar.forEach((value, key) => copy.jar.set(key, value));
  return copy;
}

/** What /auth/998 says, and the log about it. */
async function verdict(browser: Browser) {
  const { status } = await browser.get('/auth/998');
  return [status, portal.reason()];
}

const fileOf = (subject: string) =>
  join(portal.config.revocation.dir, `s-${encodeURIComponent(subject)}`);

describe('the sign-in page tells that a session has ended', () => {
  const ENDED = 'Your session has ended.';
  const textOf = async (browser: Browser) => (await browser.get('/login')).text;

  test('to the browser that still has it', async () => {
    const browser = await signedIn('friend');
    const copy = copyOf(browser);
    expect(await textOf(copy)).not.toContain(ENDED);
    await browser.post('/logout');
    expect(await textOf(copy)).toContain(ENDED);

    const other = await signedIn('owner');
    portal.state.revokeSubject(claimsOf(other).sub, portal.clock.now);
    expect(await textOf(other)).toContain(ENDED);
  });

  test('to nobody who has none, has signed out here, or has made one up', async () => {
    expect(await textOf(portal.browser())).not.toContain(ENDED);
    const browser = await signedIn('friend');
    const forger = portal.browser();
    forger.jar.set('usher;', `${tokenOf(browser).slice(0, -8)}AAAAAAAA`);
    await browser.post('/logout');
    expect(await textOf(browser)).not.toContain(ENDED);
    expect(await textOf(forger)).not.toContain(ENDED);
  });
});

describe('signing out', () => {
  test('voids the session wherever its cookie was copied to, and no other', async () => {
    const browser = await signedIn('friend');
    const elsewhere = await signedIn('friend');
    const copy = copyOf(browser);
    expect(await verdict(copy)).toEqual([204, 'allowed']);
    expect((await browser.post('/logout')).status).toBe(200);
    expect(portal.reason()).toBe('signed_out');
    expect(await verdict(copy)).toEqual([401, 'session_ended']);
    expect(await verdict(elsewhere)).toEqual([204, 'allowed']);
    expect((await copy.get('/')).location).toContain('/login');
  });

  test.each(['owner', 'friend'])(
    'is what a new sign-in in the same browser does to the one before: %s',
    async (person) => {
      const browser = await signedIn('friend');
      const copy = copyOf(browser);
      expect((await browser.signIn(person)).status).toBe(303);
      expect(await verdict(copy)).toEqual([401, 'session_ended']);
      expect(await verdict(browser)).toEqual([204, 'allowed']);
    },
  );

  test('is what a sign-in without access does to the one before', async () => {
    const browser = await signedIn('friend');
    const copy = copyOf(browser);
    expect((await browser.signIn('stranger')).status).toBe(403);
    expect(await verdict(copy)).toEqual([401, 'session_ended']);
  });

  test('is in the folder when the answer comes', async () => {
    const browser = await signedIn('friend');
    const { sub, sid } = claimsOf(browser);
    expect(existsSync(fileOf(sub))).toBe(false);
    await browser.post('/logout');
    expect(readFileSync(fileOf(sub), 'utf8')).toBe(`${sid}\n`);
    expect(statSync(fileOf(sub)).mtimeMs).toBe(0);
  });

  test('ends every session that the browser has', async () => {
    const [one, other] = [await signedIn('friend'), await signedIn('owner')];
    const both = copyOf(one);
    both.jar.set('usher;Domain=example.com', tokenOf(other));
    await both.post('/logout');
    expect(await verdict(one)).toEqual([401, 'session_ended']);
    expect(await verdict(other)).toEqual([401, 'session_ended']);
  });

  test('from another page ends nothing', async () => {
    const browser = await signedIn('friend');
    const page = await copyOf(browser).post(
      '/logout',
      {},
      { headers: { Origin: 'https://evil.example' } },
    );
    expect(page.status).toBe(403);
    expect(await verdict(browser)).toEqual([204, 'allowed']);
  });

  test('with nothing to end, or a made-up cookie, is as quiet as ever', async () => {
    const browser = portal.browser();
    browser.jar.set('usher;', `${tokenOf(await signedIn('friend')).slice(0, -4)}AAAA`);
    expect((await browser.post('/logout')).status).toBe(200);
    expect(portal.state.allRevoked().size).toBe(0);
  });

  test('is recorded where the folder cannot be written, and the log says so', async () => {
    const browser = await signedIn('friend');
    const copy = copyOf(browser);
    await (await signedIn('owner')).post('/logout');
    rmSync(portal.config.revocation.dir, { recursive: true });
    writeFileSync(portal.config.revocation.dir, 'a file');
    const page = await browser.post('/logout');
    expect([page.status, portal.reason()]).toEqual([200, 'revocation_unpublished']);
    expect(page.text).toContain('It could not be made sure everywhere yet: ');
    expect(portal.log().at(-1)).toMatchObject({ level: 'error' });
    expect(browser.names()).toEqual([]);
    expect(await verdict(copy)).toEqual([401, 'session_ended']);
  });
});

test('a sign-out that cannot be recorded removes the cookies, and the log says that it was not enough', async () => {
  const failing = await startPortal({
    failingState: {
      endSession: () => {
        throw new StateError('the disk is full');
      },
    },
  });
  try {
    const browser = failing.browser();
    await browser.signIn('friend');
    const page = await browser.post('/logout');
    expect([page.status, failing.reason()]).toEqual([200, 'revocation_failed']);
    expect(page.text).toContain('It could not be made sure everywhere: ');
    expect(failing.log().at(-1)).toMatchObject({ level: 'error' });
    expect(browser.names()).toEqual([]);
  } finally {
    await failing.close();
  }
});

test('nobody signs in whose session cannot be put on record', async () => {
  const failing = await startPortal({
    failingState: {
      recordSession: () => {
        throw new StateError('the disk is full');
      },
    },
  });
  try {
    const browser = failing.browser();
    const page = await browser.signIn('friend');
    expect([page.status, failing.reason()]).toEqual([503, 'state_failed']);
    expect(page.text).not.toContain('the disk is full');
    expect(browser.names()).toEqual([]);
    expect(failing.log().at(-1)).toMatchObject({
      level: 'error',
      error: expect.stringMatching(/^StateError the disk is full at /),
    });
  } finally {
    await failing.close();
  }
});

describe('revoking a person', () => {
  test('is obeyed by the next request, and the person may sign in again at once', async () => {
    const browser = await signedIn('friend');
    const { sub } = claimsOf(browser);
    portal.state.revokeSubject(sub, portal.clock.now);
    expect(await verdict(browser)).toEqual([401, 'revoked']);
    expect((await browser.get('/')).location).toContain('/login');
    expect((await browser.get('/login')).text).not.toContain('signed in as');
    await browser.signIn('friend');
    expect(claimsOf(browser).iat).toBe(portal.clock.now + 1);
    expect(await verdict(browser)).toEqual([204, 'allowed']);
  });

  test('leaves everybody else in', async () => {
    const [friend, owner] = [await signedIn('friend'), await signedIn('owner')];
    portal.state.revokeSubject(claimsOf(friend).sub, portal.clock.now);
    expect(await verdict(owner)).toEqual([204, 'allowed']);
  });

  test('of everybody leaves nobody in', async () => {
    const [friend, owner] = [await signedIn('friend'), await signedIn('owner')];
    portal.state.revokeAll(portal.clock.now);
    expect(await verdict(friend)).toEqual([401, 'revoked']);
    expect(await verdict(owner)).toEqual([401, 'revoked']);
  });
});

test('every sign-in is on record', async () => {
  const { sid, sub, exp } = claimsOf(await signedIn('friend'));
  expect(portal.state.findSession(sid)).toEqual({ sid, subject: sub, expiresAt: exp });
});

test('a state that cannot be read lets nobody in', async () => {
  const browser = await signedIn('friend');
  portal.state.close();
  expect(await verdict(browser)).toEqual([500, 'gate_error']);
  expect((await browser.get('/')).status).toBe(503);
});

describe('/.well-known/usher-revocations', () => {
  const PATH = '/.well-known/usher-revocations';

  test('is a signed list of what is revoked', async () => {
    const [friend, owner] = [await signedIn('friend'), await signedIn('owner')];
    const { sub, sid } = claimsOf(friend);
    await friend.post('/logout');
    portal.state.revokeSubject(claimsOf(owner).sub, portal.clock.now);
    const { status, headers, text } = await portal.browser().get(PATH);
    expect(status).toBe(200);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(headers.get('Content-Type')).toContain('application/jose');
    const { payload, protectedHeader } = await jwtVerify(text, SECRET, {
      typ: 'usher-revocations+jwt',
      issuer: portal.config.issuer.url,
    });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'usher-revocations+jwt', kid: 'test' });
    expect(payload).toEqual({
      iss: portal.config.issuer.url,
      iat: portal.clock.now,
      epoch: 0,
      subjects: {
        [sub]: { nbf: 0, sids: [sid] },
        [claimsOf(owner).sub]: { nbf: portal.clock.now + 1, sids: [] },
      },
    });
  });

  test('is no session, and a session is no such list', async () => {
    const browser = portal.browser();
    const { text } = await browser.get(PATH);
    browser.jar.set('usher;', text);
    expect(await verdict(browser)).toEqual([401, 'typ_mismatch']);
    const token = tokenOf(await signedIn('friend'));
    await compactVerify(token, SECRET);
    await expect(jwtVerify(token, SECRET, { typ: 'usher-revocations+jwt' })).rejects.toThrow(
      /"typ"/,
    );
  });

  test('is of this second', async () => {
    const browser = portal.browser();
    const epoch = async () => decodeJwt((await browser.get(PATH)).text)['epoch'];
    expect(await epoch()).toBe(0);
    const revoked = portal.state.revokeAll(portal.clock.now);
    portal.clock.now += 1;
    expect(await epoch()).toBe(revoked);
  });
});
