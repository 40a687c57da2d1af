/**
 * What others choose (names, addresses, pictures, devices, return addresses, codes, languages, paths) is text on every page
 * and nothing else: whatever it is, the page has the same elements with the same attributes.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPlexClient, type PlexClient } from '../../plex/plex-client.js';
import { addAccount, signInLocally } from './local-accounts.js';
import { skeletonOf, unsafeParts } from './page-skeleton.js';
import { startPortal, type Browser, type Page, type RunningPortal } from './running-portal.js';

const HARMLESS = 'harmless';

const HOSTILE = {
  'an element': '<img src=x onerror=alert(1)>',
  'an attribute in double quotes': '" autofocus onfocus="alert(1)',
  'an attribute in single quotes': "' autofocus onfocus='alert(1)",
  'an attribute without quotes': 'x onfocus=alert(1) ',
  'the end of what it stands in':
    '"></option></select></title></style></script><script>alert(1)</script>',
  'a comment': '<!--',
  'a script address': 'javascript:alert(1)//',
  'an address with a script': 'http://evil.example/"><script>alert(1)</script>',
  'another host': '//evil.example/\\evil.example',
  'escaped already': '&lt;script&gt;&#x3c;b&#x3e;&quot;&amp;',
  'a template': '{name} ${name} {{name}} %s {count, plural, one {<b>} other {#}}',
  'markup of messages': '<b>x</b>{0}#',
  'ends of lines': 'a\r\nSet-Cookie: evil=1\r\n\r\n<script>alert(1)</script>',
  'nothing to see': '\u202e\u200b\u0007\ufeff<b>',
  'half a character': '\ud800<b>\udfff',
  'a prototype': '__proto__',
  'very much': `<b>${'ü"\'>'.repeat(2000)}`,
} as const;

type World = Readonly<{
  portal: RunningPortal;
  /** Signed in as somebody with that name, on that device. */
  friend: Browser;
  owner: Browser;
  /** Signed in without Plex. */
  local: Browser;
  /** What others choose. */
  text: string;
}>;

const FRIEND = '/admin/people/plex:21000004';

