/** What nginx makes of these lines is in the nginx ring: token-sources.test.ts. */
import { describe, expect, test } from '@jest/globals';
import type { TokenSources } from '../../../../shared/token-sources.js';
import {
  loggedAddresses,
  queryGuard,
  sourceHeaders,
  sourceMaps,
} from '../../../nginx-files/source-snippets.js';

const NONE: TokenSources = { bearer: false, basic: false, header: '', query: '' };
const ALL: TokenSources = { bearer: true, basic: true, header: 'x_usher_token', query: 'token' };

test('without any of these places, there is nothing to say', () => {
  expect(sourceMaps(NONE).trim()).toBe('');
  expect(sourceHeaders(NONE)).toEqual([]);
  expect(queryGuard(NONE)).toBe('');
  expect(loggedAddresses(NONE)).toEqual({ request: '$request', referer: '$http_referer' });
});

test.each(['bearer', 'basic'] as const)('with %s, Authorization is held back', (place) => {
  const sources = { ...NONE, [place]: true };
  expect(sourceHeaders(sources)).toEqual(['proxy_set_header Authorization $usher_authorization;']);
  expect(sourceMaps(sources)).toContain('map $usher_source $usher_authorization {');
  expect(sourceMaps(sources)).not.toContain('$usher_token_header');
});

test('a header is held back under the name that it was sent by', () => {
  expect(sourceHeaders({ ...NONE, header: 'x_api_key' })).toEqual([
    'proxy_set_header x-api-key $usher_token_header;',
  ]);
  expect(sourceMaps({ ...NONE, header: 'x_api_key' })).toContain('default $http_x_api_key;');
});

describe('with a query parameter', () => {
  test('neither log nor app gets the address as it was sent', () => {
    const sources = { ...NONE, query: 'key-1_a' };
    expect(loggedAddresses(sources)).toEqual({
      request: '$usher_request',
      referer: '$usher_referer',
    });
    expect(sourceHeaders(sources)).toEqual(['proxy_set_header Referer $usher_referer;']);
    expect(queryGuard(sources)).toContain('key-1_a=[A-Za-z0-9_-]+[.]');
  });

  test('no pattern has a numbered capture', () => {
    // nginx escapes them where it sets $args, and overflowed buffers with those of maps and rewrites (2026).
    const text = sourceMaps(ALL) + queryGuard(ALL).replace('if (', '');
    expect(text).toContain('(?<usher_before>');
    expect(text).not.toMatch(/\((?!\?)/);
  });
});
