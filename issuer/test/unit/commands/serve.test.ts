import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { StartPortal } from '../../../commands/serve.js';
import { openState } from '../../../state/sqlite-state.js';
import { GOOD_YAML } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();

/** A configuration in a folder, and a portal that only notes what it was started with. */
function setUp(yaml: string) {
  const folder = newFolder();
  writeConfig(folder, yaml);
  const started: Parameters<StartPortal>[] = [];
  const run = () =>
    runIn(folder, ['serve'], {
      parts: {
        startPortal: (...given) => {
          started.push(given);
          return Promise.resolve({ closed: Promise.resolve() });
        },
      },
    });
  return { folder, started, run };
}

describe('usher serve', () => {
  test('starts the portal with configuration, keys and secrets, the same every time', async () => {
    const { folder, started, run } = setUp(GOOD_YAML);
    const first = await run();
    expect(first).toMatchObject({ exitCode: 0, stdout: '' });
    expect(first.stderr).toMatch(/^made data\/keys\.json with a new key/);
    expect(await run()).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readdirSync(join(folder, 'data')).sort()).toEqual(['keys.json', 'secrets.json']);
    const [[config, state] = [], again] = started;
    expect(config?.issuer.dataDir).toBe(join(folder, 'data'));
    expect(state?.secrets.sealingKey).toHaveLength(32);
    expect(again).toEqual([config, state]);
  });

  test('goes on until the portal has been stopped', async () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML);
    const events: string[] = [];
    const ran = await runIn(folder, ['serve'], {
      parts: {
        startPortal: () =>
          Promise.resolve({
            closed: new Promise<void>((resolve) => {
              setImmediate(() => {
                events.push('stopped');
                resolve();
              });
            }),
          }),
      },
    });
    expect({ events, exitCode: ran.exitCode }).toEqual({ events: ['stopped'], exitCode: 0 });
  });

  test('says it when the portal cannot start, which is 2', async () => {
    const folder = newFolder();
    writeConfig(folder, GOOD_YAML);
    const ran = await runIn(folder, ['serve'], {
      parts: { startPortal: () => Promise.reject(new Error('the port is taken')) },
    });
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('error: the port is taken\n');
  });

  test('shows warnings and starts', async () => {
    const { started, run } = setUp(GOOD_YAML.replace('  ownerId: 12345\n', ''));
    expect((await run()).stderr).toContain('usher.yaml:5:1: warning: plex.ownerId is not set');
    expect(started).toHaveLength(1);
  });

  test('shows all problems and does not start, which is 2', async () => {
    const { folder, started, run } = setUp(GOOD_YAML.replace('group: 3', 'group: x'));
    const ran = await run();
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('usher.yaml:10:29: error: rules[1].group must be a whole number');
    expect(started).toEqual([]);
    expect(readdirSync(folder)).toEqual(['usher.yaml']);
  });

  describe('where the configuration names no server', () => {
    const NO_SERVERS = GOOD_YAML.replace(/^ {2}servers: .*\n/m, '');

    test('does not start, which is 2, and says how to get one', async () => {
      const { folder, started, run } = setUp(NO_SERVERS);
      const ran = await run();
      expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ran.stderr).toContain('error: no server to be a member of');
      expect(ran.stderr).toContain('hint: attach it and choose its servers with: usher link\n');
      expect(started).toEqual([]);
      expect(readdirSync(folder)).toEqual(['usher.yaml']);
    });

    test('starts with those of the owner’s link', async () => {
      const { folder, started, run } = setUp(NO_SERVERS);
      mkdirSync(join(folder, 'data'), { mode: 0o700 });
      const state = openState(join(folder, 'data'));
      state.setOwnerLink({
        clientIdentifier: 'link',
        plexId: 12345,
        accountName: 'Olive',
        sealedToken: 'x',
        servers: [{ machineIdentifier: 'a1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f0', name: 'Home' }],
        linkedAt: 1,
        goodAt: 1,
        problem: '',
      });
      state.close();
      expect((await run()).exitCode).toBe(0);
      expect(started).toHaveLength(1);
    });
  });

  test('does not start with keys or secrets that cannot be used', async () => {
    const { folder, started, run } = setUp(GOOD_YAML);
    await run();
    started.length = 0;
    writeFileSync(join(folder, 'data', 'secrets.json'), '{}');
    const ran = await run();
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('secrets.json: this is not what usher wrote');
    writeFileSync(join(folder, 'data', 'keys.json'), '{}');
    expect((await run()).stderr).toContain('data/keys.json: error: not a JWK Set');
    expect(started).toEqual([]);
  });
});
