/** The pages for admins besides that of one person: lists that are looked through, and what is done from them. */
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OWNER_ID } from '../../../examples/plex-stand-in/people.js';
import { RING, startPortal, type Browser, type RunningPortal } from './running-portal.js';

const OWNER = `plex:${String(OWNER_ID)}`;
const FRIEND = 'plex:21000004';
const STRANGER = 'plex:21000009';

let portal: RunningPortal;
let admin: Browser;
beforeEach(async () => {
  portal = await startPortal();
  admin = await signedIn('owner');
});
afterEach(async () => {
  await portal.close();
});

async function signedIn(person: string): Promise<Browser> {
  const browser = portal.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

async function textOf(path: string): Promise<string> {
  const page = await admin.get(path);
  expect([path, page.status]).toEqual([path, 200]);
  return page.text;
}

async function isKnownAt(browser: Browser): Promise<boolean> {
  return (await browser.get('/')).status === 200;
}

/** Names that a list has links for, in its order. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/<a href="\/auth\/admin\/people\/[^"]*"><bdi>(.*?)<\/bdi>/g)].map(
    ([, name = '']) => name,
  );
}

/** Addresses of the ways on from a list. */
function waysIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/<a class="button" href="\/auth([^"]*)"\s*>\s*([^<]*?)\s*<\/a/g)].map(
      ([, address = '', label = '']) => [label, address.replaceAll('&amp;', '&')],
    ),
  );
}

function addToken(name: string, subject: string, sid = `sid-of-${name}`): string {
  const { now } = portal.clock;
  const token = { sid, subject, name, groupId: 4, issuedAt: now, expiresAt: now + 3600 };
  expect(portal.state.addApiToken(token, now)).toBe('added');
  return sid;
}

describe('the way from one page to the other', () => {
  const PLACES = ['', '/people', '/sessions', '/tokens', '/audit', '/configuration'];

  test.each(PLACES)('leads from /admin%s to all others, and says where one is', async (place) => {
    const text = await textOf(`/admin${place}`);
    for (const other of PLACES) {
      expect(text).toContain(`href="/auth/admin${other}"`);
    }
    const current = [...text.matchAll(/href="([^"]*)"\s+aria-current="page"/g)];
    expect(current.map(([, address]) => address)).toEqual([`/auth/admin${place}`]);
  });

  test.each(PLACES)(
    'no page is kept by a browser, nor shown in a frame: /admin%s',
    async (place) => {
      const { headers } = await admin.get(`/admin${place}`);
      expect(headers.get('Cache-Control')).toContain('no-store');
      expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'");
    },
  );
});

describe('the overview', () => {
  test('says when plex.tv last answered, and when it did not', async () => {
    const before = await textOf('/admin');
    expect(before).toMatch(/plex\.tv<\/h2>\s*<span class="state good">Works/);
    expect(before).toMatch(/Last answer<\/dt>\s*<dd><time/);
    portal.plex.fault('signin', 'html', 1);
    expect((await portal.browser().signIn('friend')).status).toBe(503);
    const after = await textOf('/admin');
    expect(after).toMatch(/plex\.tv<\/h2>\s*<span class="state again">Tried again by itself/);
    expect(after).toContain('Plex is having trouble right now.');
    portal.clock.now += 60;
    await signedIn('friend');
    expect(await textOf('/admin')).toMatch(/plex\.tv<\/h2>\s*<span class="state good">Works/);
  });

  test('names the keys, and nothing else of them', async () => {
    const text = await textOf('/admin');
    expect(text).toMatch(/<dt>test<\/dt>\s*<dd>HS256, signs/);
    for (const key of RING.keys) {
      const secret = 'secret' in key ? Buffer.from(key.secret) : Buffer.alloc(32);
      expect(text).not.toContain(secret.toString('base64url'));
    }
  });

  test('shows gates as they say that they are, once they have asked', async () => {
    expect(await textOf('/admin')).not.toContain('id="gates"');
    const say = (claim: string) =>
      portal.browser().get('/.well-known/usher-revocations', { headers: { 'Usher-Gate': claim } });
    await say('0.1.0; njs/0.8.9; nginx/1.22.1; list=5');
    await say('<script>; njs/0.8.9; nginx/1.22.1; list=5');
    const text = await textOf('/admin');
    expect(text).toMatch(
      /Gates<\/h2>\s*<span class="state good"[^]*usher 0\.1\.0 · nginx 1\.22\.1/,
    );
    await say('0.1.0; njs/0.8.9; nginx/1.22.1; list=61');
    expect(await textOf('/admin')).toMatch(/Gates<\/h2>\s*<span class="state bad"/);
  });

  test('says whether nginx can know what is void', async () => {
    const { dir } = portal.config.revocation;
    const { now } = portal.clock;
    const card = /Revocations<\/h2>\s*<span class="state (\w+)"/;
    const alive = join(dir, 'alive');
    rmSync(alive, { force: true });
    expect(card.exec(await textOf('/admin'))?.[1]).toBe('bad');
    writeFileSync(alive, '');
    utimesSync(alive, now - 60, now - 60);
    expect(card.exec(await textOf('/admin'))?.[1]).toBe('good');
    utimesSync(alive, now - 61, now - 61);
    expect(card.exec(await textOf('/admin'))?.[1]).toBe('bad');
  });

  test('counts what is on record, and what is void', async () => {
    const friend = await signedIn('friend');
    portal.state.revokeSubject(FRIEND, portal.clock.now);
    expect(await isKnownAt(friend)).toBe(false);
    const text = await textOf('/admin');
    expect(text).toMatch(/<dt>People<\/dt>\s*<dd>2<\/dd>\s*<dt>Sessions<\/dt>\s*<dd>1<\/dd>/);
    expect(text).toMatch(/<dt>People concerned<\/dt>\s*<dd>1<\/dd>/);
  });
});

