/** When plex.tv last answered, and when it last did not. */
import { expect, test } from '@jest/globals';
import type { PlexClient } from '../../../plex/plex-client.js';
import { createPlexWatch } from '../../../plex/plex-health.js';

const TIMEOUT = { kind: 'plex_unavailable', cause: 'timeout' } as const;

function watching(client: Partial<PlexClient>) {
  const clock = { now: 100 };
  const watch = createPlexWatch(() => clock.now);
  return { clock, health: watch.health, plex: watch.watched(client as PlexClient) };
}

test('says nothing before plex.tv was asked', () => {
  expect(watching({}).health()).toEqual({});
});

test('any answer is one, a refusal too', async () => {
  const { plex, health } = watching({
    signIn: () => Promise.resolve({ kind: 'bad_credentials' }),
  });
  expect(await plex.signIn({ login: 'a', password: 'b' })).toEqual({ kind: 'bad_credentials' });
  expect(health()).toEqual({ goodAt: 100 });
});

test('a failure leaves when it last answered', async () => {
  const { plex, health, clock } = watching({
    account: () => Promise.resolve({ kind: 'token_refused' }),
    resources: () => Promise.resolve(TIMEOUT),
    createPin: () => Promise.resolve({ kind: 'rate_limited' }),
  });
  await plex.account('token');
  clock.now = 200;
  await plex.resources('token');
  expect(health()).toEqual({ goodAt: 100, failure: { at: 200, failure: TIMEOUT } });
  clock.now = 300;
  await plex.createPin();
  expect(health().failure).toEqual({ at: 300, failure: { kind: 'rate_limited' } });
});

test('passes on what it is given', async () => {
  const asked: unknown[] = [];
  const { plex } = watching({
    shares: (token, server) => {
      asked.push(token, server);
      return Promise.resolve({ kind: 'shares', shares: [] });
    },
  });
  await plex.shares('token', 'server');
  expect(asked).toEqual(['token', 'server']);
});
