/** What a session is renewed with: for whom it is found, and how long it lasts. */
import { describe, expect, test } from '@jest/globals';
import {
  findRefresh,
  REFRESH_PURPOSE,
  renewableUntil,
  sealRefresh,
  type Refresh,
} from '../../../token/refresh-cookie.js';
import { createSealer } from '../../../token/sealed-cookie.js';
import { goodConfig, GOOD_YAML, NOW } from '../config/sample-config.js';

const { config } = goodConfig(GOOD_YAML);
const DAY = 86_400;
const KEY = new Uint8Array(32).fill(7);
const sealer = createSealer(REFRESH_PURPOSE, KEY);
const REFRESH: Refresh = {
  plexToken: 'a-plex-token',
  subject: 'plex:1',
  sid: 'session-1',
  authTime: NOW,
  amr: ['plex_pwd', 'otp'],
  checkedAt: NOW,
};
const SESSION = { sub: 'plex:1', sid: 'session-1' };

async function cookieOf(payload: object, by = sealer): Promise<string> {
  return `__Secure-usher-refresh=${(await by.seal(payload, DAY, NOW)) ?? ''}`;
}

const find = (cookies: string, session: Parameters<typeof findRefresh>[1] = SESSION, now = NOW) =>
  findRefresh(cookies, session, { config, sealer, now });

describe('the refresh cookie', () => {
  test('ends when the session cannot be renewed any more', async () => {
    const [cookie] = await sealRefresh(REFRESH, sealer, { config, now: NOW + DAY });
    expect(cookie).toMatchObject({
      name: '__Secure-usher-refresh',
      options: { maxAge: 29 * DAY * 1000, path: '/_usher/', domain: 'example.com' },
    });
    expect(renewableUntil(REFRESH, config)).toBe(NOW + 30 * DAY);
  });

  test('is none when that time is over, or renewal is off', async () => {
    expect(await sealRefresh(REFRESH, sealer, { config, now: NOW + 30 * DAY })).toEqual([]);
    const off = { ...config, session: { ...config.session, renewal: false } };
    expect(await sealRefresh(REFRESH, sealer, { config: off, now: NOW })).toEqual([]);
  });

  test('is none for a Plex token that fits into no cookie', async () => {
    const huge = { ...REFRESH, plexToken: 'x'.repeat(4000) };
    expect(await sealRefresh(huge, sealer, { config, now: NOW })).toEqual([]);
  });

  test('gives back what was sealed', async () => {
    const [cookie] = await sealRefresh(REFRESH, sealer, { config, now: NOW });
    expect(await find(`a=b; ${cookie?.name ?? ''}=${cookie?.value ?? ''}`)).toEqual(REFRESH);
  });

  test.each([
    ['another person', { sub: 'plex:2', sid: 'session-1' }],
    ['another session', { sub: 'plex:1', sid: 'session-2' }],
    ['a session without a name', { sub: 'plex:1' }],
  ])('is none for %s', async (_, session) => {
    expect(await find(await cookieOf(REFRESH), session)).toBeUndefined();
  });

  test('is found among others', async () => {
    const others = [{ ...REFRESH, sid: 'x' }, { ...REFRESH, subject: 'plex:2' }, {}];
    const cookies = await Promise.all([...others, REFRESH].map((one) => cookieOf(one)));
    expect(await find(cookies.join('; '))).toEqual(REFRESH);
  });

  test.each<[string, object]>([
    ['no object', ['x']],
    ['no Plex token', { ...REFRESH, plexToken: '' }],
    ['another type of Plex token', { ...REFRESH, plexToken: 7 }],
    ['no time of the sign-in', { ...REFRESH, authTime: undefined }],
    ['no time of a question', { ...REFRESH, checkedAt: 'now' }],
    ['no list of methods', { ...REFRESH, amr: 'plex_pwd' }],
    ['other methods', { ...REFRESH, amr: [1] }],
  ])('is none with %s in it', async (_, payload) => {
    expect(await find(await cookieOf(payload))).toBeUndefined();
  });

  test('is none if somebody else sealed it, for something else, or too long ago', async () => {
    const stranger = createSealer(REFRESH_PURPOSE, new Uint8Array(32).fill(8));
    const elsewhere = createSealer('plex pin flow', KEY);
    expect(await find(await cookieOf(REFRESH, stranger))).toBeUndefined();
    expect(await find(await cookieOf(REFRESH, elsewhere))).toBeUndefined();
    expect(await find(await cookieOf(REFRESH), SESSION, NOW + DAY)).toBeUndefined();
  });
});
