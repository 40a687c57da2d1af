/** The rows of docs/outages.md about the machine: `usher serve` with a disk that fails it, behind a real nginx. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { nameIn, outageRows, sentencesIn, type OutageRow } from './outage-rows.js';
import type { Browser } from './running-portal.js';
import { AS_NOBODY, ON_SMALL_DISK, startSite, until, type Site } from './served-site.js';

const databaseOf = ({ dataDir }: Site) => join(dataDir, 'usher.sqlite');
const fillerOf = ({ dataDir }: Site) => join(dataDir, 'filler');

type Outage = Readonly<{
  name: string;
  isOnSmallDisk?: boolean;
  /** A case that the machine does not allow is not one; each row has another. */
  isPossible?: boolean;
  begin: (site: Site) => Promise<void> | void;
  /** What is seen of it besides, by the sentences that the page quotes. */
  also?: (site: Site, sentences: readonly string[]) => Promise<void> | void;
  /** Without it, nothing is expected of the time after. */
  end?: (site: Site) => Promise<void> | void;
}>;

const isInLog =
  (reason?: string): NonNullable<Outage['also']> =>
  async (site, [sentence = '']) => {
    await until(sentence, () =>
      site
        .served()
        .log()
        .some(
          (line) =>
            String(line['msg']).startsWith(sentence) &&
            (reason === undefined || line['reason'] === reason),
        ),
    );
  };

const OUTAGES: Readonly<Record<string, readonly Outage[]>> = {
  '`usher.sqlite` is read-only': [
    {
      name: 'by its mode',
      begin: async (site) => {
        await site.kill();
        chmodSync(databaseOf(site), 0o400);
        await site.start();
      },
      also: async (site, sentences) => {
        await isInLog('state_failed')(site, sentences);
        expect(errorsOf(site)).toMatch(/SQLITE_READONLY/);
      },
      end: async (site) => {
        chmodSync(databaseOf(site), 0o600);
        await site.start();
      },
    },
  ],
  'the disk is full': [
    {
      name: 'as far as this process is concerned',
      begin: (site) => {
        const database = databaseOf(site);
        const size = Math.min(statSync(database).size, statSync(`${database}-wal`).size);
        limitFiles(site, String(size));
      },
      also: (site) => {
        expect(errorsOf(site)).toMatch(/usher\.sqlite: it cannot be used \(SQLITE_\w+\)/);
      },
      end: (site) => {
        limitFiles(site, 'unlimited');
      },
    },
    {
      name: 'to the last byte',
      isOnSmallDisk: true,
      isPossible: mayMount(),
      begin: fillUp,
      also: (site) => {
        expect(errorsOf(site)).toMatch(/usher\.sqlite: it cannot be used \(SQLITE_FULL\)/);
      },
      end: (site) => {
        unlinkSync(fillerOf(site));
      },
    },
  ],
  '`usher.sqlite` cannot be read at the start': [
    {
      name: 'because it is something else',
      begin: async (site) => {
        await site.kill();
        removeDatabase(site);
        writeFileSync(databaseOf(site), 'not a database, '.repeat(1000), { mode: 0o600 });
        await site.start();
      },
      also: async (site, [sentence = '']) => {
        expect(await site.served().ended).toBe(2);
        expect(site.served().stderr()).toContain(sentence);
      },
    },
  ],
  '`usher.sqlite` is missing at the start': [
    {
      name: 'removed',
      begin: async (site) => {
        await site.kill();
        removeDatabase(site);
        await site.start();
      },
      also: isInLog('state_new'),
    },
  ],
  'the folder for revocations cannot be written': [
    {
      name: 'by its mode',
      begin: ({ revocationDir }) => {
        chmodSync(revocationDir, 0o511);
      },
      also: isInLog(),
      end: ({ revocationDir }) => {
        chmodSync(revocationDir, 0o711);
      },
    },
  ],
  'the portal is down': [{ name: 'killed', begin: (site) => site.kill() }],
};