/** What it is about, and what a visitor with such strings gets. */
const PAGES: Readonly<Record<string, (world: World) => Promise<Page>>> = {
  launcher: ({ friend }) => friend.get('/'),
  account: ({ friend }) => friend.get('/account'),
  'sign-out': ({ friend }) => friend.get('/logout'),
  'sign-in while signed in': ({ friend }) => friend.get('/login'),
  'page for admins, for others': ({ friend }) => friend.get('/admin'),
  'sign-in': ({ portal }) => portal.browser().get('/login'),
  'return address': ({ portal, text }) =>
    portal.browser().get(`/login?rd=${encodeURIComponent(wellFormed(text))}`),
  'return address on our own host': ({ portal, text }) =>
    portal
      .browser()
      .get(`/login?rd=${encodeURIComponent(`http://localhost:8080/sonarr/${wellFormed(text)}`)}`),
  'return address in a form': ({ portal, text }) =>
    portal.browser().post('/login/password', { login: 'friend', password: 'no', rd: text }),
  'user name': ({ portal, text }) =>
    portal.browser().post('/login/password', { login: text.slice(0, 250), password: 'wrong' }),
  'user name without end': ({ portal, text }) =>
    portal.browser().post('/login/password', { login: text.padEnd(9000, '.'), password: 'wrong' }),
  'user name with a bell': ({ portal }) =>
    portal.browser().post('/login/password', { login: '\u0007', password: 'wrong' }),
  code: async ({ portal, text }) => {
    const browser = portal.browser();
    await browser.signIn('careful');
    return browser.post('/login/code', { code: text.slice(0, 16) });
  },
  'code of a problem': ({ friend, text }) =>
    friend.get(`/?error=${encodeURIComponent(wellFormed(text))}`),
  'notice for admins': ({ owner, text }) =>
    owner.get(`/admin?done=${encodeURIComponent(wellFormed(text))}`),
  'flow of a sign-in': ({ portal, text }) =>
    portal.browser().get(`/login/plex/return?flow=${encodeURIComponent(wellFormed(text))}`),
  path: ({ portal, text }) => portal.browser().get(`/${encodeURIComponent(wellFormed(text))}`),
  'broken path': ({ portal }) => portal.browser().get('/%ff%'),
  'language that the browser asks for': ({ portal, text }) =>
    portal.browser().get('/login', { headers: { 'Accept-Language': latin1(text) } }),
  'language and colours that were chosen': ({ portal, text }) =>
    portal.browser().get('/login', {
      headers: { Cookie: `usher-look=${encodeURIComponent(wellFormed(text).slice(0, 500))}` },
    }),
  'choice of a language': ({ portal, text }) =>
    portal.browser().post('/look', { language: text, theme: text, back: text }),
  overview: ({ owner }) => owner.get('/admin'),
  'overview of people': ({ owner }) => owner.get('/admin/people'),
  'search for people': ({ owner, text }) =>
    owner.get(`/admin/people?q=${encodeURIComponent(`nobody like ${wellFormed(text)}`)}`),
  'search for nobody': ({ owner }) => owner.get('/admin/people?q=nobody-at-all'),
  'page of a person': ({ owner }) => owner.get(FRIEND),
  'page of nobody': ({ owner, text }) =>
    owner.get(`/admin/people/${encodeURIComponent(wellFormed(text))}`),
  'page of nobody known': ({ owner }) => owner.get('/admin/people/local:nobody'),
  'mistake on the page of a person': ({ owner, text }) =>
    owner.post(`${FRIEND}/override`, {
      group: '2',
      until: text.slice(0, 10),
      note: text.slice(0, 100),
    }),
  'note of an override': async ({ owner, text }) => {
    await owner.post(`${FRIEND}/override`, { group: '2', until: '', note: visible(text) });
    return owner.get(FRIEND);
  },
  'sessions of all': ({ owner }) => owner.get('/admin/sessions'),
  'audit trail': ({ owner }) => owner.get('/admin/audit'),
  'search in the audit trail': ({ owner, text }) =>
    owner.get(`/admin/audit?q=${encodeURIComponent(wellFormed(text))}`),
  'search for nothing in the audit trail': ({ owner }) =>
    owner.get('/admin/audit?q=nothing-at-all'),
  configuration: ({ owner }) => owner.get('/admin/configuration'),
  'name of a token': ({ friend, text }) =>
    friend.post('/account/tokens', { name: visible(text), group: '4', days: '30' }),
  'tokens of somebody': ({ friend }) => friend.get('/account/tokens'),
  'tokens of all': ({ owner }) => owner.get('/admin/tokens'),
  'mistake with a pass': ({ owner, text }) =>
    owner.post('/admin/passes', {
      ...passFor(text),
      addresses: `${wellFormed(text).slice(0, 1000)} !`,
    }),
  'pass that was made': async ({ owner, text }) => {
    await owner.post('/admin/passes', passFor(text));
    return owner.get('/admin/passes/made');
  },
  'passes of all': ({ owner }) => owner.get('/admin/passes'),
  'end of a pass': async ({ owner }) => owner.get(await addressIn(owner, /passes\/\d+\/revoke/)),
  'page of a pass': async (world) => world.portal.browser().get(await linkOfPass(world)),
  'launcher of a guest': async (world) => (await guestOf(world)).get('/'),
  'account of a guest': async (world) => (await guestOf(world)).get('/account'),
  'link of no pass': ({ portal, text }) =>
    portal.browser().get(`/guest/${encodeURIComponent(wellFormed(text))}`),
  'user name without Plex': ({ portal, text }) =>
    signInLocally(portal.browser(), { login: visible(text), password: 'wrong' }),
  'launcher without Plex': ({ local }) => local.get('/'),
  'account without Plex': ({ local }) => local.get('/account'),
  'means of sign-in without Plex': ({ local }) => local.get('/account/local'),
  'overview of people and guests': ({ owner }) => owner.get('/admin/people'),
  'sessions of guests and others': ({ owner }) => owner.get('/admin/sessions'),
  'audit trail in the end': ({ owner }) => owner.get('/admin/audit'),
};

/** Half characters travel in no address. */
function wellFormed(text: string): string {
  return Buffer.from(text.slice(0, 3000)).toString();
}

/** What a name may be made of: anything that can be seen. */
function visible(text: string): string {
  return text.replaceAll(/\p{C}/gu, '?').slice(0, 60).trim();
}

const passFor = (text: string) => ({
  name: visible(text),
  group: 'least',
  scope: 'apps',
  app: 'Overseerr',
  addresses: '',
  uses: '9',
  until: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
});

/** On the page that shows a pass that was made. */
async function addressIn(owner: Browser, address: RegExp): Promise<string> {
  const { text } = await owner.get('/admin/passes');
  return `/admin/${address.exec(text)?.[0] ?? ''}`;
}

async function linkOfPass({ owner, text }: World): Promise<string> {
  await owner.post('/admin/passes', passFor(text));
  const page = await owner.get('/admin/passes/made');
  return /\/guest\/[\w-]{32}/.exec(page.text)?.[0] ?? '';
}

async function guestOf(world: World): Promise<Browser> {
  world.portal.clock.now += 60;
  const browser = world.portal.browser();
  await browser.post('/guest', { pass: (await linkOfPass(world)).replace('/guest/', '') });
  return browser;
}

/** What a header can carry. */
function latin1(text: string): string {
  return (
    text
      .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?')
      .slice(0, 3000)
      .trim() || '?'
  );
}

async function startWorld(text: string): Promise<World> {
  const real: { account?: PlexClient['account'] } = {};
  const portal = await startPortal({
    client: {
      account: async (token) => {
        const outcome = (await real.account?.(token)) ?? { kind: 'token_refused' as const };
        return outcome.kind === 'account'
          ? { ...outcome, account: { ...outcome.account, thumb: text } }
          : outcome;
      },
    },
  });
  const settings = { ...portal.config.plex, clientIdentifier: 'portal-tests', version: '0' };
  real.account = createPlexClient(settings).account;
  portal.plex.change('friend', { title: text, friendlyName: text, email: `${text}@example.com` });
  const [friend, owner] = [portal.browser(), portal.browser()];
  const headers = { Origin: 'http://localhost:8080', 'User-Agent': latin1(text) };
  await friend.post(
    '/login/password',
    { login: 'friend', password: 'friend-password' },
    { headers },
  );
  portal.clock.now += 60;
  await owner.signIn('owner');
  await addAccount(portal, { displayName: visible(text) });
  portal.clock.now += 60;
  const local = portal.browser();
  await signInLocally(local);
  portal.clock.now += 60;
  return { portal, friend, owner, local, text };
}

/** Of each page: status, where it leads, elements. */
async function shapes(world: World): Promise<Readonly<Record<string, unknown>>> {
  const all: Record<string, unknown> = {};
  for (const [name, open] of Object.entries(PAGES)) {
    const { status, location, headers, text } = await open(world);
    const policy = headers.get('Content-Security-Policy') ?? '';
    all[name] = [
      ...[status, location.split('?')[0], skeletonOf(text), unsafeParts(text)],
      ...[policy.replaceAll(/ http:\S+/g, ''), headers.get('Set-Cookie')?.includes('evil')],
    ];
  }
  return all;
}

/** Pages that may be as another one instead: without what makes no sense. */
const MAY_BE_LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'return address': ['sign-in'],
  'return address on our own host': ['sign-in'],
  'return address in a form': ['user name', 'user name without end'],
  'user name': ['user name with a bell', 'user name without end'],
  code: ['user name with a bell'],
  'choice of a language': ['user name without end'],
  'mistake on the page of a person': ['user name with a bell'],
  'search for people': ['search for nobody'],
  'search in the audit trail': ['search for nothing in the audit trail'],
  'page of nobody': ['page of nobody known'],
};

