/** The rows of docs/outages.md about plex.tv and about clocks: what everybody sees is what the page says. */
import { describe, expect, test } from '@jest/globals';
import { OWNER_ID } from '../../../examples/plex-stand-in/people.js';
import type { Fault } from '../../../examples/plex-stand-in/faults.js';
import type { Endpoint } from '../../../examples/plex-stand-in/world.js';
import { linkStatus } from '../../commands/link-status.js';
import { textsOf } from '../../languages/texts.js';
import { linkProblemText } from '../../owner-link/link-text.js';
import { StateError } from '../../state/state-error.js';
import { nameIn, outageRows, sentencesIn, type OutageRow } from './outage-rows.js';
import { gateSays, signIn, withLinkedPortal } from './owner-linked.js';
import type { Browser, Page, RunningPortal } from './running-portal.js';

const HOUR = 60 * 60;
/** Past the half of a day. */
const LATER = 13 * HOUR;
/** So far off is a clock. */
const BACK = 2 * HOUR;
const OWNERS_LISTS: readonly Endpoint[] = ['users', 'shared_servers', 'home_users'];

type Outage = Readonly<{
  name: string;
  begin: (portal: RunningPortal) => void;
  /** Who signs in meanwhile; a friend who has not been there before unless given. */
  arrive?: (portal: RunningPortal) => Promise<readonly Page[]>;
}>;

const everywhere = (...faults: readonly Fault[]): readonly Outage[] =>
  faults.map((fault) => ({
    name: fault,
    begin: ({ plex }) => {
      plex.fault('all', fault);
    },
  }));

const only = (endpoints: readonly Endpoint[], fault: Fault = 'server_error'): Outage => ({
  name: fault,
  begin: ({ plex }) => {
    endpoints.forEach((endpoint) => {
      plex.fault(endpoint, fault);
    });
  },
});

const OF_PLEX: Readonly<Record<string, readonly Outage[]>> = {
  'plex.tv cannot be reached': everywhere('disconnect'),
  'it is slow, or does not answer': everywhere('slow', 'hang'),
  'it answers 429': everywhere('rate_limited'),
  'it answers 429 with `Retry-After`': everywhere('rate_limited_retry_after'),
  'it answers 500, 502, 503': everywhere('server_error', 'html', 'unavailable'),
  'HTML in place of JSON and XML': everywhere('wrong_content_type'),
  'half an answer': everywhere('truncated'),
  'JSON and XML that mean nothing': everywhere('wrong_types', 'nulls'),
  'far too much': everywhere('huge'),
  'a redirect to somewhere else': everywhere('redirect'),
  'only the account of who asks': [only(['user'])],
  'only the list of servers of who asks': [only(['resources'])],
  "only the owner's lists": [only(OWNERS_LISTS)],
  "half of the owner's lists": [only(OWNERS_LISTS, 'half_list')],
  "the owner's token is dead": [
    { name: 'revoked', begin: ({ plex }) => void plex.revoke('owner') },
  ],
  "the Plex Home's list, after the sign-in": [
    {
      ...only(['home_users']),
      arrive: async (portal) => [await portal.browser().signIn('home')],
    },
  ],
  "the Plex Home's list, at the choice of a profile": [
    { ...only(['home_users']), arrive: chooseMeanwhile },
  ],
};

/** The fault comes between the sign-in and the choice. */
async function chooseMeanwhile(portal: RunningPortal): Promise<readonly Page[]> {
  portal.plex.fault('home_users', null);
  const browser = portal.browser();
  expect((await browser.signIn('home')).location).toBe('/auth/login/home');
  portal.plex.fault('home_users', 'server_error');
  return [await browser.get('/login/home')];
}

/** By the form, and by the big button. */
async function arriveBothWays(portal: RunningPortal): Promise<readonly Page[]> {
  const byForm = await portal.browser().signIn('friend');
  const browser = portal.browser();
  const started = await browser.startPlex();
  if (started.code === '') {
    return [byForm, started];
  }
  portal.plex.claim(started.code, 'friend');
  return [byForm, await browser.get(started.forwardUrl)];
}

