/** What nginx says of a request that its gate has refused, when it asks for the page about it. */
import type { Request } from 'express';
import { parseThreshold } from '../../shared/group.js';
import { MAX_RETURN_ADDRESS_BYTES } from '../../shared/token-profile.js';
import { isTrustedPeer } from './asked-for.js';

export type Refusal = Readonly<{
  reason: 'group_above_threshold' | 'resource_not_allowed';
  /** 0–999 */
  threshold: number;
  /** nginx's `$request_id`. */
  requestId: string;
  /** As the visitor sent it; not checked against anything. */
  address: string;
}>;

/**
 * Whoever is behind the same proxy could say the same, so nothing is decided by it: who asks is known by the cookie alone,
 * and only tells about themselves. A page of another site cannot have a browser send these headers.
 * @returns undefined if it is not nginx that asks, or not in these words
 */
export function refusalOf(req: Request): Refusal | undefined {
  const [, reason, needed = '', requestId = ''] =
    /^(group_above_threshold|resource_not_allowed) (\d{1,3}) ([0-9a-f]{32})$/.exec(
      req.get('usher-refused') ?? '',
    ) ?? [];
  const threshold = parseThreshold(needed);
  const address = req.get('usher-address') ?? '';
  return reason === undefined || threshold === undefined || !isTrustedPeer(req)
    ? undefined
    : {
        reason: reason as Refusal['reason'],
        threshold,
        requestId,
        address: address.length > MAX_RETURN_ADDRESS_BYTES ? '' : address,
      };
}
