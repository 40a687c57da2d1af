/** What programs ask for: keys, health, static files. */
import type { RequestHandler } from 'express';
import { publicJwksOf } from '../keys/jwks.js';
import type { KeyRing } from '../keys/key-ring.js';
import { ASSETS } from '../views/assets.js';
import { noteOutcome } from '../http/log-reason.js';

/** GET /.well-known/jwks.json: the public keys (RFC 7517); none for HS256. */
export function showJwks(ring: KeyRing): RequestHandler {
  const text = JSON.stringify(publicJwksOf(ring));
  return function showJwksHandler(_req, res) {
    res.type('application/jwk-set+json').send(text);
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

/** GET /assets/:name */
export const sendAsset: RequestHandler = (req, res, next) => {
  const asset = ASSETS.find(({ name }) => name === req.params['name']);
  if (asset === undefined) {
    next();
    return;
  }
  // The name changes with the content.
  res.set('Cache-Control', 'public, max-age=31536000, immutable').type(asset.type);
  res.send(asset.content);
};
