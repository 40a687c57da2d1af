/** The page of somebody who is refused, as nginx asks for it, by itself, and what of it is on record. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../../../njs-validator/test/nginx/support/request.js';
import { startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

const ID = '0123456789abcdef0123456789abcdef';

let portal: RunningPortal;
let cookie: string;
beforeAll(async () => {
  portal = await startPortal(SUBDOMAINS);
  cookie = await cookieOf('friend');
});
afterAll(() => portal.close());

async function cookieOf(person: string): Promise<string> {
  const browser = portal.browser();
  await browser.signIn(person);
  return browser.cookieHeader();
}

/** As server.conf has nginx ask. */
function askAsNginx(headers: Readonly<Record<string, string>> = {}) {
  return ask(`${portal.address}/refused`, {
    headers: {
      Cookie: cookie,
      'Usher-Refused': `group_above_threshold 1 ${ID}`,
      'Usher-Address': 'https://sonarr.example.com/series/7?apikey=secret',
      ...headers,
    },
  });
}

const noted = () => portal.state.audit(200).filter(({ action }) => action === 'refused');

describe('asked for by nginx', () => {
  test('it says who one is, why, what is needed, the id, and how to go on', async () => {
    const { status, body, headers } = await askAsNginx();
    expect(status).toBe(403);
    for (const text of ['Sonarr is not open to you', 'Group 4', 'Group 1', ID, 'By a rule']) {
      expect([text, body.includes(text)]).toEqual([text, true]);
    }
    const rd = encodeURIComponent('https://sonarr.example.com/series/7?apikey=secret');
    expect(body).toContain(`href="https://auth.example.com/login?rd=${rd}"`);
    expect(body).toContain('href="https://auth.example.com/"');
    // In the app's place: no form, no script, and files from the portal alone.
    expect(body).not.toMatch(/<form|<script|\son[a-z]+=|\sstyle=/i);
    expect(body).toContain('href="https://auth.example.com/assets/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src https://auth.example.com; img-src https://auth.example.com; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(portal.reason()).toBe('group_above_threshold');
  });

  test('an admin finds it by the id, without what is the app’s business', async () => {
    const id = ID.replaceAll('0', 'a');
    await askAsNginx({ 'Usher-Refused': `group_above_threshold 1 ${id}` });
    const [entry] = noted().filter(({ detail }) => detail.includes(id));
    expect(entry?.detail).toBe(
      `https://sonarr.example.com/series/7 (group 4, needs 1), request ${id}`,
    );
    expect(entry?.actor).toBe(entry?.subject);
  });

  test('a session that opens other addresses is told so', async () => {
    const { body } = await askAsNginx({ 'Usher-Refused': `resource_not_allowed 4 ${ID}` });
    expect(body).toContain('does not include this page');
    expect(body).not.toContain('Needed here');
  });

  test('in the language of the browser', async () => {
    const { body } = await askAsNginx({ 'Accept-Language': 'de' });
    expect(body).toContain('<html lang="de"');
  });

  test('a way back that is none of ours is none', async () => {
    for (const address of ['https://evil.test/', 'javascript:alert(1)', '"><script>', '']) {
      const { body } = await askAsNginx({ 'Usher-Address': address });
      expect(body).toContain('href="https://auth.example.com/login"');
      expect(body).not.toMatch(/<script|evil/);
    }
  });

  test('somebody whom the portal does not know gets no page', async () => {
    const { status } = await askAsNginx({ Cookie: '__Secure-usher=scrap' });
    expect(status).toBe(303);
  });

  test('nobody fills the log by asking again and again', async () => {
    const mine = await cookieOf('owner');
    const before = noted().length;
    for (let turn = 0; turn < 30; turn++) {
      expect((await askAsNginx({ Cookie: mine })).status).toBe(403);
    }
    expect(noted().length - before).toBe(20);
  });
});

describe('by itself', () => {
  test.each([
    '',
    'group_above_threshold 01 ' + ID,
    'group_above_threshold 1000 ' + ID,
    `group_above_threshold 1 ${ID}0`,
    `group_above_threshold 1 ${ID.toUpperCase()}`,
    `expired 1 ${ID}`,
  ])('it says who one is, and nothing is put on record: %j', async (refusal) => {
    const before = noted().length;
    const { status, body } = await askAsNginx({ 'Usher-Refused': refusal });
    expect([status, portal.reason()]).toEqual([403, 'refused_page']);
    expect(body).toContain('Group 4');
    expect(body).not.toContain(ID);
    expect(noted()).toHaveLength(before);
  });
});
