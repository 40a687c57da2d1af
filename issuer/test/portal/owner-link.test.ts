/** The owner's account, attached from the admin page by Plex's own page. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OWNER_ID, SERVER_ID, SERVER_NAME } from '../../../examples/plex-stand-in/people.js';
import { SERVERS } from '../../../examples/plex-stand-in/servers.js';
import { sealOwnerToken } from '../../owner-link/seal-token.js';
import { startPortal, type Browser, type Page, type RunningPortal } from './running-portal.js';

const CABIN = SERVERS.find(({ key }) => key === 'cabin')!;

let portal: RunningPortal;
beforeEach(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await portal.close();
});

async function signedIn(person: string, at = portal): Promise<Browser> {
  const browser = at.browser();
  await browser.signIn(person);
  return browser;
}

type Started = Page & Readonly<{ code: string; clientIdentifier: string; forwardUrl: string }>;

/** Presses the button; the browser is on its way to Plex's page. */
async function start(browser: Browser): Promise<Started> {
  const page = await browser.post('/admin/link');
  const fragment = new URLSearchParams(page.location.replace(/^[^#]*#\?/, ''));
  const one = (name: string): string => fragment.get(name) ?? '';
  return {
    ...page,
    code: one('code'),
    clientIdentifier: one('clientID'),
    forwardUrl: one('forwardUrl'),
  };
}

async function attach(browser: Browser, person: string, at = portal): Promise<Page> {
  const started = await start(browser);
  at.plex.claim(started.code, person);
  return browser.get(started.forwardUrl);
}

describe('attaching the owner’s account', () => {
  test('is one way through Plex’s page, where usher.yaml names the server', async () => {
    const admin = await signedIn('owner');
    const page = await attach(admin, 'owner');
    expect([page.status, page.location]).toEqual([303, '/auth/admin?done=linked']);
    expect(portal.state.ownerLink()).toMatchObject({
      plexId: OWNER_ID,
      accountName: 'Olive Owner',
      servers: [{ machineIdentifier: SERVER_ID, name: SERVER_NAME }],
      linkedAt: portal.clock.now,
      problem: '',
    });
    expect(admin.names()).not.toContain('usher-link');
    const shown = await admin.get('/admin?done=linked');
    expect(shown.text).toContain('The owner’s account is attached.');
    expect(shown.text).toContain('<bdi>Olive Owner</bdi> <small>21000001</small>');
    expect(portal.state.audit(1)).toMatchObject([
      { actor: `plex:${String(OWNER_ID)}`, action: 'owner_linked', detail: SERVER_NAME },
    ]);
  });

  test('is under a client identifier of its own, the same one each time', async () => {
    const admin = await signedIn('owner');
    const first = await start(admin);
    expect(first.clientIdentifier).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.forwardUrl).toMatch(
      /^http:\/\/localhost:8080\/auth\/admin\/link\/return\?flow=[\w-]{22}$/,
    );
    portal.plex.claim(first.code, 'owner');
    await admin.get(first.forwardUrl);
    const again = await start(admin);
    expect(again.clientIdentifier).toBe(first.clientIdentifier);
    expect(again.code).not.toBe(first.code);
    portal.plex.claim(again.code, 'owner');
    portal.clock.now += 60;
    await admin.get(again.forwardUrl);
    expect(portal.state.ownerLink()?.linkedAt).toBe(portal.clock.now);
  });

  test('keeps the token where nobody can read it', async () => {
    const admin = await signedIn('owner');
    await attach(admin, 'owner');
    await portal.look();
    const link = portal.state.ownerLink();
    const sent = portal.plex.calls('users').at(-1)?.headers['x-plex-token'] ?? '';
    expect(sent).toHaveLength(20);
    expect(link?.sealedToken).toMatch(/^eyJ/);
    expect(JSON.stringify(link)).not.toContain(sent);
    expect(portal.logText()).not.toContain(sent);
  });

  test.each([
    ['child', 403, 'is a profile of a Plex Home'],
    ['friend', 403, 'plex.ownerId in usher.yaml names another one'],
  ])('is refused to %s', async (person, status, text) => {
    const admin = await signedIn('owner');
    const page = await attach(admin, person);
    expect(page.location).toBe('/auth/admin/link/servers');
    const shown = await admin.get('/admin/link/servers');
    expect([shown.status, portal.reason()]).toEqual([status, 'owner_not_linked']);
    expect(shown.text).toContain(text);
    expect(portal.state.ownerLink()).toBeUndefined();
  });

  test('waits for Plex, and goes on when it has confirmed', async () => {
    const admin = await signedIn('owner');
    const started = await start(admin);
    const waiting = await admin.get(started.forwardUrl);
    expect([waiting.status, portal.reason()]).toEqual([200, 'owner_link_pending']);
    expect(waiting.text).toContain('http-equiv="refresh"');
    portal.plex.claim(started.code, 'owner');
    expect((await admin.get(started.forwardUrl)).status).toBe(303);
  });

  test('survives plex.tv being down on the way back', async () => {
    const admin = await signedIn('owner');
    const started = await start(admin);
    portal.plex.claim(started.code, 'owner');
    portal.plex.fault('pins_check', 'server_error');
    const page = await admin.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([503, 'plex_status']);
    expect(page.text).toContain('Nothing was changed');
    portal.plex.fault('pins_check', null);
    portal.plex.set({ oneShotPins: true });
    portal.plex.fault('user', 'server_error');
    expect((await admin.get(started.forwardUrl)).location).toBe('/auth/admin/link/servers');
    expect((await admin.get('/admin/link/servers')).status).toBe(503);
    portal.plex.fault('user', null);
    const choice = await admin.get('/admin/link/servers');
    expect([choice.status, choice.text]).toEqual([200, expect.stringContaining('Which servers?')]);
    await admin.post('/admin/link/servers', { server: SERVER_ID });
    expect(portal.state.ownerLink()?.plexId).toBe(OWNER_ID);
  });

  test('cannot even begin while plex.tv is down, or asks for a pause', async () => {
    const admin = await signedIn('owner');
    portal.plex.fault('pins_create', 'html', 1);
    expect((await start(admin)).status).toBe(503);
    portal.plex.fault('pins_create', 'rate_limited_retry_after', 1);
    expect((await start(admin)).status).toBe(503);
    const held = await start(admin);
    expect([held.status, held.headers.get('Retry-After')]).toEqual([503, '7']);
    expect(portal.plex.calls('pins_create')).toHaveLength(2);
  });
});

describe('whose attaching it is', () => {
  test('an address that another browser started with is worth nothing', async () => {
    const admin = await signedIn('owner');
    const started = await start(admin);
    portal.plex.claim(started.code, 'owner');
    const other = await signedIn('owner');
    const page = await other.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'owner_link_over']);
    expect(portal.plex.calls('pins_check')).toHaveLength(0);
  });

  test('another admin cannot finish what one began, with all of their cookies', async () => {
    portal.state.setOverride({
      subject: 'plex:21000004',
      group: 0,
      note: '',
      setAt: 0,
      setBy: 'command line',
    });
    const admin = await signedIn('owner');
    const started = await start(admin);
    portal.plex.claim(started.code, 'owner');
    const friend = await signedIn('friend');
    friend.jar.set('usher-link;', admin.jar.get('usher-link;')!);
    const page = await friend.get(started.forwardUrl);
    expect([page.status, portal.reason()]).toEqual([400, 'owner_link_over']);
    expect(portal.state.ownerLink()).toBeUndefined();
  });

  test.each(['friend', undefined])(
    '%s, who is no admin, cannot begin, finish or choose',
    async (person) => {
      const admin = await signedIn('owner');
      const started = await start(admin);
      portal.plex.claim(started.code, 'owner');
      const browser = person === undefined ? portal.browser() : await signedIn(person);
      browser.jar.set('usher-link;', admin.jar.get('usher-link;')!);
      const pages = [
        await browser.post('/admin/link'),
        await browser.get(started.forwardUrl),
        await browser.get('/admin/link/servers'),
        await browser.post('/admin/link/servers', { server: SERVER_ID }),
        await browser.post('/admin/link/remove'),
      ];
      const status = person === undefined ? 303 : 403;
      expect(pages.map((page) => page.status)).toEqual(pages.map(() => status));
      expect(portal.state.ownerLink()).toBeUndefined();
      expect(portal.plex.calls('pins_create')).toHaveLength(1);
    },
  );

  test('too late is too late', async () => {
    const admin = await signedIn('owner');
    const started = await start(admin);
    portal.plex.claim(started.code, 'owner');
    portal.clock.now += 10 * 60;
    expect((await admin.get(started.forwardUrl)).status).toBe(400);
    expect(portal.state.ownerLink()).toBeUndefined();
  });
});

