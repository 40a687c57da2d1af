import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { NginxFiles } from '../../../commands/nginx.js';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { loadKeyRing } from '../../../keys/key-file.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();

type Input = Parameters<NginxFiles['render']>[0];

/** A configuration in a folder, and a writer that keeps what it was given. */
function setUp(yaml = GOOD_YAML) {
  const folder = newFolder();
  writeConfig(folder, yaml);
  const inputs: Input[] = [];
  const nginxFiles: NginxFiles = {
    render: (input) => {
      inputs.push(input);
      return [
        { name: 'usher.js', content: 'the gate', mode: 0o644 },
        { name: 'http.conf', content: 'js_import', mode: 0o644 },
      ];
    },
    write: (outDir, files) => {
      mkdirSync(outDir, { recursive: true });
      for (const { name, content } of files) {
        writeFileSync(join(outDir, name), content);
      }
      return Promise.resolve();
    },
  };
  const run = (...args: string[]) =>
    runIn(folder, ['nginx', ...args], {
      parts: { nginxFiles, startPortal: () => Promise.reject(new Error('no portal here')) },
    });
  return { folder, inputs, run };
}

describe('usher nginx', () => {
  test('writes the files and says where they go, with the thresholds of the apps', async () => {
    const { folder, inputs, run } = setUp();
    const out = join(folder, 'out');
    const ran = await run('--config', 'usher.yaml', '--out', 'out');
    expect(ran.exitCode).toBe(0);
    expect(readFileSync(join(out, 'http.conf'), 'utf8')).toBe('js_import');
    expect(ran.stdout).toContain(`wrote 2 files to ${out}: usher.js, http.conf\n`);
    expect(ran.stdout).toContain(`    include ${out}/http.conf;\n`);
    expect(ran.stdout).toContain(`      include ${out}/server.conf;\n`);
    expect(ran.stdout).toContain('        auth_request /_usher/1;');
    expect(ran.stdout).toContain('  auth_request /_usher/1;    # https://sonarr.example.com\n');
    const keyFile = await loadKeyRing(join(folder, 'data'));
    const ring = keyFile.kind === 'ring' ? keyFile.ring : undefined;
    expect(inputs).toEqual([
      {
        gateConfig: gateConfigOf(goodConfig(GOOD_YAML).config, ring!),
        outDir: out,
        organizr: false,
      },
    ]);
  });

  test('makes keys.json if it is missing, and says so once', async () => {
    const { folder, run } = setUp();
    const first = await run('--out', 'out');
    expect(first.stderr).toMatch(/^made data\/keys\.json with a new key, [0-9a-f]{16}\n$/);
    const before = readFileSync(join(folder, 'data', 'keys.json'), 'utf8');
    expect((await run('--out', 'out')).stderr).toBe('');
    expect(readFileSync(join(folder, 'data', 'keys.json'), 'utf8')).toBe(before);
    const { k } = (JSON.parse(before) as { keys: [{ k: string }] }).keys[0];
    expect(first.stdout + first.stderr).not.toContain(k);
  });

  test('hands on the version of njs and the Organizr form', async () => {
    const { inputs, run } = setUp();
    await run('--out', 'out', '--njs', '0.8.9', '--organizr');
    expect(inputs).toEqual([expect.objectContaining({ njsVersion: '0.8.9', organizr: true })]);
  });

  test('has JSON for programs', async () => {
    const { folder, run } = setUp();
    expect(JSON.parse((await run('--out', 'out', '--json')).stdout)).toEqual({
      outDir: join(folder, 'out'),
      files: [join(folder, 'out', 'usher.js'), join(folder, 'out', 'http.conf')],
    });
  });

  test('explains itself without apps too', async () => {
    const { run } = setUp(GOOD_YAML.replace(/apps:[^]*/, ''));
    const { stdout } = await run('--out', 'out');
    expect(stdout).toContain('auth_request /_usher/4;');
    expect(stdout).not.toContain('thresholds');
  });

  test.each([
    ['no --out', []],
    ['no njs version', ['--out', 'out', '--njs', 'new']],
    ['no configuration', ['--out', 'out', '--config', 'none.yaml']],
  ])('writes nothing with %s, which is 2', async (_, args) => {
    const { inputs, run } = setUp();
    expect(await run(...args)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(inputs).toEqual([]);
  });

  test('writes nothing with keys that cannot be used', async () => {
    const { folder, inputs, run } = setUp();
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    writeFileSync(join(folder, 'data', 'keys.json'), '{}', { mode: 0o600 });
    const ran = await run('--out', 'out');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('data/keys.json: error: not a JWK Set');
    expect(inputs).toEqual([]);
  });

  test('says it when the files cannot be written', async () => {
    const { folder, run } = setUp();
    writeFileSync(join(folder, 'out'), 'a file');
    const ran = await run('--out', 'out');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('error: EEXIST');
  });
});
