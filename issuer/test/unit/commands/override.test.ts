import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { friendFacts, NAMED, sessionOf, useCommandsAtPlex, type AtPlex } from './at-plex.js';
import { NOW } from './run.js';

const setUp = useCommandsAtPlex();
const FRIEND = 'plex:21000004';
const DAY = 86_400;

/** A friend who signed in, and whoever else is given, by user name. */
async function withFriend(sessions: readonly number[] = [], others: readonly number[] = []) {
  const at = await setUp();
  at.withState((state) => {
    for (const plexId of [21000004, ...others]) {
      const facts = friendFacts(plexId, 'Friend');
      const { subject } = facts;
      state.recordPerson({ subject, name: 'Frankie', facts, groupId: 4, at: NOW - DAY });
    }
    sessions.forEach((groupId, index) => {
      state.recordSession(sessionOf(FRIEND, groupId, `sid-${String(index)}`));
    });
  });
  return at;
}

const kept = ({ withState }: AtPlex) => withState((state) => state.overrideOf(FRIEND, NOW));
const stamp = ({ withState }: AtPlex) => withState((state) => state.revokedOf(FRIEND)?.notBefore);

describe('usher override', () => {
  test.each(['friend', 'FRIEND', '21000004', FRIEND])('knows %s', async (person) => {
    const at = await withFriend();
    const ran = await at.run(['override', person, '--group', '2', '--note', 'kind']);
    expect(ran).toEqual({
      exitCode: 0,
      stdout:
        'plex:21000004 (Frankie): group 2 (Super User)\n' +
        'It counts when they sign in; they have no session now.\n',
      stderr: '',
    });
    expect(kept(at)).toEqual({
      subject: FRIEND,
      group: 2,
      note: 'kind',
      setAt: NOW,
      setBy: 'command line',
    });
    expect(at.withState((state) => state.audit(5))).toMatchObject([
      { actor: 'command line', action: 'override_set', subject: FRIEND, detail: 'group 2, kind' },
    ]);
  });

  test('that gives more leaves sessions as they are', async () => {
    const at = await withFriend([4]);
    const ran = await at.run(['override', 'friend', '--group', '2']);
    expect(ran.stdout).toContain('it counts from the next renewal of their session, or sign-in');
    expect(stamp(at)).toBeUndefined();
  });

  test.each([
    ['--group', '5'],
    ['--refuse', ''],
  ])('%s %s takes away at once what they have', async (...how) => {
    const at = await withFriend([4]);
    const ran = await at.run(['override', 'friend', ...how.filter((part) => part !== '')]);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toMatch(/void/);
    expect(stamp(at)).toBe(NOW + 1);
    const file = join(at.folder, 'data', 'revocations', 's-plex%3A21000004');
    expect(statSync(file).mtimeMs / 1000).toBe(NOW + 1);
    expect(at.withState((state) => state.audit(1))[0]?.action).toBe('revoked');
  });

  test('counts the best of their sessions', async () => {
    const at = await withFriend([7, 3, 5]);
    await at.run(['override', 'friend', '--group', '4']);
    expect(stamp(at)).toBe(NOW + 1);
  });

  test.each([
    ['2023-12-31', Date.UTC(2024, 0, 1) / 1000, 'until 2024-01-01 00:00 UTC'],
    ['2023-12-31T18:00', Date.UTC(2023, 11, 31, 18) / 1000, 'until 2023-12-31 18:00 UTC'],
  ])('--until %s', async (until, end, text) => {
    const at = await withFriend();
    const ran = await at.run(['override', 'friend', '--group', '2', '--until', until]);
    expect(kept(at)?.until).toBe(end);
    expect(ran.stdout).toContain(`group 2 (Super User), ${text}`);
  });

  test('is told to programs', async () => {
    const at = await withFriend([4]);
    const args = ['override', 'friend', '--refuse', '--until', '2024-01-01', '--json'];
    expect(JSON.parse((await at.run(args)).stdout)).toEqual({
      subject: FRIEND,
      refused: true,
      note: '',
      until: '2024-01-02T00:00:00.000Z',
      change: 'set',
      revoked: true,
      published: true,
    });
  });

  test('is taken for somebody who was never seen, with a warning', async () => {
    const at = await withFriend();
    const ran = await at.run(['override', '77', '--group', '2']);
    expect(ran).toMatchObject({
      exitCode: 0,
      stderr: 'warning: plex:77 never tried to sign in; is it the right one?\n',
    });
    expect((await at.run(['override', 'nobody', '--group', '2'])).exitCode).toBe(2);
  });

  test('does not guess among people who have had one user name', async () => {
    const at = await withFriend([], [55]);
    const ran = await at.run(['override', 'friend', '--group', '2']);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toMatch(/several people[^]*plex:21000004 {2}Frankie[^]*plex:55/);
    expect(kept(at)).toBeUndefined();
  });

  test('never goes by what people call themselves', async () => {
    const at = await withFriend();
    expect((await at.run(['override', 'Frankie', '--group', '0'])).exitCode).toBe(2);
  });

  test.each([
    ['with the id in usher.yaml', NAMED, false],
    ['with the attached account', 'product: Usher', true],
  ])('never refuses the owner, known %s', async (_, settings, isAttached) => {
    const at = await setUp(settings);
    await (isAttached ? at.attach() : Promise.resolve());
    at.withState(() => undefined);
    const ran = await at.run(['override', '21000001', '--refuse']);
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining('never locked out')]);
    expect(at.withState((state) => state.overrides(NOW))).toEqual([]);
  });

  test('never refuses an owner who is known by their sign-in alone', async () => {
    const at = await setUp(NAMED.replace(/, ownerId.*/, ''));
    at.withState((state) => {
      const facts = friendFacts(21000001, 'owner');
      const servers = facts.servers.map((server) => ({ ...server, relations: ['owner'] as const }));
      const owner = { ...facts, servers };
      state.recordPerson({
        subject: facts.subject,
        name: 'Olive',
        facts: owner,
        groupId: 0,
        at: 0,
      });
    });
    expect((await at.run(['override', 'owner', '--refuse'])).exitCode).toBe(2);
  });

  test.each([
    [[], 'say one of'],
    [['friend'], 'say one of'],
    [['friend', '--group', '2', '--refuse'], 'say one of'],
    [['--group', '2'], 'say who'],
    [['friend', '--group', '1000'], '--group is a number'],
    [['friend', '--group', '-1'], '--group is a number'],
    [['friend', '--group', 'two'], '--group is a number'],
    [['friend', '--group', '2', '--until', '2020-01-01'], '--until is a day to come'],
    [['friend', '--group', '2', '--until', 'tomorrow'], '--until is a day to come'],
    [['friend', '--group', '2', '--note', 'x'.repeat(201)], '--note has at most 200'],
    [['friend', '--remove', '--note', 'x'], '--until and --note go with'],
    [['friend', '--list'], '--list is about everybody'],
  ])('%j is not understood', async (args, text) => {
    const at = await withFriend();
    const ran = await at.run(['override', ...args]);
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(kept(at)).toBeUndefined();
  });

  test('says so if nginx does not know yet', async () => {
    const at = await withFriend([4]);
    const dir = join(at.folder, 'data', 'revocations');
    rmSync(dir, { recursive: true, force: true });
    writeFileSync(dir, 'in the way');
    const ran = await at.run(['override', 'friend', '--refuse']);
    expect([ran.exitCode, ran.stderr]).toEqual([
      2,
      expect.stringContaining('nginx does not know, because'),
    ]);
    expect(stamp(at)).toBe(NOW + 1);
  });
});