describe('detaching it', () => {
  test('asks first, and the portal goes on without', async () => {
    const admin = await signedIn('owner');
    await attach(admin, 'owner');
    const asked = await admin.get('/admin/link/remove');
    expect(asked.text).toContain('Detach the owner’s account?');
    expect(portal.state.ownerLink()).toBeDefined();
    const page = await admin.post('/admin/link/remove');
    expect(page.location).toBe('/auth/admin?done=unlinked');
    expect(portal.state.ownerLink()).toBeUndefined();
    expect(portal.state.audit(1)[0]?.action).toBe('owner_unlinked');
    expect((await portal.browser().signIn('friend')).status).toBe(303);
  });
});

describe('its health', () => {
  test('is shown, and one click mends it', async () => {
    const admin = await signedIn('owner');
    await attach(admin, 'owner');
    await portal.look();
    expect((await admin.get('/admin')).text).not.toContain('does not work');
    portal.plex.revoke(portal.plex.calls('users').at(-1)?.headers['x-plex-token'] ?? '');
    portal.clock.now += 3600;
    const browser = await signedIn('owner');
    await portal.look();
    const broken = await browser.get('/admin');
    expect(broken.text).toContain('The link does not work.');
    expect(broken.text).toContain('plex.tv does not take its token any more');
    expect(broken.text).toMatch(/account<\/h2>\s*<span class="state bad">Needs you/);
    await attach(browser, 'owner');
    expect((await browser.get('/admin')).text).not.toContain('does not work');
  });
});

