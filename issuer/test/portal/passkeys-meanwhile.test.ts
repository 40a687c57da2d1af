/** What becomes of a passkey while its answer is looked at, and two answers at once. */
import { afterEach, expect, test } from '@jest/globals';
import { createPasskeys } from '../../local-accounts/passkeys.js';
import { addAccount } from './local-accounts.js';
import { SEALING_KEY, startPortal, type Browser, type RunningPortal } from './running-portal.js';
import { softwarePasskey, type SoftwarePasskey } from './software-passkey.js';

let portal: RunningPortal;
/** Done as soon as an answer has been taken up. */
let meanwhile = (): void => undefined;

afterEach(async () => {
  meanwhile = () => undefined;
  await portal.close();
});

/** A portal where Anna has a passkey. */
async function withPasskey(): Promise<SoftwarePasskey> {
  portal = await startPortal({
    failingState: {
      passkey: (credentialId) => {
        queueMicrotask(meanwhile);
        return portal.state.passkey(credentialId);
      },
    },
  });
  await addAccount(portal);
  const passkey = softwarePasskey();
  const challenge = 'AAAA';
  const passkeys = createPasskeys(portal.config.issuer.url, '', SEALING_KEY);
  const made = await passkeys?.verifyNew(passkey.create({ challenge }), challenge);
  if (made === undefined) {
    throw new Error('the passkey was not taken');
  }
  portal.state.addPasskey({ ...made, name: 'anna', label: 'Laptop', madeAt: portal.clock.now });
  return passkey;
}

/** @returns sends the answer of a browser that was asked */
async function askedBrowser(passkey: SoftwarePasskey, counter: number) {
  const browser = portal.browser();
  const { text } = await browser.get('/login/local');
  const challenge = /&quot;challenge&quot;:&quot;([\w-]+)&quot;/.exec(text)?.[1] ?? '';
  const answer = passkey.get({ challenge, counter });
  return { browser, answerIt: () => browser.post('/login/local/passkey', { answer }) };
}

const isSignedIn = (browser: Browser): boolean => browser.names().includes('usher');

test('a passkey that is removed while its answer is looked at signs nobody in', async () => {
  const passkey = await withPasskey();
  const { browser, answerIt } = await askedBrowser(passkey, 1);
  meanwhile = () => {
    portal.state.removePasskey('anna', passkey.id);
  };
  const page = await answerIt();
  expect([page.status, portal.reason()]).toEqual([401, 'passkey_refused']);
  expect(isSignedIn(browser)).toBe(false);
});

test('of a passkey and its copy, which have counted as far, one signs in', async () => {
  const passkey = await withPasskey();
  const both = [await askedBrowser(passkey, 5), await askedBrowser(passkey, 5)];
  const pages = await Promise.all(both.map(({ answerIt }) => answerIt()));
  expect(pages.map(({ status }) => status).sort()).toEqual([303, 401]);
  expect(both.filter(({ browser }) => isSignedIn(browser))).toHaveLength(1);
});