function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'usher-mount-'));
  try {
    const [program, ...args] = [...ON_SMALL_DISK, folder, 'true'];
    return spawnSync(program, args).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function limitFiles(site: Site, soft: string): void {
  const pid = String(site.served().pid);
  const line = [...AS_NOBODY, 'prlimit', '--pid', pid, `--fsize=${soft}:`];
  execFileSync(line[0] ?? '', line.slice(1));
}

function fillUp(site: Site): void {
  for (let size = 65_536; size >= 1; size /= 2) {
    try {
      for (;;) {
        writeFileSync(fillerOf(site), Buffer.alloc(size), { flag: 'a' });
      }
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
}

function removeDatabase({ dataDir }: Site): void {
  for (const name of readdirSync(dataDir).filter((each) => each.startsWith('usher.sqlite'))) {
    unlinkSync(join(dataDir, name));
  }
}

/** What the log says of what went wrong. */
function errorsOf(site: Site): string {
  return site
    .served()
    .log()
    .map(({ error }) => (typeof error === 'string' ? error : ''))
    .join('\n');
}

const rows = outageRows("The portal's own machine");

test('each row has its tests, and each test its row', () => {
  expect(rows.map(({ what }) => what)).toEqual(Object.keys(OUTAGES));
});

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

async function signedIn(at: Site, person: string): Promise<Browser> {
  const browser = at.browser();
  expect((await browser.signIn(person)).status).toBe(303);
  return browser;
}

const cases = rows.flatMap((row) =>
  (OUTAGES[row.what] ?? [])
    .filter(({ isPossible = true }) => isPossible)
    .map((outage) => [row.what, outage.name, row, outage] as const),
);

for (const [what, name, row, outage] of cases) {
  test(`${what} (${name})`, async () => {
    site = await startSite(outage.isOnSmallDisk);
    await expectAsWritten(site, row, outage);
  });
}

async function expectAsWritten(at: Site, { cells }: OutageRow, outage: Outage): Promise<void> {
  const [signedInOnes = '', signsIn = '', log = '', signsOut = '', also = ''] = cells;
  const friend = await signedIn(at, 'friend');
  const leaving = await signedIn(at, 'moviefriend');
  await outage.begin(at);
  const isDown = signsIn === '502 of nginx';
  const expectSignedIn = async (): Promise<void> => {
    const isVoid = nameIn(signedInOnes) === 'revoked';
    expect(await at.gateSays(friend)).toBe(isVoid ? 'revoked' : 'allowed');
    expect((await friend.get('/auth/998')).status).toBe(isDown ? 502 : isVoid ? 401 : 204);
  };
  /** What was answered may be on its way to the log. */
  const expectInLog = async (reason: string): Promise<void> => {
    await until(`the log says ${reason}`, () => isDown || at.reason() === reason);
  };
  await expectSignedIn();

  const stranger = at.browser();
  const page = await stranger.signIn('neighbour');
  const isSignedIn = signsIn === 'signed in';
  expect(page.status).toBe(isDown ? 502 : isSignedIn ? 303 : 503);
  sentencesIn(signsIn).forEach((sentence) => {
    expect(page.text).toContain(sentence);
  });
  expect(page.text).not.toMatch(/sqlite|Error|\bat .*:\d/i);
  expect(await at.gateSays(stranger)).toBe(isSignedIn ? 'allowed' : 'no_token');
  await expectInLog(nameIn(log));

  const copy = at.browser();
  leaving.jar.forEach((value, key) => copy.jar.set(key, value));
  const gone = await leaving.post('/logout');
  expect(gone.status).toBe(isDown ? 502 : 200);
  sentencesIn(signsOut).forEach((sentence) => {
    expect(gone.text).toContain(sentence);
  });
  await expectInLog(nameIn(signsOut));
  expect(isDown || leaving.jar.size === 0).toBe(true);
  if (!isDown) {
    expect(JSON.parse((await friend.get('/readyz')).text)).toEqual({ status: 'ready' });
  }

  await outage.also?.(at, sentencesIn(also));
  await expectSignedIn();
  if (outage.end !== undefined) {
    await outage.end(at);
    await signedIn(at, 'neighbour');
    await copy.post('/logout');
    await until('nginx knows', async () => (await at.gateSays(copy)) !== 'allowed');
    await expectSignedIn();
  }
}
