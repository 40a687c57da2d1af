/**
 * What a guest may, by their pass, by its maker, and by what an operator has said. Pure.
 */
import type { Decision } from '../membership/decision.js';
import type { OwnStanding } from '../sign-in/own-standing.js';
import { bestGroupFor, goneReason, guestSubject, type GuestPass } from './guest-pass.js';

/** In which group the maker is now; `gone`: in none. */
export type MakerStanding =
  Readonly<{ kind: 'group'; group: number; validUntil?: number }> | Readonly<{ kind: 'gone' }>;

/**
 * In no better group than its maker is in now, nor than the pass says, nor in group 0; overrides and rules that name guests
 * can only take away.
 * @param pass undefined: there is none
 * @param said `decision`: what overrides and rules say of the guest's subject; `no_rule` for nothing
 * @param now NumericDate, seconds
 */
export function guestStanding(
  pass: GuestPass | undefined,
  { maker, decision }: Readonly<{ maker: MakerStanding; decision: Decision }>,
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
  if (decision.kind === 'override_refuses') {
    return { kind: 'gone', reason: decision.kind };
  }
  const decided = decision.kind === 'group' ? [decision] : [];
  const bounds = [maker, ...decided];
  return {
    kind: 'admitted',
    person: { subject: guestSubject(pass.id), name: pass.name },
    group: Math.max(bestGroupFor(maker.group), pass.groupId, ...decided.map(({ group }) => group)),
    validUntil: Math.min(pass.endsAt, ...bounds.map(({ validUntil = Infinity }) => validUntil)),
    ...(pass.resources !== undefined && { resources: pass.resources }),
  };
}
