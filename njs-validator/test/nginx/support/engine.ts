/** Which njs the tests run on, as that njs says itself. */
import { gateConfigFor, testKeys } from '../../../../shared/test/token-maker.js';
import { startNginx } from './nginx.js';
import { ask } from './request.js';

/** For example `0.8.9 njs` or `1.0.2 QuickJS`. */
export async function engineUnderTest(): Promise<string> {
  const nginx = await startNginx({
    gateConfig: gateConfigFor(testKeys(1)),
    files: {
      // njs.engine came with the second engine.
      'engine.js': `export default { tell: (r) => r.return(200, njs.version + ' ' + (njs.engine || 'njs')) };`,
    },
    http: `
      include __GATE__/http.conf;
      js_import engine from __FOLDER__/engine.js;
      server { listen __LISTEN__; location / { js_content engine.tell; } }`,
  });
  try {
    return (await ask(`${nginx.origin}/`)).body;
  } finally {
    await nginx.stop();
  }
}
