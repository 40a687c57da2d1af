/** What an operator has: a usher.yaml in a folder of its own, and the built command. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { JWK } from 'jose';

const CLI = resolve('issuer/dist/cli.js');
const USHER_YAML = `
issuer:
  url: https://auth.example.com
  dataDir: ./data
cookie:
  domain: example.com
plex:
  servers: [abcdef6789abcdef0123456789abcdef01234567]
rules:
  - { when: { plex: friend }, group: 4 }
`;

export type Installation = Readonly<{
  folder: string;
  /** Where `usher nginx` is to write: a test's __GATE__. */
  nginxDir: string;
  /** Runs the command in the folder. */
  usher: (...args: readonly string[]) => void;
  /** keys.json as it is now, private halves and all; the key that signs comes first. */
  keysOnDisk: () => readonly JWK[];
  remove: () => void;
}>;

export function makeInstallation(): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'usher-installation-'));
  writeFileSync(join(folder, 'usher.yaml'), USHER_YAML);
  return {
    folder,
    nginxDir: join(folder, 'nginx'),
    usher: (...args) => {
      execFileSync(process.execPath, [CLI, ...args], { cwd: folder, stdio: 'pipe' });
    },
    keysOnDisk: () => {
      const text = readFileSync(join(folder, 'data/keys.json'), 'utf8');
      return (JSON.parse(text) as { keys: readonly JWK[] }).keys;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
