/** What the generated files say of renewal, and where nginx is told that the portal is. What comes of it: the nginx ring. */
import { describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../../shared/test/token-maker.js';
import { generateKey } from '../../../keys/generate-key.js';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { keyRingOf } from '../../../keys/key-ring.js';
import { renderNginxFiles } from '../../../nginx-files/nginx-files.js';
import { GOOD_YAML, goodConfig } from '../config/sample-config.js';

function render(renewalUrl: string): Record<string, string> {
  const files = renderNginxFiles({
    gateConfig: { ...gateConfigFor(testKeys(1)), renewalUrl },
    gate: '',
    outDir: '/etc/nginx/usher',
    organizr: false,
    njsVersion: '0.8.9',
  });
  return Object.fromEntries(files.map(({ name, content }) => [name, content]));
}

const RING = keyRingOf([generateKey(1_800_000_000)]);

/** Of the sample configuration, with an address and more lines. */
function renewalUrl(lines: string, url = 'https://auth.example.com'): string {
  const text = GOOD_YAML.replace('https://auth.example.com', url) + lines;
  return gateConfigOf(goodConfig(text).config, RING).renewalUrl;
}

describe('the generated files', () => {
  test('pass /_usher/renew on to the portal', () => {
    const { 'server.conf': text } = render('http://127.0.0.1:9190/auth/renew');
    expect(text).toMatch(
      /location = \/_usher\/renew \{[^}]*proxy_pass http:\/\/127\.0\.0\.1:9190\/auth\/renew;/,
    );
  });

  test('say nothing of it where sessions are not renewed', () => {
    const { 'http.conf': http, 'server.conf': server, ...locations } = render('');
    expect(
      [http, server, locations['location.conf'], locations['identity.conf']].join(''),
    ).not.toMatch(/renew/i);
  });

  test('have no add_header: it would drop those of the operator', () => {
    for (const url of ['', 'http://127.0.0.1:9190/renew']) {
      expect(Object.values(render(url)).join('')).not.toContain('add_header');
    }
  });
});

describe('the portal, for nginx,', () => {
  test('is where it listens, below the path of issuer.url', () => {
    expect(renewalUrl('')).toBe('http://127.0.0.1:9190/renew');
    expect(renewalUrl('', 'https://auth.example.com/a/b/')).toBe('http://127.0.0.1:9190/a/b/renew');
  });

  test('is where the configuration says', () => {
    expect(renewalUrl('nginx: { issuerAddress: "[fd00::5]:80" }\n')).toBe(
      'http://[fd00::5]:80/renew',
    );
  });

  test('is nowhere if sessions are not renewed', () => {
    expect(renewalUrl('session: { renewal: false }\n')).toBe('');
  });
});