describe('people', () => {
  beforeEach(async () => {
    await signedIn('friend');
    await signedIn('home');
    await portal.browser().signIn('stranger');
  });

  test.each([
    ['a part of the name, in whatever case', '?q=FRANK', ['Frankie']],
    ['the user name', '?q=stranger', ['Sam Stranger']],
    ['the number', '?q=21000004', ['Frankie']],
    ['nobody', '?q=nonsense', []],
    ['a group', '?who=4', ['Frankie']],
    ['who is refused', '?who=refused', ['Sam Stranger']],
    ['who is signed in, and a text', '?who=signed_in&q=har', ['Harper Home']],
    ['nothing that there is not', '?who=nonsense', []],
  ])('are found by %s', async (_name, query, names) => {
    expect(namesIn(await textOf(`/admin/people${query}`))).toEqual(names);
  });

  test('everybody, by name', async () => {
    expect(namesIn(await textOf('/admin/people'))).toEqual([
      'Frankie',
      'Harper Home',
      'Olive Owner',
      'Sam Stranger',
    ]);
  });

  test('a number of nobody on record leads to their page all the same', async () => {
    const text = await textOf('/admin/people?q=plex%3A21000017');
    expect(text).toContain('href="/auth/admin/people/plex%3A21000017"');
    expect(await textOf('/admin/people?q=nonsense')).not.toContain('Open the page of');
  });

  test('with an override, be it of somebody who was never here', async () => {
    for (const subject of [STRANGER, 'plex:21000017']) {
      const override = { subject, group: 5, note: '', setAt: 1, setBy: 'command line' };
      portal.state.setOverride(override);
    }
    const text = await textOf('/admin/people?who=override');
    expect(namesIn(text)).toEqual(['Sam Stranger', 'plex:21000017']);
    expect(text).toContain('Never tried to sign in here');
  });

  describe('who are no Plex accounts', () => {
    const addLocal = (name: string, displayName: string): void => {
      const { now } = portal.clock;
      portal.state.addLocalAccount({ name, displayName, groupId: 2, madeAt: now });
    };

    test('are among them from the beginning, with what they may', async () => {
      addLocal('anna', 'Anna <b>');
      addLocal('ben', 'Ben');
      portal.state.setDisabled('ben', portal.clock.now);
      const text = await textOf('/admin/people?q=local');
      expect(namesIn(text)).toEqual(['Anna &lt;b&gt;', 'Ben']);
      expect(text).toContain('Group 2 (Super User), by the account itself');
      expect(text).toContain('No access: the account is disabled');
      expect(await textOf('/admin/people/local%3Aanna')).toContain('by the account itself');
    });

    test('an override counts for them', async () => {
      addLocal('anna', 'Anna');
      const path = '/admin/people/local%3Aanna';
      await admin.post(`${path}/override`, { group: '6', note: 'kids', until: '', meant: 'yes' });
      expect(await textOf(path)).toContain('Group 6, by an override: kids');
    });

    test('guests are there as long as they are signed in, by the name of their pass', async () => {
      const { now } = portal.clock;
      portal.state.addGuestPass(
        {
          id: 'abc',
          name: 'Grandma',
          groupId: 6,
          endsAt: now + 3600,
          uses: 0,
          madeBy: OWNER,
          madeAt: now,
        },
        'hash',
      );
      expect(namesIn(await textOf('/admin/people?q=guest'))).toEqual([]);
      portal.state.recordSession({
        sid: 'x',
        subject: 'guest:abc',
        expiresAt: now + 3600,
        groupId: 6,
        issuedAt: now,
        device: 'Firefox',
        address: '',
        firstSeen: now,
        lastSeen: now,
      });
      const text = await textOf('/admin/people?q=guest');
      expect(namesIn(text)).toEqual(['Grandma']);
      expect(text).toContain('Group 6, by the guest pass');
      expect(namesIn(await textOf('/admin/sessions?q=grand'))).toEqual(['Grandma']);
      portal.state.revokeGuestPass('abc', now);
      expect(await textOf('/admin/people/guest%3Aabc')).toContain(
        'No access: the guest pass was taken back',
      );
    });
  });

  test('page by page', async () => {
    for (let number = 0; number < 120; number++) {
      const subject = `plex:${String(5_000_000 + number)}`;
      const name = `Person ${String(number).padStart(3, '0')}`;
      const facts = { subject, plexId: 5_000_000 + number, servers: [] };
      const at = portal.clock.now;
      portal.state.recordPerson({ subject, name, facts, refused: 'not_a_member', at });
    }
    const first = await textOf('/admin/people?q=person&who=refused');
    expect(namesIn(first)).toHaveLength(50);
    expect(first).toContain('120 people');
    expect([...waysIn(first).keys()]).toEqual(['Show all', 'Next']);
    const second = await textOf(waysIn(first).get('Next')!);
    expect(namesIn(second)[0]).toBe('Person 050');
    const last = await textOf(waysIn(second).get('Next')!);
    expect([namesIn(last).length, waysIn(last).has('Next')]).toEqual([20, false]);
    expect(namesIn(await textOf('/admin/people?q=person&page=99'))).toHaveLength(20);
    expect(namesIn(await textOf('/admin/people?q=person&page=-1'))[0]).toBe('Person 000');
  });
});

