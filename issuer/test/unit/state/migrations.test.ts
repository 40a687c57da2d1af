import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { revocationOf } from '../../../../shared/revocation.js';
import { MIGRATIONS } from '../../../state/migrations.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { useStates } from './open-states.js';
import { makeVersion1 } from './version-1.js';

const newFolder = useTemporaryFolders();
const openState = useStates();
const NOW = Math.floor(Date.now() / 1000);
const DAY = 24 * 60 * 60;

describe('a file of schema version 1', () => {
  const open = () => {
    const dataDir = newFolder();
    makeVersion1(
      dataDir,
      `INSERT INTO sessions VALUES ('live', 'plex:1', ${String(NOW + DAY)}),
         ('over', 'plex:1', ${String(NOW - DAY)});
       INSERT INTO stamps VALUES ('plex:2', ${String(NOW - 50)}, ${String(NOW + 400 * DAY)});
       INSERT INTO ended_sessions VALUES ('plex:1', 'signed out', ${String(NOW + DAY)});
       INSERT INTO api_tokens VALUES
         ('api', 'local:x', 'backup', 2, ${String(NOW - 9)}, ${String(NOW + DAY)}, NULL);
       UPDATE epoch SET not_before = ${String(NOW - 100)}`,
    );
    return openState(dataDir);
  };

  test('keeps all that was in it', () => {
    const state = open();
    expect(state.epoch()).toBe(NOW - 100);
    expect(state.revokedOf('plex:2')).toEqual({ notBefore: NOW - 50, endedSessions: [] });
    expect(state.revokedOf('plex:1')?.endedSessions).toEqual(['signed out']);
    expect(state.apiTokens().map(({ name }) => name)).toEqual(['backup']);
    expect(state.findSession('live')).toEqual({
      sid: 'live',
      subject: 'plex:1',
      expiresAt: NOW + DAY,
    });
  });

  test('has sessions of which little is known, and nothing that is wrong', () => {
    const state = open();
    const [live, ...others] = state.sessions(NOW);
    expect(others).toEqual([]);
    expect(live).toMatchObject({ sid: 'live', groupId: 999, device: '', address: '' });
    expect(live?.issuedAt).toBeGreaterThanOrEqual(NOW);
    expect(live?.issuedAt).toBeLessThan(NOW + 60);
    expect([live?.firstSeen, live?.lastSeen]).toEqual([live?.issuedAt, live?.issuedAt]);
  });

  test('voids its sessions when they are revoked, whenever they were minted', () => {
    const state = open();
    state.revokeSubject('plex:1', NOW - 3600);
    const token = { sub: 'plex:1', iat: NOW - 10, sid: 'live' };
    expect(revocationOf(token, state.epoch(), state.revokedOf('plex:1'))).toBeDefined();
  });
});

test('the step to version 1 is the one that was released', () => {
  const hash = createHash('sha256').update(MIGRATIONS[0] ?? '');
  expect(hash.digest('hex')).toBe(
    '17fb7e56c9d342911e7ce3f5160d8d370adae368d025631c7e98aa28b44d19bd',
  );
});