describe('usher override --remove', () => {
  test('lets the rules count again, and takes away what it gave', async () => {
    const at = await withFriend([1]);
    await at.run(['override', 'friend', '--group', '1']);
    expect(stamp(at)).toBeUndefined();
    const ran = await at.run(['override', 'friend', '--remove']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain('no override any more; the rules count');
    expect(kept(at)).toBeUndefined();
    expect(stamp(at)).toBe(NOW + 1);
    expect((await at.run(['override', 'friend', '--remove'])).exitCode).toBe(1);
  });

  test('leaves what the rules give as well', async () => {
    const at = await withFriend([4]);
    await at.run(['override', 'friend', '--group', '2']);
    await at.run(['override', 'friend', '--remove']);
    expect(stamp(at)).toBeUndefined();
  });
});

describe('usher override --list', () => {
  test('has those that have not ended', async () => {
    const at = await withFriend();
    expect((await at.run(['override', '--list'])).stdout).toContain('there are no overrides');
    await at.run(['override', 'friend', '--group', '2', '--note', 'a\u001b[2Jb']);
    await at.run(['override', '77', '--refuse', '--until', '2023-11-20']);
    const { stdout } = await at.run(['override', '--list']);
    expect(stdout).toBe(
      'PERSON         NAME     GROUP                 UNTIL                 SET BY        NOTE\n' +
        'plex:21000004  Frankie  group 2 (Super User)  -                     command line  a\\u001b[2Jb\n' +
        'plex:77        -        refused               2023-11-21 00:00 UTC  command line\n',
    );
    const later = { now: () => NOW + 30 * DAY };
    const json = await at.run(['override', '--list', '--json'], later);
    expect(JSON.parse(json.stdout)).toEqual({
      overrides: [
        {
          subject: FRIEND,
          groupId: 2,
          note: 'a\u001b[2Jb',
          setAt: '2023-11-14T22:13:20.000Z',
          setBy: 'command line',
        },
      ],
    });
  });
});
