/** Restricted tokens at /auth/<threshold>: the address is what a trusted proxy says, and what nobody can say otherwise. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../../../njs-validator/test/nginx/support/request.js';
import { goodClaims, mint } from '../../../shared/test/token-maker.js';
import { gateConfigOf } from '../../keys/gate-config.js';
import { RING, startPortal, SUBDOMAINS, type RunningPortal } from './running-portal.js';

let portal: RunningPortal;
beforeAll(async () => {
  portal = await startPortal(SUBDOMAINS);
});
afterAll(() => portal.close());

type Headers = Readonly<Record<string, string | string[]>>;

async function verdict(resources: readonly string[], told: Headers, threshold = 4) {
  const { issuer, audience, cookieName, keys } = gateConfigOf(portal.config, RING);
  const claims = { ...goodClaims(portal.clock.now), iss: issuer, aud: audience, resources };
  const { status, headers } = await ask(`${portal.address}/auth/${String(threshold)}`, {
    headers: {
      Cookie: `${cookieName}=${mint(keys[0]!, claims)}`,
      Accept: 'application/json',
      ...told,
    },
  });
  return [status, portal.reason(), headers['remote-user']];
}

const byParts = (host: string, uri: string): Headers => ({
  'X-Forwarded-Method': 'GET',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': host,
  'X-Forwarded-Uri': uri,
});
const byUrl = (url: string): Headers => ({ 'X-Original-URL': url });

const X = ['films.example.com/x/'];
const ALLOWED = [204, 'allowed', 'zoe'];
const REFUSED = [403, 'resource_not_allowed', undefined];

test.each([
  byParts('films.example.com', '/x/y?z=/../'),
  byParts('FILMS.example.com:8443', '/x/'),
  byParts('films.example.com.', '/x/'),
  byUrl('https://films.example.com/x/y?a=b'),
  byUrl('https://films.example.com:8443/x/'),
  { ...byParts('films.example.com', '/x/y?a'), ...byUrl('https://films.example.com:8443/x/y?b') },
])('passes where it is told an address within: %j', async (told) => {
  expect(await verdict(X, told)).toEqual(ALLOWED);
});

test.each([
  {},
  byParts('films.example.com', '/'),
  byParts('films.example.com', '/x'),
  byParts('films.example.com', '/x/../secret'),
  byParts('films.example.com', '/x/%2e%2e/secret'),
  byParts('films.example.com', '/x/..%2fsecret'),
  byParts('films.example.com', '/x/..;/secret'),
  byParts('films.example.com', '/x//secret'),
  byParts('films.example.com', '/x/%252e%252e/secret'),
  byParts('films.example.com', '/%78/'),
  byParts('films.example.com', 'x/'),
  byParts('films.example.com', ''),
  byParts('secret.example.com', '/x/'),
  byParts('a@films.example.com', '/x/'),
  byParts('films.example.com@secret', '/x/'),
  byParts('', '/x/'),
  byUrl('https://films.example.com@secret.example.com/x/'),
  byUrl('https://secret.example.com/?films.example.com/x/'),
  byUrl('https://secret.example.com\\@films.example.com/x/'),
  byUrl('/x/'),
  byUrl(''),
  { 'X-Forwarded-Host': 'films.example.com' },
  { 'X-Forwarded-Uri': '/x/' },
])('does not pass where it is told another, or none: %j', async (told) => {
  expect(await verdict(X, told)).toEqual(REFUSED);
});

describe('a visitor who writes what the proxy does not', () => {
  const secret = byParts('secret.example.com', '/');
  test.each([
    ['the whole address to Traefik', { ...secret, ...byUrl('https://films.example.com/x/') }],
    [
      'the parts to nginx',
      { ...byUrl('https://secret.example.com/'), ...byParts('films.example.com', '/x/') },
    ],
    [
      'another line',
      {
        ...byParts('films.example.com', '/x/'),
        'X-Forwarded-Host': ['secret.example.com', 'films.example.com'],
      },
    ],
    [
      'another path',
      { ...byParts('films.example.com', '/x/'), ...byUrl('https://films.example.com/secret') },
    ],
  ])('%s', async (_what, told) => {
    expect(await verdict(X, told)).toEqual(REFUSED);
  });
});

test('a whole host is opened by any path', async () => {
  const told = byParts('films.example.com', '/a/..%2f;//');
  expect(await verdict(['films.example.com/'], told)).toEqual(ALLOWED);
});

test('where everybody passes, it is nobody elsewhere', async () => {
  expect(await verdict(X, byParts('secret.example.com', '/'), 999)).toEqual([204, 'guest', '']);
  expect(await verdict(X, byParts('films.example.com', '/x/'), 999)).toEqual(ALLOWED);
});
