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
  'server.conf is left out, and another location answers 200 to any address':
    guarded('/app/', 4) + 'location / { proxy_pass http://__APP__; }',
  'server.conf is left out, and another location has one page for all addresses':
    guarded('/app/', 4) + 'location / { root __FOLDER__/site; try_files $uri /index.html; }',
  'a rewrite of the server takes all addresses before server.conf':
    'rewrite ^/(?!app/) /app/; include __GATE__/server.conf; ' + guarded('/app/', 4),
  'the address is one of Organizr, without --organizr':
    'include __GATE__/server.conf;' + guarded('/', 4).replace('/_usher/4', '/organizr-auth/4'),
};

describe('nobody is let in where', () => {
  test.each(Object.keys(MISTAKES))('%s', async (mistake) => {
    const gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      files: { 'site/index.html': 'one page for all' },
      // The other server is a sound one, as there may be several.
      http: `
        include __GATE__/http.conf;
        server { listen __OTHER_LISTEN__; include __GATE__/server.conf; }
        server { listen __LISTEN__; ${MISTAKES[mistake]!} }`,
    });
    try {
      for (const headers of [AS_API, { ...AS_API, ...session({ group_id: 0 }) }]) {
        const seen = await visit(gate, '/app/', { headers });
        expect(seen.reached.filter(({ url }) => url !== '/sorry')).toEqual([]);
        expect(seen.reason).toBe('');
        expect(seen.answer.body).not.toContain('"url":"/app/"');
      }
      expect(gate.nginx.errorLog()).toMatch(
        /auth request unexpected status: 500|uninitialized "usher_server" variable/,
      );
    } finally {
      await gate.stop();
    }
  });

  test('server.conf is in no server: nginx does not start', async () => {
    const start = startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      http: `
        include __GATE__/http.conf;
        server { listen __LISTEN__; ${guarded('/', 4)} }`,
    });
    await expect(start).rejects.toThrow('unknown "usher_server" variable');
  });
});

/** What a server may have after server.conf; all of it also runs for the question. */
const AFTER: Record<string, string> = {
  'a rewrite takes all addresses': 'rewrite ^/(?!app/) /app/;',
  'a rewrite sends what is no file to one page':
    'root __FOLDER__/site; if (!-e $request_filename) { rewrite ^ /index.html last; }',
  'an `if` answers addresses without a query': 'if ($args = "") { return 200 "hello"; }',
  'an `if` answers addresses that are none of an app': 'if ($uri !~ ^/app/) { return 204; }',
};

describe('the gate is found although after server.conf', () => {
  test.each(Object.keys(AFTER))('%s', async (what) => {
    const gate = await startGate({
      gateConfig: gateConfigFor(testKeys(1)),
      organizr: true,
      files: {
        'site/index.html': 'one page for all',
        'site/app/page': 'a page',
        'site/app/organizr': 'a page',
      },
      http: `
        include __GATE__/http.conf;
        server {
          listen __LISTEN__;
          include __GATE__/server.conf;
          ${AFTER[what]!}
          location / { }
          location /app/ { auth_request /_usher/4; include __GATE__/identity.conf; root __FOLDER__/site; }
          location = /app/organizr { auth_request /auth-4; include __GATE__/identity.conf; root __FOLDER__/site; }
        }`,
    });
    try {
      for (const path of ['/app/page?a', '/app/organizr?a']) {
        const guest = await visit(gate, path, { headers: AS_API });
        expect(guest).toMatchObject({ status: 401, reason: 'no_token' });
        const zoe = await visit(gate, path, { headers: { ...AS_API, ...session() } });
        expect(zoe).toMatchObject({ status: 200, reason: 'allowed' });
      }
    } finally {
      await gate.stop();
    }
  });
});
