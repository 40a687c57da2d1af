import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OWNER_ID, SERVER_ID, SERVER_NAME } from '../../../../examples/plex-stand-in/people.js';
import { SERVERS } from '../../../../examples/plex-stand-in/servers.js';
import type { CommandIo } from '../../../commands/command-io.js';
import { openSecrets } from '../../../data-dir/secrets.js';
import { openOwnerToken } from '../../../owner-link/seal-token.js';
import { NAMED, useCommandsAtPlex, type AtPlex } from './at-plex.js';
import { NOW, type Ran } from './run.js';

const setUp = useCommandsAtPlex();
const CABIN = SERVERS.find(({ key }) => key === 'cabin')!;
const OWNER = ['--account', String(OWNER_ID)];
const NEIGHBOUR_ID = 21000019;
const SAMPLE = { machineIdentifier: SERVER_ID, name: SERVER_NAME };

/** What somebody does while the command waits: nothing takes any time. */
function clockThat(step: (seconds: number) => void): Pick<CommandIo, 'now' | 'pause'> {
  let seconds = 0;
  return {
    now: () => NOW + seconds,
    pause: (ms) => {
      seconds += ms / 1000;
      step(seconds);
      return Promise.resolve();
    },
  };
}

/** Runs `usher link`; after three seconds the code is typed by somebody. */
async function link(
  { run, plex }: AtPlex,
  person: string,
  { args = [], ...io }: Partial<CommandIo> & Readonly<{ args?: readonly string[] }> = {},
): Promise<Ran & Readonly<{ code: string }>> {
  let code = '';
  let shown = '';
  const ran = await run(['link', ...args], {
    stderr: () => undefined,
    ...clockThat((seconds) => {
      if (seconds === 3) {
        const [created] = plex.calls('pins_create').slice(-1);
        expect(created?.headers['x-plex-client-identifier']).toMatch(/^[0-9a-f-]{36}$/);
        code = /^ {4}([A-Z0-9]{4})$/m.exec(shown)?.[1] ?? '';
        expect(plex.claim(code, person)).toBe(true);
      }
    }),
    ...io,
    stdout: (text) => {
      shown += text;
    },
  });
  return { ...ran, stdout: shown, code };
}

