import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { friendFacts, NAMED, sessionOf, useCommandsAtPlex } from './at-plex.js';
import { NOW } from './run.js';

const setUp = useCommandsAtPlex();
const FRIEND = 'plex:21000004';

async function linked() {
  const at = await setUp();
  await at.attach();
  return at;
}

describe('usher explain, with the owner’s account', () => {
  test.each([
    ['owner', 0, /^now {8}Group 0 \(Admin\), by rules\[0\]: owner of Sample Server$/m],
    [
      'home',
      0,
      /^now {8}Group 3 \(Power User\), by rules\[3\]: in the Plex Home of Sample Server$/m,
    ],
    ['21000003', 0, /^profile {4}older_kid$/m],
    ['Kim', 0, /^now {8}Group 5, by rules\[2\]: managed account/m],
    ['friend', 0, /^servers {4}Sample Server: friend; all libraries$/m],
    ['moviefriend', 0, /^servers {4}Sample Server: friend; libraries Movies \(1\)/m],
    ['pending', 1, /^invited {4}to Sample Server, and has not accepted$/m],
    ['lender', 1, /known to the owner's account, but no server is shared with them/],
    ['cabinfriend', 1, /no server is shared/],
    ['21000009', 1, /^now {8}Refused: no access to the server$/m],
  ])('%s, who never signed in: exit %i', async (person, exitCode, text) => {
    const { run } = await linked();
    const ran = await run(['explain', person]);
    expect([ran.exitCode, ran.stderr]).toEqual([exitCode, '']);
    expect(ran.stdout).toMatch(text);
    expect(ran.stdout).toMatch(/^known by {3}(the owner's lists, asked just now|their id: .*)$/m);
    expect(ran.stdout).toMatch(/^last seen {2}never$/m);
  });

  test('says what would happen now, and what happened last', async () => {
    const { run, plex, withState } = await linked();
    withState((state) => {
      const facts = friendFacts(21000004, 'friend');
      state.recordPerson({ subject: FRIEND, name: 'Frankie', facts, groupId: 4, at: NOW - 3600 });
      state.recordSession(sessionOf(FRIEND, 4));
    });
    plex.unshare('friend');
    const ran = await run(['explain', 'friend']);
    expect(ran).toEqual({
      exitCode: 1,
      stdout:
        'plex:21000004  Frankie, user name friend\n' +
        "now        Refused: known to the owner's account, but no server is shared with them\n" +
        "known by   the owner's lists, asked just now\n" +
        'last seen  2023-11-14 21:13:20 UTC: group 4, User\n' +
        'sessions   1\n',
      stderr: '',
    });
  });

  test('goes by what was known before where the lists do not come', async () => {
    const { run, plex, withState } = await linked();
    withState((state) => {
      const facts = friendFacts(21000004, 'friend');
      state.recordPerson({ subject: FRIEND, name: 'Frankie', facts, groupId: 4, at: NOW - 3600 });
    });
    plex.fault('all', 'server_error');
    const ran = await run(['explain', 'friend']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('Group 4 (User), by rules[5]: friend of Sample Server');
    expect(ran.stdout).toContain(
      'known by   what plex.tv told them at 2023-11-14 21:13:20 UTC; plex.tv could not be asked with it (plex_status)',
    );
    const unknown = await run(['explain', '21000005']);
    expect([unknown.exitCode, unknown.stdout]).toEqual([
      1,
      expect.stringContaining("Not known: the owner's lists did not come"),
    ]);
  });

  test('an override, with its end', async () => {
    const { run } = await linked();
    await run(['override', '21000004', '--group', '1', '--until', '2023-12-31', '--note', 'kind']);
    const { stdout } = await run(['explain', 'friend']);
    expect(stdout).toContain('Group 1 (Co-Admin), by an override: kind\n');
    expect(stdout).toContain('           This is decided anew at 2024-01-01 00:00 UTC\n');
    expect(stdout).toContain(
      'override   Group 1, until 2024-01-01 00:00 UTC, set 2023-11-14 22:13:20 UTC by command line, kind\n',
    );
    await run(['override', '21000004', '--refuse']);
    const refused = await run(['explain', 'friend']);
    expect([refused.exitCode, refused.stdout]).toEqual([
      1,
      expect.stringContaining('Refused by an override'),
    ]);
  });

  test('is told to programs', async () => {
    const { run } = await linked();
    const ran = await run(['explain', 'moviefriend', '--json']);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      subject: 'plex:21000017',
      outlook: 'group',
      groupId: 2,
      groupName: 'Super User',
      decidedBy: {
        kind: 'rule',
        index: 4,
        because: [
          { fact: 'access', serverName: 'Sample Server' },
          { fact: 'library', title: 'Música & Töne' },
        ],
      },
      knownBy: 'owner_lists',
      facts: { plexId: 21000017, username: 'moviefriend' },
      pending: [],
      sessions: 0,
      isLinked: true,
    });
    const pending = JSON.parse((await run(['explain', 'pending', '--json'])).stdout) as object;
    expect(pending).toMatchObject({ outlook: 'not_a_member', pending: [expect.any(String)] });
  });

  test('does not guess who is meant', async () => {
    const { run, withState } = await linked();
    withState((state) => {
      const facts = friendFacts(99, 'friend');
      state.recordPerson({ subject: 'plex:99', name: 'Old', facts, groupId: 4, at: NOW - 3600 });
    });
    const ran = await run(['explain', 'friend']);
    expect([ran.exitCode, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/several people[^]*plex:99[^]*plex:21000004/);
    const nobody = await run(['explain', 'nobody']);
    expect([nobody.exitCode, nobody.stderr]).toEqual([
      1,
      `error: nobody with the user name "nobody" is on record here, nor in the owner's lists\n`,
    ]);
  });

  test('a link that plex.tv refuses is said, and noted', async () => {
    const { run, plex, withState } = await linked();
    plex.revoke('owner');
    const ran = await run(['explain', '21000004']);
    expect([ran.exitCode, ran.stdout]).toEqual([
      1,
      expect.stringContaining('plex.tv does not take its token any more'),
    ]);
    expect(withState((state) => state.ownerLink()?.problem)).toBe('owner_link_refused');
  });
});

describe('usher explain, without', () => {
  test('knows what was known at their last sign-in', async () => {
    const { run, plex, withState } = await setUp();
    withState((state) => {
      const facts = friendFacts(21000004, 'friend');
      state.recordPerson({ subject: FRIEND, name: 'Frankie', facts, groupId: 4, at: NOW - 3600 });
      state.recordPerson({
        subject: 'plex:21000009',
        name: 'Sam',
        facts: { subject: 'plex:21000009', plexId: 21000009, username: 'stranger', servers: [] },
        refused: 'not_a_member',
        at: NOW - 60,
      });
    });
    const ran = await run(['explain', 'friend']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain(
      'known by   what plex.tv told them at 2023-11-14 21:13:20 UTC; no owner is attached ("usher link")\n',
    );
    expect(ran.stdout).toContain('servers    Sample Server: friend; libraries not known\n');
    const stranger = await run(['explain', 'stranger']);
    expect([stranger.exitCode, stranger.stdout]).toEqual([
      1,
      expect.stringContaining('last seen  2023-11-14 22:12:20 UTC: not_a_member'),
    ]);
    expect(plex.calls()).toEqual([]);
  });

  test('knows nothing of who never signed in, but for the owner', async () => {
    const { run, withState } = await setUp();
    withState(() => undefined);
    const ran = await run(['explain', '21000004']);
    expect([ran.exitCode, ran.stdout]).toEqual([
      1,
      'plex:21000004\n' +
        'now        Not known: they never signed in, and only their own sign-in could tell\n' +
        'known by   nothing; no owner is attached ("usher link")\n' +
        'last seen  never\n' +
        'sessions   0\n',
    ]);
    const owner = await run(['explain', '21000001']);
    expect(owner.exitCode).toBe(0);
    expect(owner.stdout).toContain('known by   their id: the servers are theirs\n');
  });

  test('knows API tokens’ own subjects for what they are', async () => {
    const { run, withState } = await setUp(NAMED);
    withState(() => undefined);
    const ran = await run(['explain', 'local:backup']);
    expect([ran.exitCode, ran.stdout]).toEqual([1, expect.stringContaining('Not known')]);
  });

  test('cannot run without a data folder', async () => {
    const { run, folder } = await setUp();
    expect((await run(['explain', '1'])).exitCode).toBe(2);
    mkdirSync(join(folder, 'data'));
    expect((await run(['explain', '1'])).exitCode).toBe(1);
  });
});
