/** What nginx is to fetch from the portal: revocation.source, url and interval, the section keys, and what it takes. */
import { describe, expect, test } from '@jest/globals';
import { gateConfigOf } from '../../../keys/gate-config.js';
import { generateKey } from '../../../keys/generate-key.js';
import { keyRingOf } from '../../../keys/key-ring.js';
import { GOOD_YAML, goodConfig, problemsOf } from './sample-config.js';

const ring = keyRingOf([generateKey(1_700_000_000)]);
const LOCAL = 'http://127.0.0.1:9190/.well-known';
const told = (lines: string) => goodConfig(`${GOOD_YAML}${lines}\n`);
const messages = (lines: string) =>
  problemsOf(`${GOOD_YAML}${lines}\n`).map(({ path, message }) => `${path}: ${message}`);

describe('nginx fetches', () => {
  test('nothing, unless it is told to', () => {
    const { config, warnings } = told('');
    expect(config.refresh).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(gateConfigOf(config, ring)).not.toHaveProperty('refresh');
  });

  test('what is revoked from where the portal listens, and then looks into no folder', () => {
    const { config } = told('revocation: { source: url }');
    const refresh = {
      revocationsUrl: `${LOCAL}/usher-revocations`,
      keysUrl: '',
      intervalSeconds: 3,
    };
    expect(gateConfigOf(config, ring)).toMatchObject({ refresh, revocationDir: '' });
    // The portal still keeps the folder for others.
    expect(config.revocation.dir).toBe('/etc/usher/data/revocations');
  });

  test('keys alone, and then looks into the folder', () => {
    const { config } = told('keys: { fetch: true }\nrevocation: { interval: 1m }');
    const refresh = { revocationsUrl: '', keysUrl: `${LOCAL}/jwks.json`, intervalSeconds: 60 };
    expect(gateConfigOf(config, ring)).toMatchObject({
      refresh,
      revocationDir: '/etc/usher/data/revocations',
    });
  });

  test('from elsewhere, if it is told how', () => {
    const { config, warnings } = told(`
revocation: { source: url, url: "http://10.0.0.5:9190/.well-known/usher-revocations" }
keys: { fetch: true, url: "https://auth.example.com/.well-known/jwks.json" }
nginx: { resolver: 127.0.0.53 ipv6=off, trustedCertificate: /etc/ssl/certs/ca-certificates.crt }`);
    expect(config.refresh).toEqual({
      revocationsUrl: 'http://10.0.0.5:9190/.well-known/usher-revocations',
      keysUrl: 'https://auth.example.com/.well-known/jwks.json',
      intervalSeconds: 3,
    });
    expect(config.nginx).toMatchObject({
      resolver: '127.0.0.53 ipv6=off',
      trustedCertificate: '/etc/ssl/certs/ca-certificates.crt',
    });
    expect(warnings).toEqual([]);
  });
});

describe('a problem is', () => {
  const RESOLVER = 'nginx: { resolver: 127.0.0.53 }';
  test.each([
    [
      'a host without a resolver',
      'revocation: { source: url }\nnginx: { issuerAddress: "usher:9190" }',
      'revocation.url: nginx needs nginx.resolver to find the host of revocation.url; an IP address needs none',
    ],
    [
      'https without certificates',
      `revocation: { source: url, url: "https://auth.example.com/x" }\n${RESOLVER}`,
      'revocation.url: revocation.url is https, so nginx needs nginx.trustedCertificate to know whom to believe',
    ],
    [
      'keys over plain http from afar',
      `keys: { fetch: true, url: "http://auth.example.com/x" }\n${RESOLVER}`,
      'keys.url: keys.url must be https: whoever is on the way could change the keys',
    ],
    [
      'no address',
      'keys: { fetch: true, url: "ftp://x" }',
      'keys.url: keys.url must be an absolute address that begins with https:// or http://',
    ],
    [
      'too short an interval',
      'revocation: { interval: 1s }',
      'revocation.interval: revocation.interval must be a number with a unit, from 2s to 1h',
    ],
    [
      'too long an interval',
      'revocation: { interval: 2h }',
      'revocation.interval: revocation.interval must be a number with a unit, from 2s to 1h',
    ],
  ])('%s', (_what, lines, message) => {
    expect(messages(lines)).toEqual([message]);
  });

  test.each([
    'resolver: "127.0.0.1; }"',
    'resolver: "$host"',
    'trustedCertificate: relative.pem',
    'trustedCertificate: "/x;y"',
  ])('what would mean something else to nginx: %s', (setting) => {
    expect(messages(`nginx: { ${setting} }`)).toHaveLength(1);
  });

  test('a portal that listens nobody knows where', () => {
    const yaml = GOOD_YAML.replace(/^issuer:\n/m, 'issuer:\n  listen: 127.0.0.1:0\n');
    const [problem] = problemsOf(`${yaml}revocation: { source: url }\n`);
    expect(problem?.message).toMatch(/^revocation\.url is needed/);
  });
});

test('an address that is not used is warned of', () => {
  const { warnings } = told(
    'revocation: { url: "http://10.0.0.5/x" }\nkeys: { url: "http://10.0.0.5/x" }',
  );
  expect(warnings.map(({ path }) => path)).toEqual(['revocation.url', 'keys.url']);
});