describe('usher link', () => {
  test('shows an address and a code, waits, and keeps the account', async () => {
    const at = await setUp();
    const ran = await link(at, 'owner');
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toContain(`Open ${at.address}/link in any browser`);
    expect(ran.stdout).toContain(
      `Attached: Olive Owner (account 21000001), owner of\n  Sample Server (${SERVER_ID})\n`,
    );
    expect(at.plex.calls('pins_check')).toHaveLength(4);
    const kept = at.withState((state) => state.ownerLink());
    expect(kept).toMatchObject({
      plexId: OWNER_ID,
      accountName: 'Olive Owner',
      servers: [SAMPLE],
      linkedAt: NOW + 3,
      problem: '',
    });
    expect(at.withState((state) => state.audit(1))).toMatchObject([
      { actor: 'command line', action: 'owner_linked', subject: 'plex:21000001' },
    ]);
  });

  test('keeps the token encrypted: whoever has secrets.json too can open it', async () => {
    const at = await setUp();
    const ran = await link(at, 'owner');
    const kept = at.withState((state) => state.ownerLink());
    const { sealingKey } = await openSecrets(join(at.folder, 'data'));
    const token = await openOwnerToken(kept?.sealedToken ?? '', sealingKey);
    expect(token).toHaveLength(20);
    expect(at.plex.calls('resources').at(-1)?.headers['x-plex-token']).toBe(token);
    expect(`${ran.stdout}${ran.stderr}${JSON.stringify(kept)}`).not.toContain(token);
    for (const name of readdirSync(join(at.folder, 'data'))) {
      expect(statSync(join(at.folder, 'data', name)).mode & 0o066).toBe(0);
    }
  });

  test('goes by the same client identifier when it is made anew', async () => {
    const at = await setUp();
    await link(at, 'owner');
    await link(at, 'owner');
    const ids = at.plex.calls().map(({ headers }) => headers['x-plex-client-identifier']);
    expect(new Set(ids).size).toBe(1);
  });

  test('tells programs on standard output, and people on the other', async () => {
    const at = await setUp();
    let shown = '';
    const ran = await at.run(['link', '--json'], {
      stderr: (text) => {
        shown += text;
      },
      ...clockThat((seconds) => {
        if (seconds === 1) {
          at.plex.claim(/^ {4}([A-Z0-9]{4})$/m.exec(shown)?.[1] ?? '', 'owner');
        }
      }),
    });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      account: { id: OWNER_ID, name: 'Olive Owner' },
      servers: [SAMPLE],
      notOwned: [],
    });
  });

  test.each([
    ['child', 'Kim is a profile of a Plex Home'],
    ['friend', 'plex.ownerId in usher.yaml names another one'],
  ])('refuses %s', async (person, text) => {
    const at = await setUp();
    let errors = '';
    const stderr = (more: string): void => {
      errors += more;
    };
    expect((await link(at, person, { stderr })).exitCode).toBe(1);
    expect(errors).toContain(text);
    expect(at.withState((state) => state.ownerLink())).toBeUndefined();
  });

  test('refuses who owns none of the servers that usher.yaml names, and says theirs', async () => {
    const at = await setUp(`servers: [${SERVER_ID}]`);
    let errors = '';
    const ran = await link(at, 'neighbour', { stderr: (text) => void (errors += text) });
    expect(ran.exitCode).toBe(1);
    expect(errors).toContain('owns none of the servers that plex.servers in usher.yaml names');
    expect(errors).toContain('Theirs: ');
  });

  test('warns of a server in usher.yaml that is not theirs', async () => {
    const at = await setUp(`servers: [${SERVER_ID}, ${'f0'.repeat(20)}]`);
    let errors = '';
    const ran = await link(at, 'owner', {
      args: OWNER,
      stderr: (text) => void (errors += text),
    });
    expect(ran.exitCode).toBe(0);
    expect(errors).toContain(`warning: plex.servers names ${'f0'.repeat(20)}, which is not theirs`);
  });

  test('gives up when nobody types the code', async () => {
    const at = await setUp();
    const ran = await at.run(
      ['link', '--timeout', '1m'],
      clockThat(() => undefined),
    );
    expect(ran).toMatchObject({
      exitCode: 1,
      stderr: 'error: nobody typed the code in time; nothing was changed\n',
    });
    expect(at.plex.calls('pins_check')).toHaveLength(60);
  });

  test('goes on asking while plex.tv does not answer, more slowly where it wants that', async () => {
    const at = await setUp();
    at.plex.fault('pins_check', 'server_error', 1);
    let errors = '';
    const ran = await link(at, 'owner', { stderr: (text) => void (errors += text) });
    expect(ran.exitCode).toBe(0);
    expect(errors).toBe('Plex is having trouble right now. It is tried again.\n');
    at.plex.fault('pins_check', 'rate_limited_retry_after', 1);
    const pauses: number[] = [];
    const clock = clockThat(() => undefined);
    await at.run(['link', '--timeout', '10s'], {
      ...clock,
      pause: (ms) => {
        pauses.push(ms);
        return clock.pause!(ms);
      },
    });
    expect(pauses).toEqual([7000, 1000, 1000, 1000]);
  });

  test.each([
    [['--timeout', '0s'], '--timeout is a duration'],
    [['--timeout', '16m'], '--timeout is a duration'],
    [['--timeout', 'soon'], '--timeout is a duration'],
    [['--account', 'olive'], '--account is the number of a Plex account'],
    [['--account', '0'], '--account is the number of a Plex account'],
    [['--status', '--remove'], 'one at a time'],
  ])('%j is not understood', async (args, text) => {
    const at = await setUp();
    const ran = await at.run(['link', ...args]);
    expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(at.plex.calls()).toEqual([]);
  });

  test('cannot run without plex.tv', async () => {
    const at = await setUp();
    at.plex.fault('pins_create', 'html');
    const ran = await at.run(['link']);
    expect([ran.exitCode, ran.stderr]).toEqual([
      2,
      expect.stringContaining('No code could be made'),
    ]);
  });
});

