/**
 * A guest pass: a link that signs people in who have no account. Types, and how its subject is named; pure.
 */
import { GROUP_ADMIN } from '../../shared/group.js';

export type GuestPass = Readonly<{
  /** Names it, and is no secret. */
  id: string;
  /** What its guests are called. */
  name: string;
  /** 1–999 */
  groupId: number;
  /** What it opens, `host/path` each (shared/resources.ts); absent: whatever the group may. */
  resources?: readonly string[];
  /** NumericDate: nobody is let in by it from then on. */
  endsAt: number;
  /** How many browsers may come in by it; absent: any number. */
  maxUses?: number;
  uses: number;
  /** A subject, or `command line`. */
  madeBy: string;
  /** NumericDate */
  madeAt: number;
  /** NumericDate; absent: never. */
  lastUsedAt?: number;
  /** NumericDate; absent while it is good. */
  revokedAt?: number;
}>;

const PREFIX = 'guest:';

/** The subject of everybody who came in by a pass. */
export function guestSubject(passId: string): string {
  return PREFIX + passId;
}

/** @returns undefined for whoever is no guest */
export function passIdOf(subject: string): string | undefined {
  return subject.startsWith(PREFIX) ? subject.slice(PREFIX.length) : undefined;
}

/** The best group of a pass that somebody in a group may make. */
export function bestGroupFor(makersGroup: number): number {
  return Math.max(makersGroup, GROUP_ADMIN + 1);
}

/** Why nobody is let in by a pass, by the log's name for it. */
export type PassGone = 'guest_pass_revoked' | 'guest_pass_over';

/**
 * Those who came in by it stay when it is used up, and go when it is gone.
 * @param now NumericDate, seconds
 * @returns undefined while it is good
 */
export function goneReason(
  { revokedAt, endsAt }: Pick<GuestPass, 'revokedAt' | 'endsAt'>,
  now: number,
): PassGone | undefined {
  if (revokedAt !== undefined) {
    return 'guest_pass_revoked';
  }
  return endsAt <= now ? 'guest_pass_over' : undefined;
}
