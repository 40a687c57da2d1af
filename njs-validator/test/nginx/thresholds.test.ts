/** Groups against thresholds, through nginx: status, logged reason, and whether the app was reached. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gateConfigFor, goodClaims, mint, testKeys } from '../../../shared/test/token-maker.js';
import { startApp, type App } from './support/app.js';
import { startNginx, type Nginx } from './support/nginx.js';
import { ask } from './support/request.js';

const THRESHOLDS = [0, 1, 4, 5, 998, 999];
const GROUPS = [0, 1, 3, 4, 5, 997, 998, 999];

describe('a group at a threshold', () => {
  let app: App;
  let nginx: Nginx;
  const [key] = testKeys(1);

  beforeAll(async () => {
    app = await startApp();
    nginx = await startNginx({
      gateConfig: gateConfigFor(testKeys(1)),
      replace: { __APP__: app.address },
      http: `
        include __GATE__/http.conf;
        server {
          listen __LISTEN__;
          include __GATE__/server.conf;
          ${THRESHOLDS.map(
            (threshold) => `
          location /${threshold}/ {
            auth_request /_usher/${threshold};
            include __GATE__/location.conf;
            proxy_pass http://__APP__;
          }`,
          ).join('')}
        }`,
    });
  });
  afterAll(async () => {
    await app.stop();
    await nginx.stop();
  });

  for (const threshold of THRESHOLDS) {
    for (const group of GROUPS) {
      const passes = group <= threshold;
      test(`${group} ${passes ? 'passes' : 'is refused at'} ${threshold}`, async () => {
        const now = Math.floor(Date.now() / 1000);
        const token = mint(key!, { ...goodClaims(now), group_id: group });
        const answer = await ask(`${nginx.origin}/${threshold}/`, {
          headers: { Cookie: `__Secure-usher=${token}` },
        });
        expect(answer.status).toBe(passes ? 200 : 403);
        expect(app.reached()).toHaveLength(passes ? 1 : 0);
        expect(await nginx.accessLog(1)).toEqual([
          `GET /${threshold}/ ${passes ? 200 : 403} ${passes ? 'allowed' : 'group_above_threshold'}|zoe|${group}|${threshold}`,
        ]);
      });
    }
    test(`nobody ${threshold === 999 ? 'passes as a guest' : 'is sent to sign in'} at ${threshold}`, async () => {
      const answer = await ask(`${nginx.origin}/${threshold}/`);
      expect(answer.status).toBe(threshold === 999 ? 200 : 302);
      expect(app.reached()).toHaveLength(threshold === 999 ? 1 : 0);
      expect(await nginx.accessLog(1)).toEqual([
        `GET /${threshold}/ ${threshold === 999 ? '200 guest' : '302 no_token'}|||${threshold}`,
      ]);
    });
  }
});
