import { describe, expect, test } from '@jest/globals';
import { formTargets } from '../../../http/security-headers.js';
import { goodConfig, GOOD_YAML } from '../config/sample-config.js';

function targets(apps: readonly string[], yaml = GOOD_YAML): readonly string[] {
  const lines = apps.map((url) => `  - { name: x, url: '${url}', group: 4 }`);
  return formTargets(goodConfig(yaml.replace(/apps:[^]*/, ['apps:', ...lines].join('\n'))).config);
}

describe('where a form may end up', () => {
  const OF_THE_DOMAIN = ['https://example.com', 'https://*.example.com'];

  test('is Plex, and the domain at the ports of portal and apps, each once', () => {
    expect(targets(['https://sonarr.example.com', 'https://example.com/x'])).toEqual([
      'https://app.plex.tv',
      ...OF_THE_DOMAIN,
    ]);
    expect(targets(['https://a.example.com:8443', 'https://b.example.com:8443'])).toEqual([
      'https://app.plex.tv',
      ...OF_THE_DOMAIN,
      'https://example.com:8443',
      'https://*.example.com:8443',
    ]);
  });

  test('is not a longer list for more apps: nginx takes 4 KB of headers', () => {
    const many = Array.from({ length: 200 }, (_, at) => `https://app${String(at)}.example.com`);
    expect(targets(many)).toEqual(targets([]));
  });

  test('is every app elsewhere', () => {
    expect(targets(['https://apps.example.net/x', 'https://notexample.com'])).toEqual([
      'https://app.plex.tv',
      ...OF_THE_DOMAIN,
      'https://apps.example.net',
      'https://notexample.com',
    ]);
  });

  test('without a domain is the portal’s host and the apps', () => {
    const yaml = GOOD_YAML.replace(/cookie:\n.*\n/, '').replace(
      /url: .*/,
      'url: http://nas:80/auth',
    );
    expect(targets(['http://nas:8989', 'http://nas/radarr'], yaml)).toEqual([
      'https://app.plex.tv',
      'http://nas',
      'http://nas:8989',
    ]);
  });
});
