/**
 * A sample app behind the gate. It lives below any folder: `…/api/status` answers JSON, everything else the page.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { identityOf } from './identity.js';
import { samplePage } from './page.js';

/** Listener for `http.createServer`. */
export function createSampleApp(name: string) {
  return function sampleApp(req: IncomingMessage, res: ServerResponse): void {
    const target = req.url ?? '/';
    const path = target.replace(/\?.*$/s, '');
    const identity = identityOf(req);
    res.setHeader('Cache-Control', 'no-store');
    if (path.endsWith('/api/status')) {
      res.setHeader('Content-Type', 'application/json; charset=utf-8');
      res.end(JSON.stringify({ app: name, method: req.method, url: target, identity }));
      return;
    }
    res.setHeader('Content-Type', 'text/html; charset=utf-8');
    res.end(samplePage(name, target, identity));
  };
}
