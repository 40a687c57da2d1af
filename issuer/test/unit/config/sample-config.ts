/** A configuration that is fine, for tests to break. */
import { loadConfig } from '../../../config/load-config.js';
import type { ConfigOutcome } from '../../../config/problem.js';

export const SERVER = 'abcdef6789abcdef0123456789abcdef01234567';

/** 15 January 2027, 08:00 UTC. */
export const NOW = 1_800_000_000;

export const GOOD_YAML = `issuer:
  url: https://auth.example.com
cookie:
  domain: example.com
plex:
  servers: [${SERVER}]
  ownerId: 12345
rules:
  - { when: { plex: owner }, group: 0 }
  - { when: { plex: home }, group: 3 }
  - { when: { plex: friend }, group: 4 }
apps:
  - { name: Sonarr, url: https://sonarr.example.com, group: 1 }
`;

/**
 * The text with something in it replaced.
 * @throws if there is nothing to replace
 */
export function changed(from: string | RegExp, to: string): string {
  const yaml = GOOD_YAML.replace(from, to);
  if (yaml === GOOD_YAML) {
    throw new Error(`nothing to replace: ${String(from)}`);
  }
  return yaml;
}

/** Loads a text as /etc/usher/usher.yaml; other files are given by path. */
export function load(
  yaml: string,
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): ConfigOutcome {
  return loadConfig({
    file: '/etc/usher/usher.yaml',
    env,
    readFile: (path) => {
      const text = path === '/etc/usher/usher.yaml' ? yaml : files[path];
      if (text === undefined) {
        throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      }
      return text;
    },
    now: NOW,
  });
}

/** The configuration that a text gives; fails if it has problems. */
export function goodConfig(
  yaml: string,
  env?: Record<string, string>,
  files?: Record<string, string>,
) {
  const outcome = load(yaml, env, files);
  if (outcome.kind !== 'config') {
    throw new Error(JSON.stringify(outcome, null, 2));
  }
  return outcome;
}

/** The problems that a text has. */
export function problemsOf(
  yaml: string,
  env?: Record<string, string>,
  files?: Record<string, string>,
) {
  const outcome = load(yaml, env, files);
  return outcome.kind === 'problems' ? outcome.problems : [];
}