/** Nothing has happened to them: at the portal, and for who asks whether they may pass. */
async function expectSignedIn(portal: RunningPortal, browser: Browser): Promise<void> {
  const [asked, page] = [await browser.get('/auth/998'), await browser.get('/')];
  expect([asked.status, page.status]).toEqual([204, 200]);
  expect(portal.verdict(browser)).toMatchObject({ status: 204, reason: 'allowed' });
}

/** What /admin and `usher link --status` say of the link. */
async function expectHealth(portal: RunningPortal, admin: Browser, cell: string): Promise<void> {
  const problem = nameIn(cell);
  const output: string[] = [];
  const io = { stdout: (text: string) => void output.push(text) };
  const exitCode = await linkStatus(portal.config, {}, io as Parameters<typeof linkStatus>[2]);
  const { text } = await admin.get('/admin');
  if (problem === '') {
    expect(cell).toBe('good');
    expect([exitCode, output.join('')]).toEqual([0, expect.stringContaining('health       good')]);
    expect(text).not.toContain('The link does not work.');
    return;
  }
  const sentence = textsOf('en').t(linkProblemText(problem));
  expect([exitCode, output.join('')]).toEqual([1, expect.stringContaining(sentence)]);
  expect(text).toContain(sentence);
  expect(portal.logText()).toContain(`"reason":"${problem}","msg":"the lists of the owner`);
}

function expectAnswer(
  portal: RunningPortal,
  pages: readonly Page[],
  [sees = '', log = '']: readonly string[],
): void {
  const sentences = sentencesIn(sees);
  for (const page of pages) {
    sentences.forEach((sentence) => {
      expect(page.text).toContain(sentence);
    });
    expect(page.status).toBe(sentences.length === 0 ? 303 : 503);
    expect(page.text).not.toMatch(/Error|\.ts\b|^\s+at .*:\d/m);
  }
  expect(portal.reason()).toBe(nameIn(log));
}

type OfClock = (
  portal: RunningPortal,
  friend: Readonly<{ before: Browser; during: Browser }>,
) => Promise<void>;

/** All gates of a test go by the portal's clock, but where one is named. */
const OF_CLOCKS: Readonly<Record<string, OfClock>> = {
  'it is ahead': async (portal, { before, during }) => {
    const now = portal.clock.now - BACK;
    await expectSignedIn(portal, before);
    expect(gateAt(portal, before, now)).toBe('allowed');
    expect(gateAt(portal, during, now)).toBe('issued_in_future');
    expect(gateAt(portal, during, now + BACK)).toBe('allowed');
  },
  'it is set back, by more than 30 seconds': async (portal, { before, during }) => {
    portal.clock.now -= BACK;
    await expectSignedIn(portal, before);
    expect(await gateSays(portal, during)).toBe('issued_in_future');
    expect(gateAt(portal, during, portal.clock.now + BACK)).toBe('allowed');
    await expectSignedIn(portal, await signIn(portal, 'moviefriend'));
  },
  'it is set back, and they were revoked before that': async (portal, { before, during }) => {
    portal.state.revokeAll(portal.clock.now);
    portal.clock.now -= BACK;
    expect(await gateSays(portal, before)).toBe('revoked');
    expect(await gateSays(portal, during)).not.toBe('allowed');
  },
};

/** What a gate with a clock of its own says. */
function gateAt(portal: RunningPortal, browser: Browser, now: number) {
  const portalsTime = portal.clock.now;
  portal.clock.now = now;
  try {
    return portal.verdict(browser).reason;
  } finally {
    portal.clock.now = portalsTime;
  }
}

const rowsOfPlex = outageRows('plex.tv');
const rowsOfClocks = outageRows("The portal's clock");

