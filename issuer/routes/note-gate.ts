/** Notes which gates ask. */
import type { RequestHandler } from 'express';
import type { Portal } from './portal.js';

/** What a gate says of itself; see gates-seen.ts. */
const HEADER = 'usher-gate';

/** By where the connection comes from: addresses that are forwarded are those of visitors. */
export function noteGate({ gatesSeen }: Portal): RequestHandler {
  return function noteGateMiddleware(req, _res, next) {
    const claim = req.get(HEADER);
    if (claim !== undefined) {
      gatesSeen.note(req.socket.remoteAddress ?? '', claim);
    }
    next();
  };
}