test('while plex.tv is down, the card asks nobody to do anything', async () => {
  const admin = await signedIn('owner');
  await attach(admin, 'owner');
  portal.plex.fault('all', 'html');
  portal.clock.now += 3600;
  await portal.look();
  portal.plex.fault('all', null);
  const { text } = await (await signedIn('owner')).get('/admin');
  expect(text).toMatch(/account<\/h2>\s*<span class="state again">Tried again by itself/);
  expect(text).toContain('that is tried again by itself');
  expect(text).not.toContain('The link does not work.');
});

describe('where usher.yaml names no server', () => {
  let open: RunningPortal;
  beforeEach(async () => {
    open = await startPortal({ serversOfLink: true });
    open.state.setOwnerLink({
      clientIdentifier: 'c0ffee00-0000-4000-8000-000000000000',
      plexId: OWNER_ID,
      accountName: 'Olive Owner',
      sealedToken: await sealOwnerToken(open.plex.token('owner'), new Uint8Array(32)),
      servers: [{ machineIdentifier: SERVER_ID, name: SERVER_NAME }],
      linkedAt: open.clock.now,
      goodAt: 0,
      problem: '',
    });
  });
  afterEach(async () => {
    await open.close();
  });

  test('a link made anew keeps the servers that were chosen', async () => {
    const admin = await signedIn('owner', open);
    expect((await attach(admin, 'owner', open)).location).toBe('/auth/admin?done=linked');
    expect(open.state.ownerLink()?.servers).toEqual([
      { machineIdentifier: SERVER_ID, name: SERVER_NAME },
    ]);
  });

  test('a first one lets the owner choose', async () => {
    const admin = await signedIn('owner', open);
    open.state.removeOwnerLink();
    expect((await attach(admin, 'owner', open)).location).toBe('/auth/admin/link/servers');
    const choice = await admin.get('/admin/link/servers');
    expect(choice.text).toContain(CABIN.machineIdentifier);
    expect(choice.text).not.toContain('checked');
    const none = await admin.post('/admin/link/servers', {});
    expect([none.status, none.text]).toEqual([400, expect.stringContaining('Choose at least one')]);
    const foreign = await admin.post('/admin/link/servers', { server: 'f'.repeat(40) });
    expect(foreign.status).toBe(400);
    const both = `server=${SERVER_ID}&server=${CABIN.machineIdentifier}`;
    expect((await admin.post('/admin/link/servers', both)).status).toBe(303);
    expect(open.state.ownerLink()?.servers).toEqual([
      { machineIdentifier: SERVER_ID, name: SERVER_NAME },
      { machineIdentifier: CABIN.machineIdentifier, name: CABIN.name },
    ]);
    expect((await admin.get('/admin/link/servers')).status).toBe(400);
  });

  test('another account takes over only after it was said', async () => {
    const admin = await signedIn('owner', open);
    const page = await attach(admin, 'neighbour', open);
    expect(page.location).toBe('/auth/admin/link/servers');
    expect(open.state.ownerLink()?.plexId).toBe(OWNER_ID);
    expect((await admin.get('/admin/link/servers')).text).toContain(
      'This takes the place of Olive Owner (21000001).',
    );
  });

  test('an account without a server is refused', async () => {
    const admin = await signedIn('owner', open);
    await attach(admin, 'friend', open);
    const page = await admin.get('/admin/link/servers');
    expect([page.status, page.text]).toEqual([
      403,
      expect.stringContaining('does not own any Plex server'),
    ]);
  });
});
