/** Sessions as they are put on record. */
import type { SessionDetails } from '../../../state/state.js';

export const SESSION_START = 1_700_000_000;
export const SESSION_END = SESSION_START + 24 * 60 * 60;

/** A session of Anna's that began at {@link SESSION_START} and lives for a day, where nothing else is said. */
export function sessionDetails(some: Partial<SessionDetails> = {}): SessionDetails {
  const issuedAt = some.issuedAt ?? SESSION_START;
  return {
    sid: 'one',
    subject: 'plex:1001',
    expiresAt: SESSION_END,
    groupId: 4,
    issuedAt,
    device: 'Firefox on Windows',
    address: '192.0.2.1',
    firstSeen: issuedAt,
    lastSeen: issuedAt,
    ...some,
  };
}
