/** What is sent to make a PIN and to ask about it. Pure. */
import type { PlexRequest } from './plex-request.js';

/** POST /api/v2/pins. A strong PIN is for Plex's own page; nobody could type it. */
export function createPinRequest(): PlexRequest {
  return { method: 'POST', path: '/api/v2/pins?strong=true' };
}

/** POST /api/v2/pins for a PIN of four characters, which somebody types at plex.tv/link. */
export function createTypedPinRequest(): PlexRequest {
  return { method: 'POST', path: '/api/v2/pins' };
}

/** GET /api/v2/pins/{id} */
export function checkPinRequest(id: number): PlexRequest {
  return { method: 'GET', path: `/api/v2/pins/${String(id)}` };
}

/**
 * Plex's page on which somebody approves a PIN. The parameters are in the fragment, which a script there reads: blanks are
 * %20, a plus would stay one.
 */
export function authPageUrl(
  settings: Readonly<{ authUrl: string; clientIdentifier: string; product: string }>,
  code: string,
  forwardUrl: string,
): string {
  const pairs = [
    ['clientID', settings.clientIdentifier],
    ['code', code],
    ['forwardUrl', forwardUrl],
    ['context[device][product]', settings.product],
  ];
  const fragment = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return `${settings.authUrl}#?${fragment}`;
}