test('each row has its tests, and each test its row', () => {
  expect(rowsOfPlex.map(({ what }) => what)).toEqual(Object.keys(OF_PLEX));
  expect(rowsOfClocks.map(({ what }) => what)).toEqual(Object.keys(OF_CLOCKS));
});

const casesOfPlex = rowsOfPlex.flatMap((row) =>
  (OF_PLEX[row.what] ?? []).map((outage) => [row.what, outage.name, row, outage] as const),
);

describe.each(casesOfPlex)('%s (%s)', (_what, _name, row: OutageRow, outage) => {
  const [renewedAs = '', sees = '', log = '', health = ''] = row.cells;

  test('is for everybody what the page says', async () => {
    await withLinkedPortal({ homePicker: true }, async (portal) => {
      const [friend, admin] = [await signIn(portal, 'moviefriend'), await asOwner(portal)];
      await portal.look();
      outage.begin(portal);
      portal.clock.now += 60;
      await portal.look();
      await expectHealth(portal, admin, health);

      const arrive = outage.arrive ?? arriveBothWays;
      const pages = await arrive(portal);
      expectAnswer(portal, pages, [sees === 'the same' ? '' : sees, log]);
      await expectSignedIn(portal, friend);

      portal.clock.now += LATER;
      await friend.get('/renew');
      expect(portal.reason()).toBe(nameIn(renewedAs));
      portal.clock.now += LATER;
      await portal.look();
      await expectSignedIn(portal, friend);
      expect(portal.state.allRevoked().size).toBe(0);
    });
  });
});

/** The Home's admin chooses themselves. */
async function asOwner(portal: RunningPortal): Promise<Browser> {
  const browser = await signIn(portal, 'owner');
  const { text } = await browser.get('/login/home');
  const [, profile = ''] = /name="profile" value="([^"]+)"/.exec(text) ?? [];
  await browser.post('/login/home', { profile });
  expect(portal.state.sessions(portal.clock.now, `plex:${String(OWNER_ID)}`)).toHaveLength(1);
  return browser;
}

test('a pause that plex.tv asks for is passed on', async () => {
  await withLinkedPortal({}, async (portal) => {
    portal.plex.fault('all', 'rate_limited_retry_after');
    const pages = await arriveBothWays(portal);
    expect(pages.map(({ headers }) => headers.get('Retry-After'))).toEqual(['7', '7']);
  });
});

test.each(rowsOfClocks.map((row) => [row.what, row] as const))('%s', async (what, { cells }) => {
  const [, sees = '', log = ''] = cells;
  await withLinkedPortal({}, async (portal) => {
    const before = await signIn(portal, 'moviefriend');
    portal.clock.now += BACK;
    const during = await signIn(portal, 'moviefriend');
    await OF_CLOCKS[what]?.(portal, { before, during });
    expectAnswer(portal, [await portal.browser().signIn('friend')], [sees, log]);
  });
});

test('a token that could not be put on record is not given; the one at hand goes on', async () => {
  let isFull = false;
  const failsIf = (error: Error) => {
    if (isFull) {
      throw error;
    }
  };
  const failingState = { recordSession: () => failsIf(new StateError('SQLITE_FULL')) };
  await withLinkedPortal({ failingState }, async (portal) => {
    const friend = await signIn(portal, 'moviefriend');
    isFull = true;
    portal.clock.now += LATER;
    const [quietly, byRedirect] = [await friend.get('/renew'), await friend.get('/renew?rd=/page')];
    expect([quietly.status, byRedirect.status]).toEqual([503, 503]);
    expect([quietly.setCookies, byRedirect.setCookies]).toEqual([[], []]);
    expect(portal.reason()).toBe('state_failed');
    expect(portal.log().at(-1)).toMatchObject({
      level: 'error',
      error: expect.stringContaining('StateError SQLITE_FULL at '),
    });
    await expectSignedIn(portal, friend);
  });
});