describe('sessions', () => {
  const sidOf = (subject: string): string =>
    portal.state.sessions(portal.clock.now, subject)[0]!.sid;

  test('of everybody, the admin’s own marked', async () => {
    await signedIn('friend');
    const text = await textOf('/admin/sessions');
    expect([...namesIn(text)].sort()).toEqual(['Frankie', 'Olive Owner']);
    expect(text).toMatch(/Olive Owner[^]*?This browser/);
    expect(namesIn(await textOf('/admin/sessions?q=frank'))).toEqual(['Frankie']);
    expect(await textOf('/admin/sessions?q=nonsense')).toContain('No session matches.');
  });

  test('one ends at once, and the list that follows is the same one', async () => {
    const [one, other] = [await signedIn('friend'), await signedIn('home')];
    const sid = sidOf(FRIEND);
    const page = await admin.post('/admin/sessions/end', { session: sid, q: 'frank & co' });
    expect(page.location).toBe('/auth/admin/sessions?q=frank+%26+co&done=session_ended');
    expect([await isKnownAt(one), await isKnownAt(other)]).toEqual([false, true]);
    expect(portal.verdict(one).status).toBe(204);
    expect(await textOf(page.location.replace('/auth', ''))).toContain('The session is over.');
    expect(portal.state.audit(1)).toMatchObject([
      { actor: OWNER, action: 'session_ended', subject: FRIEND },
    ]);
    expect(portal.state.audit(1)[0]?.detail).toContain(sid);
  });

  test('one that is not there is over already', async () => {
    const before = portal.state.audit(100).length;
    const page = await admin.post('/admin/sessions/end', { session: 'nonsense' });
    expect([page.status, portal.state.audit(100).length]).toEqual([303, before]);
  });

  test.each([{}, { session: '' }, { session: '../x' }, { session: 'a', more: 'b' }])(
    'a form that says anything else is refused: %j',
    async (form) => {
      expect((await admin.post('/admin/sessions/end', form)).status).toBe(400);
    },
  );
});

