/** Puts into the audit log what the gate has refused, so that an admin finds it by the id on the page. */
import type { Refusal } from '../http/refusal.js';
import type { Visitor } from '../http/visitor.js';
import type { Portal } from './portal.js';

/** So often in an hour for one session; what comes after is shown and not noted. */
const MOST = 20;
const PERIOD_SECONDS = 3600;
/** More sessions than that begin anew, all of them. */
const MAX_SESSIONS = 5000;
const MAX_ADDRESS_CHARS = 300;

/** Asking for the page again and again must fill no log. What cannot be noted is shown all the same. */
export function createRefusalNotes({
  state,
  now,
}: Pick<Portal, 'state' | 'now'>): (visitor: Visitor, refusal: Refusal) => void {
  const counted = new Map<string, { from: number; count: number }>();
  return (visitor, refusal) => {
    const at = Math.floor(now());
    const key = visitor.sid ?? visitor.subject;
    const before = counted.get(key);
    const current =
      before === undefined || at - before.from >= PERIOD_SECONDS || at < before.from
        ? { from: at, count: 0 }
        : before;
    if (current.count >= MOST) {
      return;
    }
    if (before === undefined && counted.size >= MAX_SESSIONS) {
      counted.clear();
    }
    counted.set(key, { from: current.from, count: current.count + 1 });
    try {
      state.addAudit({
        at,
        actor: visitor.subject,
        action: 'refused',
        subject: visitor.subject,
        detail: detailOf(visitor, refusal),
      });
    } catch {
      // The page matters more, and the portal's log has the rest.
    }
  };
}

/** Without the query, which is the app's business. */
function detailOf(
  { groupId }: Visitor,
  { reason, threshold, requestId, address }: Refusal,
): string {
  const path = (address.split(/[?#]/)[0] ?? '').replace(/[^!-~]/g, '').slice(0, MAX_ADDRESS_CHARS);
  const why =
    reason === 'group_above_threshold'
      ? `group ${String(groupId)}, needs ${String(threshold)}`
      : 'not among its resources';
  return `${path} (${why}), request ${requestId}`;
}
