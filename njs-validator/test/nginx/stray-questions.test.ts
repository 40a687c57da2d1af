/**
 * A mistake in nginx.conf that keeps the question from the gate must not make the app the judge: nginx checks no access
 * for a subrequest, and many apps answer 200 to any address.
 */
import { describe, expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import { guarded, startGate } from './support/gate.js';
import { AS_API, session, visit } from './support/visit.js';

const IDENTITY = `
  location / {
    auth_request /_usher/4;
    include __GATE__/identity.conf;
    proxy_set_header Host $host;
    proxy_pass http://__APP__;
  }`;

/** Insides of a server in which the question goes astray. */
const MISTAKES: Record<string, string> = {
  'server.conf is left out': guarded('/', 4),
  'server.conf is left out, and error_page turns errors into pages':
    'error_page 500 =200 /sorry; location = /sorry { proxy_pass http://__APP__; }' +
    guarded('/', 4),
  'server.conf is left out, and the location has identity.conf': IDENTITY,
  'server.conf is left out, and so guests are refused too': guarded('/', 999),
  'a rewrite of the server takes all addresses':
    'include __GATE__/server.conf; rewrite ^/(?!app/) /app/; ' + guarded('/app/', 4),
  'the address is one of Organizr, without --organizr':
    'include __GATE__/server.conf;' + guarded('/', 4).replace('/_usher/4', '/organizr-auth/4'),
};

describe('nobody is let in where', () => {
  test.each(Object.keys(MISTAKES))('%s', async (mistake) => {
    const gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: `
        include __GATE__/http.conf;
        server { listen __LISTEN__; ${MISTAKES[mistake]!} }`,
    });
    try {
      for (const headers of [AS_API, { ...AS_API, ...session({ group_id: 0 }) }]) {
        const seen = await visit(gate, '/', { headers });
        expect(seen.reached.filter(({ url }) => url !== '/sorry')).toEqual([]);
        expect(seen.reason).toBe('');
        expect(seen.answer.body).not.toContain('"url":"/"');
      }
      expect(gate.nginx.errorLog()).toContain('auth request unexpected status: 500');
    } finally {
      await gate.stop();
    }
  });
});