describe('usher link, where usher.yaml names no owner', () => {
  const NO_OWNER = `servers: [${SERVER_ID}]`;
  const keptId = (at: AtPlex) => at.withState((state) => state.ownerLink()?.plexId);

  /** The owner's code, and what was asked and said. */
  async function linkWith(at: AtPlex, args: readonly string[], answer?: string) {
    let errors = '';
    const asked: string[] = [];
    const ran = await link(at, 'owner', {
      args,
      stderr: (text) => void (errors += text),
      ...(answer !== undefined && {
        ask: (question: string) => {
          asked.push(question);
          return Promise.resolve(answer);
        },
      }),
    });
    return { exitCode: ran.exitCode, errors, asked };
  }

  test.each(['y', ' YES '])('asks whether it is the account that was meant: %j', async (answer) => {
    const at = await setUp(NO_OWNER);
    const ran = await linkWith(at, [], answer);
    expect(ran).toMatchObject({
      exitCode: 0,
      asked: [`Attach Olive Owner (account ${String(OWNER_ID)})? [y/N] `],
    });
    expect(keptId(at)).toBe(OWNER_ID);
  });

  test.each(['', 'n', 'yellow'])('attaches nobody for %j', async (answer) => {
    const at = await setUp(NO_OWNER);
    expect(await linkWith(at, [], answer)).toMatchObject({
      exitCode: 1,
      errors: 'error: not attached; nothing was changed\n',
    });
    expect(keptId(at)).toBeUndefined();
  });

  test('attaches nobody where there is nobody to ask, and says how', async () => {
    const at = await setUp(NO_OWNER);
    const ran = await linkWith(at, []);
    expect(ran.exitCode).toBe(2);
    expect(ran.errors).toContain(`approved by Olive Owner (account ${String(OWNER_ID)})`);
    expect(ran.errors).toContain(`--account ${String(OWNER_ID)}`);
    expect(keptId(at)).toBeUndefined();
    expect(await linkWith(at, OWNER)).toMatchObject({ exitCode: 0, errors: '' });
    expect(keptId(at)).toBe(OWNER_ID);
  });

  test('takes no other account than --account, and asks nothing then', async () => {
    const at = await setUp(NO_OWNER);
    expect(await linkWith(at, ['--account', '7'], 'y')).toMatchObject({
      exitCode: 1,
      errors: expect.stringContaining('not by account 7; nothing was changed'),
      asked: [],
    });
    expect(keptId(at)).toBeUndefined();
    expect(await linkWith(at, OWNER, 'n')).toMatchObject({ exitCode: 0, asked: [] });
  });

  test('says in the question whose place it takes', async () => {
    const at = await setUp('product: Usher');
    await link(at, 'neighbour', {
      args: ['--account', String(NEIGHBOUR_ID)],
    });
    const { asked } = await linkWith(at, ['--server', SERVER_ID], 'n');
    expect(asked).toEqual([
      expect.stringMatching(
        `^Attach Olive Owner \\(account ${String(OWNER_ID)}\\) in place of .+ \\(account ${String(NEIGHBOUR_ID)}\\)\\? `,
      ),
    ]);
    expect(keptId(at)).toBe(NEIGHBOUR_ID);
  });
});

describe('usher link, where usher.yaml names no server', () => {
  const keptServers = (at: AtPlex) => at.withState((state) => state.ownerLink()?.servers);

  test('asks whoever sits at the terminal, until it is a number of the list', async () => {
    const at = await setUp('product: Usher');
    const answers = ['y', '3', 'x', '2'];
    const asked: string[] = [];
    const ran = await link(at, 'owner', {
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(answers.shift() ?? '');
      },
    });
    expect([ran.exitCode, asked.length]).toEqual([0, 4]);
    expect(keptServers(at)).toEqual([
      { machineIdentifier: CABIN.machineIdentifier, name: CABIN.name },
    ]);
    expect(ran.stdout).toContain('These servers count, because plex.servers');
  });

  test.each([
    ['all', 2],
    ['1, 2', 2],
    ['1', 1],
  ])('takes %j', async (answer, count) => {
    const at = await setUp('product: Usher');
    await link(at, 'owner', { args: OWNER, ask: () => Promise.resolve(answer) });
    expect(keptServers(at)).toHaveLength(count);
  });

  test('gives up after three answers that make no sense', async () => {
    const at = await setUp('product: Usher');
    const ran = await link(at, 'owner', { args: OWNER, ask: () => Promise.resolve('') });
    expect(ran.exitCode).toBe(2);
    expect(keptServers(at)).toBeUndefined();
  });

  test('lists them where nobody sits there', async () => {
    const at = await setUp('product: Usher');
    let errors = '';
    const ran = await link(at, 'owner', {
      args: OWNER,
      stderr: (text) => void (errors += text),
    });
    expect(ran.exitCode).toBe(2);
    expect(errors).toContain(`  1  Sample Server (${SERVER_ID})\n  2  `);
    expect(keptServers(at)).toBeUndefined();
  });

  test('takes --server, as often as it is given', async () => {
    const at = await setUp('product: Usher');
    const one = [...OWNER, '--server', SERVER_ID];
    expect((await link(at, 'owner', { args: one })).exitCode).toBe(0);
    expect(keptServers(at)).toEqual([SAMPLE]);
    const both = [...one, '--server', CABIN.machineIdentifier];
    expect((await link(at, 'owner', { args: both })).exitCode).toBe(0);
    expect(keptServers(at)).toHaveLength(2);
    const foreign = [...OWNER, '--server', 'f'.repeat(40)];
    expect((await link(at, 'owner', { args: foreign })).exitCode).toBe(2);
    expect(keptServers(at)).toHaveLength(2);
  });

  test('says so when another account takes over', async () => {
    const at = await setUp('product: Usher');
    await link(at, 'owner', { args: [...OWNER, '--server', SERVER_ID] });
    let errors = '';
    await link(at, 'neighbour', {
      args: ['--account', String(NEIGHBOUR_ID)],
      stderr: (text) => void (errors += text),
    });
    expect(errors).toContain('takes the place of another account, Olive Owner (21000001)');
  });
});

