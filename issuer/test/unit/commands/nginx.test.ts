import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { loadKeyRing } from '../../../keys/key-file.js';
import type { LocalNjs } from '../../../nginx-files/local-njs.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, runIn, writeConfig } from './run.js';

const newFolder = useTemporaryFolders();

const NAMES = [
  'usher.js',
  'usher.config.js',
  'http.conf',
  'server.conf',
  'location.conf',
  'identity.conf',
];

/** A configuration in a folder, and the command to run there. */
function setUp(yaml = GOOD_YAML) {
  const folder = newFolder();
  writeConfig(folder, yaml);
  const run = (...args: string[]) => runIn(folder, ['nginx', ...args]);
  const written = (name: string) => readFileSync(join(folder, 'out', name), 'utf8');
  return { folder, run, written };
}

describe('usher nginx', () => {
  test('writes the files and says where they go, with the thresholds of the apps', async () => {
    const { folder, run, written } = setUp();
    const out = join(folder, 'out');
    const ran = await run('--config', 'usher.yaml', '--out', 'out');
    expect(ran.exitCode).toBe(0);
    expect(readdirSync(out).sort()).toEqual([...NAMES].sort());
    expect(written('usher.js')).toBe('// the gate\n');
    expect(written('http.conf')).toContain(`js_path ${out};`);
    expect(ran.stdout).toContain(`wrote 6 files to ${out}: ${NAMES.join(', ')}\n`);
    expect(ran.stdout).toContain(`    include ${out}/http.conf;\n`);
    expect(ran.stdout).toContain(`      include ${out}/server.conf;\n`);
    expect(ran.stdout).toContain(`        include ${out}/location.conf;\n`);
    expect(ran.stdout).toContain('        auth_request /_usher/1;');
    expect(ran.stdout).toContain('  auth_request /_usher/1;    # https://sonarr.example.com\n');
  });

  test('gives the gate what belongs to configuration and keys, for root alone', async () => {
    const { folder, run, written } = setUp();
    await run('--out', 'out');
    const keyFile = await loadKeyRing(join(folder, 'data'), NOW);
    const ring = keyFile.kind === 'ring' ? keyFile.ring : undefined;
    const module = written('usher.config.js').replace('export default', 'module =');
    expect(
      JSON.parse(runInNewContext(`${module}; JSON.stringify(module.whole)`) as string),
    ).toEqual({
      ...gateConfigOf(goodConfig(GOOD_YAML).config, ring!),
      generation: expect.stringMatching(/^[\w-]{16}$/),
      revocationDir: join(folder, 'data', 'revocations'),
    });
    expect(statSync(join(folder, 'out', 'usher.config.js')).mode & 0o777).toBe(0o600);
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

  test('--organizr answers the addresses that Organizr has', async () => {
    const { run, written } = setUp();
    await run('--out', 'out', '--njs', '0.7.9');
    expect(written('server.conf')).not.toContain('organizr-auth');
    await run('--out', 'out', '--njs', '1.0.2', '--organizr');
    expect(written('server.conf')).toContain('location ^~ /organizr-auth/');
  });

  test('has JSON for programs', async () => {
    const { folder, run } = setUp();
    expect(JSON.parse((await run('--out', 'out', '--json')).stdout)).toEqual({
      outDir: join(folder, 'out'),
      files: NAMES.map((name) => join(folder, 'out', name)),
      njs: '0.8.9',
    });
  });

  test('says so where it cannot tell nginx how to reach the portal', async () => {
    const nowhere = 'issuer:\n  listen: 127.0.0.1:0';
    const { run, written } = setUp(GOOD_YAML.replace('issuer:', nowhere));
    const ran = await run('--out', 'out');
    expect([ran.exitCode, ran.stderr]).toEqual([0, expect.stringContaining('not renewed')]);
    expect(written('server.conf')).not.toContain('/_usher/renew');
    const off = setUp(`${GOOD_YAML.replace('issuer:', nowhere)}session: { renewal: false }\n`);
    expect((await off.run('--out', 'out')).stderr).not.toContain('renewed');
  });

  test('explains itself without apps too', async () => {
    const { run } = setUp(GOOD_YAML.replace(/apps:[^]*/, ''));
    const { stdout } = await run('--out', 'out');
    expect(stdout).toContain('auth_request /_usher/4;');
    expect(stdout).not.toContain('thresholds');
  });

  test.each([
    ['no --out', [], 'required option'],
    ['no njs version', ['--out', 'out', '--njs', 'new'], 'is no njs version'],
    ['an njs that is too old', ['--out', 'out', '--njs', '0.7.8'], 'too old'],
    ['an njs that cannot load crypto', ['--out', 'out', '--njs', '0.9.7'], 'cannot load its own'],
    ['no configuration', ['--out', 'out', '--config', 'none.yaml'], 'no such file'],
    ['a folder that nginx could not include', ['--out', 'out $x'], 'cannot include files from'],
  ])('writes nothing with %s, which is 2', async (_, args, message) => {
    const { folder, run } = setUp();
    const ran = await run(...args);
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual([]);
  });

  test.each<[string, LocalNjs, string]>([
    ['is no nginx', { kind: 'no_nginx' }, 'there is no nginx here'],
    [
      'is an nginx without njs',
      { kind: 'no_njs', detail: 'unknown directive' },
      'has no njs module',
    ],
  ])('writes the files where there %s, and says what it does not know', async (_, local, note) => {
    const { folder, run } = setUp();
    await run('--out', 'earlier');
    const parts = { localNjs: () => Promise.resolve(local) };
    const ran = await runIn(folder, ['nginx', '--out', 'out', '--json'], { parts });
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ njs: null });
    expect(ran.stderr).toContain(note);
    expect(ran.stderr).toContain('need njs 0.7.9 or newer');
  });

  test('writes nothing for an nginx whose njs cannot run the gate, unless told of another', async () => {
    const { folder } = setUp();
    const parts = {
      localNjs: () => Promise.resolve({ kind: 'njs', version: '0.9.7' } as const),
    };
    const ran = await runIn(folder, ['nginx', '--out', 'out'], { parts });
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('0.9.7 cannot load its own crypto module');
    expect(readdirSync(folder)).toEqual(['usher.yaml']);
    const told = await runIn(folder, ['nginx', '--out', 'out', '--njs', '0.9.8'], { parts });
    expect(told.exitCode).toBe(0);
  });

  test.each<[string, LocalNjs, string]>([
    ['too old an njs', { kind: 'njs', version: '0.8.9', hasEd25519: false }, 'njs 0.8.9 cannot'],
    [
      'an njs without Ed25519',
      { kind: 'njs', version: '1.0.2', hasEd25519: false },
      'built without',
    ],
    ['no nginx to ask', { kind: 'no_nginx' }, '--njs VERSION'],
  ])('writes nothing for an EdDSA key and %s', async (_, local, problem) => {
    const { folder } = setUp();
    const parts = { localNjs: () => Promise.resolve(local) };
    await runIn(folder, ['keys', 'generate']);
    await runIn(folder, ['keys', 'rotate', '--alg', 'EdDSA']);
    const ran = await runIn(folder, ['nginx', '--out', 'out'], { parts });
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain(problem);
    expect(readdirSync(folder).sort()).toEqual(['data', 'usher.yaml']);
  });

  test('writes public keys for the gate, and no private half', async () => {
    const { folder, run, written } = setUp();
    const ed25519 = { kind: 'njs', version: '1.0.3', hasEd25519: true } as const;
    await runIn(folder, ['keys', 'generate', '--alg', 'ES256']);
    for (const alg of ['RS256', 'EdDSA']) {
      await runIn(folder, ['keys', 'generate', '--add', '--alg', alg]);
    }
    await run('--out', 'out');
    const ran = await runIn(folder, ['nginx', '--out', 'out'], {
      parts: { localNjs: () => Promise.resolve(ed25519) },
    });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const { keys } = JSON.parse(readFileSync(join(folder, 'data', 'keys.json'), 'utf8')) as {
      keys: Record<string, string>[];
    };
    expect(keys).toHaveLength(3);
    for (const { kid, d, p, q } of keys) {
      expect(written('usher.config.js')).toContain(String(kid));
      for (const secret of [d, p, q]) {
        expect(written('usher.config.js')).not.toContain(secret ?? '(none)');
      }
    }
  });

  test.each<[string, LocalNjs]>([
    ['an njs without timers', { kind: 'njs', version: '0.8.0' }],
    ['no nginx to ask', { kind: 'no_nginx' }],
  ])('writes nothing that would have to be fetched with %s', async (_, local) => {
    for (const lines of ['revocation: { source: url }', 'keys: { fetch: true }']) {
      const { folder } = setUp(`${GOOD_YAML}${lines}\n`);
      const localNjs = () => Promise.resolve(local);
      const ran = await runIn(folder, ['nginx', '--out', 'out'], { parts: { localNjs } });
      expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ran.stderr).toMatch(/error: revocation\.source: url and keys\.fetch need .*0\.8\.1/);
      expect(readdirSync(folder)).not.toContain('out');
    }
  });

  test('writes a timer, with what nginx needs to fetch', async () => {
    const { folder, run, written } = setUp(`${GOOD_YAML}
revocation: { source: url, url: "https://auth.example.com/list", interval: 5s }
nginx: { resolver: 127.0.0.53 ipv6=off, trustedCertificate: /etc/ssl/certs/ca-certificates.crt }
`);
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    const ran = await run('--out', 'out');
    expect(ran.exitCode).toBe(0);
    // nginx has no need of the folder.
    expect(ran.stderr).not.toContain('chmod');
    expect(written('http.conf')).toContain('\njs_shared_dict_zone zone=usher_state:16m;\n');
    expect(written('server.conf')).toContain(`
location @usher_refresh {
  js_periodic usher.refresh interval=5s;
  js_fetch_timeout 2500ms;
  js_fetch_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
  resolver 127.0.0.53 ipv6=off;
  resolver_timeout 2500ms;
}
`);
  });

  test('warns where nginx cannot look for what is revoked', async () => {
    const { folder, run } = setUp();
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    const ran = await run('--out', 'out');
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain(`chmod o+x ${join(folder, 'data')},`);
  });

  test('writes nothing with keys that cannot be used', async () => {
    const { folder, run } = setUp();
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
    writeFileSync(join(folder, 'data', 'keys.json'), '{}', { mode: 0o600 });
    const ran = await run('--out', 'out');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('data/keys.json: error: not a JWK Set');
    expect(readdirSync(folder).sort()).toEqual(['data', 'usher.yaml']);
  });

  test('touches nothing when the gate is not built', async () => {
    const { folder } = setUp();
    const readGate = () => {
      throw new Error('the gate is not built');
    };
    const ran = await runIn(folder, ['nginx', '--out', 'out'], { parts: { readGate } });
    expect(ran).toEqual({ exitCode: 2, stdout: '', stderr: 'error: the gate is not built\n' });
    expect(readdirSync(folder)).toEqual(['usher.yaml']);
  });

  test('says it when the files cannot be written', async () => {
    const { folder, run } = setUp();
    writeFileSync(join(folder, 'out'), 'a file');
    const ran = await run('--out', 'out');
    expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ran.stderr).toContain('error: EEXIST');
  });
});
