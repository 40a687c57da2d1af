import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDataDir } from '../../../data-dir/data-dir.js';
import { openState } from '../../../state/sqlite-state.js';
import { GOOD_YAML, SERVER } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();
const OTHER = 'fedcba9876543210fedcba9876543210fedcba98';

const WITH_LIBRARIES = GOOD_YAML.replace('{ plex: home }', '{ libraries: all }');
const WITHOUT_SERVERS = GOOD_YAML.replace(/ {2}servers.*\n/, '');

/** What `usher check` says, with or without a link to these servers. */
const checked = async (yaml: string, servers?: readonly string[]) => {
  const folder = newFolder();
  writeConfig(folder, yaml);
  if (servers !== undefined) {
    await openDataDir(join(folder, 'data'));
    const state = openState(join(folder, 'data'));
    state.setOwnerLink({
      clientIdentifier: 'c',
      plexId: 1,
      accountName: 'Olga',
      sealedToken: 'sealed',
      servers: servers.map((machineIdentifier) => ({ machineIdentifier, name: '' })),
      linkedAt: 1,
      goodAt: 1,
      problem: '',
    });
    state.close();
  }
  const ran = await runIn(folder, ['check', '--json']);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const { warnings } = JSON.parse(ran.stdout) as {
    warnings: readonly { path: string; message: string }[];
  };
  return warnings.map(({ path, message }) => `${path}: ${message}`);
};

describe('usher check', () => {
  test('warns of rules about libraries that nobody can know', async () => {
    expect(await checked(WITH_LIBRARIES)).toEqual([
      expect.stringContaining('rules[1].when.libraries: nobody matches this rule'),
    ]);
    expect(await checked(WITH_LIBRARIES, [SERVER])).toEqual([]);
  });

  test('warns where no server is given and none is chosen', async () => {
    expect(await checked(WITHOUT_SERVERS)).toEqual([
      expect.stringContaining('plex.servers: no Plex server is given or chosen'),
    ]);
    expect(await checked(WITHOUT_SERVERS, [SERVER])).toEqual([]);
  });

  test('warns of rules about servers that were not chosen', async () => {
    const yaml = WITHOUT_SERVERS.replace('{ plex: home }', `{ plex: home, server: ${OTHER} }`);
    expect(await checked(yaml, [SERVER])).toEqual([
      expect.stringContaining('rules[1].when.server: this server is not among'),
    ]);
    expect(await checked(yaml, [SERVER, OTHER])).toEqual([]);
    const given = yaml.replace('  ownerId', `  servers: [${OTHER}]\n  ownerId`);
    expect(await checked(given, [SERVER])).toEqual([]);
  });

  test('asks for the id of the owner only where no account is attached', async () => {
    const yaml = GOOD_YAML.replace(/ {2}ownerId.*\n/, '');
    expect(await checked(yaml)).toEqual([expect.stringContaining('plex.ownerId: ')]);
    expect(await checked(yaml, [SERVER])).toEqual([]);
  });

  test('says so where the state cannot be read', async () => {
    const folder = newFolder();
    writeConfig(folder, WITH_LIBRARIES);
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'usher.sqlite'), 'this is no database'.repeat(99));
    const ran = await runIn(folder, ['check']);
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('warning: issuer.dataDir: ');
  });
});