describe('usher link --status and --remove', () => {
  test('there is none', async () => {
    const { run } = await setUp();
    expect(await run(['link', '--status'])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('No owner is attached'),
    });
    expect(JSON.parse((await run(['link', '--status', '--json'])).stdout)).toEqual({
      linked: false,
    });
    expect((await run(['link', '--remove'])).exitCode).toBe(2);
  });

  test('how it does, and that it is gone', async () => {
    const { run, attach, withState } = await setUp();
    await attach();
    const ran = await run(['link', '--status']);
    expect(ran.exitCode).toBe(0);
    expect(ran.stdout).toBe(
      'account      Olive Owner (21000001)\n' +
        `servers      Sample Server (${SERVER_ID})\n` +
        `             (plex.servers in usher.yaml counts: ${SERVER_ID})\n` +
        'attached     2023-11-14 21:13:20 UTC\n' +
        'last answer  2023-11-14 22:12:20 UTC\n' +
        'health       good\n',
    );
    expect(JSON.parse((await run(['link', '--status', '--json'])).stdout)).toEqual({
      linked: true,
      account: { id: OWNER_ID, name: 'Olive Owner' },
      servers: [SAMPLE],
      linkedAt: '2023-11-14T21:13:20.000Z',
      goodAt: '2023-11-14T22:12:20.000Z',
    });
    withState((state) => {
      const link = state.ownerLink()!;
      state.noteOwnerLinkHealth(link.clientIdentifier, {
        goodAt: link.goodAt,
        problem: 'owner_link_refused',
      });
    });
    const broken = await run(['link', '--status']);
    expect([broken.exitCode, broken.stdout]).toEqual([
      1,
      expect.stringContaining('health       plex.tv does not take its token any more'),
    ]);
    expect((await run(['link', '--remove'])).exitCode).toBe(0);
    expect(withState((state) => state.ownerLink())).toBeUndefined();
    expect((await run(['link', '--remove'])).exitCode).toBe(1);
  });

  test('warns where everybody in the Home can choose the owner’s profile', async () => {
    const { run, attach, plex } = await setUp();
    await attach();
    const before = await run(['link', '--status']);
    expect([before.exitCode, before.stderr]).toEqual([
      0,
      expect.stringContaining("warning: The owner's profile in the Plex Home has no PIN"),
    ]);
    plex.fault('home_users', 'server_error', 1);
    expect(await run(['link', '--status'])).toMatchObject({ exitCode: 0, stderr: '' });
    plex.change('owner', { pin: '4711' });
    expect(await run(['link', '--status'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('does not ask for that where nobody can choose a profile', async () => {
    const { run, attach, plex } = await setUp(`${NAMED}, homePicker: false`);
    await attach();
    expect(await run(['link', '--status'])).toMatchObject({ exitCode: 0, stderr: '' });
    expect(plex.calls()).toEqual([]);
  });

  test('warns who removes what the servers are known by', async () => {
    const { run, attach } = await setUp('product: Usher');
    await attach();
    const ran = await run(['link', '--remove', '--json']);
    expect(JSON.parse(ran.stdout)).toEqual({ removed: true });
    expect(ran.stderr).toContain('nobody can sign in until there is a link again');
  });
});