describe('API tokens', () => {
  test('whoever’s they are', async () => {
    await signedIn('friend');
    addToken('Calendar', FRIEND);
    addToken('Backup', 'token:x');
    portal.state.endSession(
      { sid: addToken('Gone', FRIEND), subject: FRIEND, expiresAt: portal.clock.now + 3600 },
      portal.clock.now,
    );
    const text = await textOf('/admin/tokens');
    expect(text).toContain('2 API tokens are good');
    expect(text).toMatch(/Calendar[^]*Frankie/);
    expect(text).toMatch(/No longer good[^]*Gone[^]*revoked/);
    expect(await textOf(`/admin/people/${encodeURIComponent(FRIEND)}`)).toContain('Calendar');
  });

  test('one is void after a question, and the others stay', async () => {
    const sid = addToken('Calendar', FRIEND);
    addToken('Other', FRIEND);
    const path = `/admin/tokens/${sid}/revoke`;
    expect(await textOf(path)).toContain('Revoke the API token Calendar?');
    expect(portal.state.apiTokens().every(({ revokedAt }) => revokedAt === undefined)).toBe(true);
    const page = await admin.post(path);
    expect(page.location).toBe('/auth/admin/tokens?done=token_revoked');
    expect(portal.state.revokedOf(FRIEND)?.endedSessions).toEqual([sid]);
    expect(
      portal.state
        .apiTokens()
        .flatMap(({ name, revokedAt }) => (revokedAt === undefined ? [name] : [])),
    ).toEqual(['Other']);
    expect(portal.state.audit(1)).toMatchObject([
      { actor: OWNER, action: 'token_revoked', subject: FRIEND, detail: 'Calendar' },
    ]);
    expect((await admin.post(path)).status).toBe(404);
  });

  test('signing somebody out everywhere says that their tokens go, too', async () => {
    await signedIn('friend');
    addToken('Calendar', FRIEND);
    const text = await textOf(`/admin/people/${encodeURIComponent(FRIEND)}/revoke`);
    expect(text).toContain('Sign Frankie out everywhere?');
    expect(text).toContain('Their session is void at once');
    expect(text).toContain('So is their API token');
  });
});

