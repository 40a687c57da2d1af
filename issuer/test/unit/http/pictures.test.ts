import { describe, expect, test } from '@jest/globals';
import type { Response } from 'express';
import { allowPictures, safePicture } from '../../../http/pictures.js';

const API = 'http://127.0.0.1:9180';
const configOf = (url: string) => ({ issuer: { url }, plex: { apiUrl: API } });
const HTTP = configOf('http://localhost:8080/auth');
const HTTPS = configOf('https://auth.example.com');

describe('an address of a picture', () => {
  test.each([
    'https://plex.tv/users/d0/avatar?c=1',
    'https://secure.gravatar.com:8443/a',
    `${API}/users/d0/avatar`,
  ])('may stand in a page: %s', (address) => {
    expect(safePicture(address, HTTP)).toBe(address);
  });

  test.each([
    undefined,
    null,
    '',
    'nonsense',
    '/users/d0/avatar',
    'http://plex.tv/users/d0/avatar',
    'http://127.0.0.1:9181/users/d0/avatar',
    'javascript:alert(1)',
    'data:image/svg+xml,<svg/>',
    'https://name:secret@plex.tv/a',
    // What would be more than one origin in a content policy.
    'https://*.com/a',
    'https://a;script-src.example/a',
    "https://a'b.example/a",
    'https://[::1]/a',
    `https://plex.tv/${'a'.repeat(1024)}`,
  ])('may not: %s', (address) => {
    expect(safePicture(address, HTTP)).toBeUndefined();
  });

  test('is no plain one in a page that is encrypted: browsers warn of it', () => {
    expect(safePicture(`${API}/a`, HTTPS)).toBeUndefined();
    expect(safePicture('https://plex.tv/a', HTTPS)).toBe('https://plex.tv/a');
  });
});

test('a content policy lets in the origins of pictures, each once, and is otherwise the same', () => {
  let policy = "default-src 'none';img-src 'self';base-uri 'none'";
  const res = {
    getHeader: () => policy,
    set: (_: string, value: string) => {
      policy = value;
    },
  } as unknown as Response;
  allowPictures(res, [undefined]);
  expect(policy).toBe("default-src 'none';img-src 'self';base-uri 'none'");
  allowPictures(res, ['https://plex.tv/a', 'https://x.example:8443/b', 'https://plex.tv/c']);
  expect(policy).toBe(
    "default-src 'none';img-src 'self' https://plex.tv https://x.example:8443;base-uri 'none'",
  );
});
