/**
 * What a guest may, by their pass, by its maker, and by what an operator has said. Pure.
 */
import { GROUP_ADMIN } from '../../shared/group.js';
import type { Override } from '../membership/decision.js';
import { goneReason, guestSubject, type GuestPass } from './guest-pass.js';
import type { OwnStanding } from '../sign-in/own-standing.js';

/** In which group the maker is now; `gone`: in none. */
export type MakerStanding =
  Readonly<{ kind: 'group'; group: number; validUntil?: number }> | Readonly<{ kind: 'gone' }>;

/**
 * In no better group than its maker is in now, nor than the pass says, nor in group 0; an override can only take away.
 * @param pass undefined: there is none
 * @param given `override`: of the guest's subject
 * @param now NumericDate, seconds
 */
export function guestStanding(
  pass: GuestPass | undefined,
  { maker, override }: Readonly<{ maker: MakerStanding; override: Override | undefined }>,
  now: number,
): OwnStanding {
  if (pass === undefined) {
    return { kind: 'gone', reason: 'guest_pass_unknown' };
  }
  const reason = goneReason(pass, now);
  if (reason !== undefined) {
    return { kind: 'gone', reason };
  }
  if (maker.kind === 'gone') {
    return { kind: 'gone', reason: 'guest_pass_maker_gone' };
  }
  const counts = override !== undefined && (override.until ?? Infinity) > now;
  if (counts && override.group === 'refused') {
    return { kind: 'gone', reason: 'override_refuses' };
  }
  const overridden = counts && override.group !== 'refused' ? override.group : GROUP_ADMIN;
  return {
    kind: 'admitted',
    person: { subject: guestSubject(pass.id), name: pass.name },
    group: Math.max(pass.groupId, maker.group, overridden, GROUP_ADMIN + 1),
    validUntil: Math.min(
      pass.endsAt,
      maker.validUntil ?? Infinity,
      (counts ? override.until : undefined) ?? Infinity,
    ),
    ...(pass.resources !== undefined && { resources: pass.resources }),
  };
}