describe('the audit log', () => {
  beforeEach(async () => {
    await signedIn('friend');
    const add = (action: string, subject: string, detail = '', at = portal.clock.now) => {
      portal.state.addAudit({ at, actor: OWNER, action, subject, detail });
    };
    add('override_set', FRIEND, 'group 2', Date.parse('2026-01-10T12:00Z') / 1000);
    add('revoked', FRIEND, 'request 0123abcd', Date.parse('2026-01-11T23:59Z') / 1000);
    add('revoked', STRANGER, '', Date.parse('2026-01-12T00:00Z') / 1000);
    add('something_new', '', '<script>alert(1)</script>');
  });

  /** How many entries there are. */
  const entriesIn = async (query: string): Promise<number> =>
    [...(await textOf(`/admin/audit${query}`)).matchAll(/<li class="entry">/g)].length;

  test.each([
    ['', 4],
    ['?person=Frankie', 2],
    ['?person=frank', 2],
    [`?person=${FRIEND}`, 2],
    [`?person=21000004`, 2],
    ['?action=revoked', 2],
    ['?from=2026-01-11&until=2026-01-11', 1],
    ['?until=2026-01-10', 1],
    ['?q=0123ABCD', 1],
    ['?person=Frankie&action=revoked', 1],
    ['?action=nonsense', 0],
  ])('shows for %j %i of its entries', async (query, count) => {
    expect(await entriesIn(query)).toBe(count);
  });

  test.each([
    ['?person=nobody', 'Nobody on record goes by this name.'],
    ['?from=yesterday', 'A day looks like'],
    ['?until=2026-02-31', 'A day looks like'],
  ])('says what is wrong with %j, and shows nothing', async (query, problem) => {
    expect(await textOf(`/admin/audit${query}`)).toContain(problem);
    expect(await entriesIn(query)).toBe(0);
  });

  test('finds who was refused by the id on their page, and says it was at the gate', async () => {
    const detail = '/sonarr/ (group 4, needs 1), request 0f1e2d3c4b5a69788796a5b4c3d2e1f0';
    const at = portal.clock.now;
    portal.state.addAudit({ at, actor: FRIEND, action: 'refused', subject: FRIEND, detail });
    const text = await textOf('/admin/audit?q=0f1e2d3c4b5a69788796a5b4c3d2e1f0');
    expect(text).toMatch(/Refused<\/strong>[^]*?Frankie[^]*?by the gate[^]*?\/sonarr\//);
    expect([...text.matchAll(/<li class="entry">/g)]).toHaveLength(1);
  });

  test('a name of two people shows neither’s', async () => {
    for (const plexId of [71, 72]) {
      const subject = `plex:${String(plexId)}`;
      const facts = { subject, plexId, servers: [] };
      portal.state.recordPerson({ subject, name: 'Alex', facts, refused: 'no_rule', at: 1 });
    }
    expect(await textOf('/admin/audit?person=alex')).toContain('Several people go by this name.');
  });

  test('what is in it is text, and what it does not know keeps its name', async () => {
    const text = await textOf('/admin/audit');
    expect(text).toContain('something new');
    expect(text).toContain('&lt;script&gt;alert(1)');
    expect(text).not.toContain('<script>alert');
  });

  test('page by page, and what it was asked for stays', async () => {
    for (let number = 0; number < 70; number++) {
      portal.state.addAudit({
        at: portal.clock.now,
        actor: 'command line',
        action: 'revoked',
        subject: FRIEND,
        detail: String(number),
      });
    }
    const first = await textOf('/admin/audit?person=Frankie&action=revoked');
    expect([...first.matchAll(/<li class="entry">/g)]).toHaveLength(50);
    const older = waysIn(first).get('Older')!;
    expect(older).toContain('person=Frankie&action=revoked&before=');
    const second = await textOf(older);
    expect([...second.matchAll(/<li class="entry">/g)]).toHaveLength(21);
    expect([...waysIn(second).keys()]).toEqual(['Show all', 'Newest']);
  });
});

describe('the configuration', () => {
  test('shows what is given, and where; all of it if asked', async () => {
    const text = await textOf('/admin/configuration');
    expect(text).toMatch(/plex\.serverName[^]*?usher\.yaml, line \d+[^]*?Sample Server/);
    expect(text).not.toContain('session.lifetime');
    const all = await textOf('/admin/configuration?show=all');
    expect(all).toMatch(/session\.lifetime[^]*?default[^]*?24h/);
  });
});

describe('an admin who would put themselves out of here', () => {
  // The owner cannot be; an admin by an override can.
  let friend: Browser;
  const path = `/admin/people/${encodeURIComponent(FRIEND)}/override`;
  beforeEach(async () => {
    portal.state.setOverride({ subject: FRIEND, group: 0, note: '', setAt: 1, setBy: OWNER });
    friend = await signedIn('friend');
    expect((await friend.get('/admin')).status).toBe(200);
  });

  test.each([
    ['by another group', path, { group: '4' }],
    ['by refusing themselves', path, { group: 'refused' }],
    ['by removing the override', `${path}/remove`, {}],
  ])('is asked first: %s', async (_name, action, form) => {
    const asked = await friend.post(action, { note: '', until: '', ...form });
    expect([asked.status, asked.text]).toEqual([
      200,
      expect.stringContaining('This is about you.'),
    ]);
    expect(asked.text).toContain(
      `<button class="main">${action === path ? 'Give up group 0' : 'Remove override'}</button>`,
    );
    expect(portal.state.overrideOf(FRIEND, portal.clock.now)?.group).toBe(0);
    await friend.post(action, { note: '', until: '', ...form, meant: 'yes' });
    expect(portal.state.overrideOf(FRIEND, portal.clock.now)?.group).not.toBe(0);
    expect((await friend.get('/admin')).status).toBe(303);
  });

  test('is not asked where they stay', async () => {
    expect((await friend.post(path, { group: '0', note: 'me', until: '' })).status).toBe(303);
  });
});