let expected: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  const world = await startWorld(HARMLESS);
  expected = await shapes(world);
  await world.portal.close();
}, 60_000);

describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(text);
  });
  afterAll(() => world.portal.close());

  test('changes no page', async () => {
    for (const [name, shape] of Object.entries(await shapes(world))) {
      const others = (MAY_BE_LEFT_OUT[name] ?? []).map((other) => expected[other]);
      expect([name, others.some((other) => isDeepStrictEqual(other, shape)) || shape]).toEqual([
        name,
        others.some((other) => isDeepStrictEqual(other, shape)) || expected[name],
      ]);
    }
  }, 60_000);
});

const PICTURES = [
  'https://evil.example/"><script>alert(1)</script>',
  "https://evil.example/' onerror='alert(1)",
  'https://evil.example/;script-src *;',
];

describe.each(PICTURES)('the picture %s', (text) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(text);
  });
  afterAll(() => world.portal.close());

  test('is a picture, and the page allows its host for pictures alone', async () => {
    const { text: page, headers } = await world.friend.get('/account');
    expect(unsafeParts(page)).toEqual([
      expect.stringMatching(/^img src=https:\/\/evil\.example\//),
    ]);
    const policy = headers.get('Content-Security-Policy')?.split(';') ?? [];
    expect(policy.filter((directive) => directive.includes('evil'))).toEqual([
      "img-src 'self' https://evil.example",
    ]);
    expect(policy).toContain("script-src 'self'");
  });
});

test.each([
  'https://evil.example;script-src *',
  'https://*',
  "https://'unsafe-inline'/x",
  'https://evil.example:443@other.example/',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'javascript:alert(1)',
])('the picture %s is none', async (text) => {
  const world = await startWorld(text);
  try {
    const { text: page, headers } = await world.friend.get('/account');
    expect(unsafeParts(page)).toEqual([]);
    expect(headers.get('Content-Security-Policy')).toMatch(/img-src 'self'(;|$)/);
  } finally {
    await world.portal.close();
  }
});
