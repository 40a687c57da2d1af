/** What programs ask for: keys, health. */
import type { RequestHandler } from 'express';
import { publicJwksOf } from '../keys/jwks.js';
import type { KeyRing } from '../keys/key-ring.js';
import { noteOutcome } from '../http/log-reason.js';

/** So long another verifier may go on with the keys that it has; a rotation waits far longer. */
const JWKS_MAX_AGE_SECONDS = 60;

/** GET /.well-known/jwks.json: the public keys of the moment (RFC 7517), those too that do not sign yet; none for HS256. */
export function showJwks(ring: KeyRing): RequestHandler {
  return function showJwksHandler(_req, res) {
    res.set('Cache-Control', `public, max-age=${String(JWKS_MAX_AGE_SECONDS)}`);
    res.type('application/jwk-set+json').send(JSON.stringify(publicJwksOf(ring)));
  };
}

/** GET /healthz: the process answers. */
export const showHealth: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' });
};

/** GET /readyz: it wants new visitors. Signed-in people do not need it, and plex.tv's state is not asked. */
export function showReadiness(isReady: () => boolean): RequestHandler {
  return function showReadinessHandler(_req, res) {
    if (isReady()) {
      res.json({ status: 'ready' });
      return;
    }
    noteOutcome(res, { reason: 'stopping' });
    res.status(503).json({ status: 'stopping' });
  };
}
