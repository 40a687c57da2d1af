/**
 * What nginx sees of the gate: `js_import usher from usher.js;`. The only file that names nginx's request type; no logic.
 * NOTE: njs wants one default export and no other. Renaming a handler breaks generated configurations.
 */
import file from 'usher.config.js';
import { authorize } from './authorize.js';
import { pages } from './pages.js';
import { refresh } from './refresh.js';
import { renewal } from './renewal.js';

export default {
  authorize: function (r: NginxHTTPRequest): void | Promise<void> {
    // njs has shared memory from 0.8.0 on.
    return authorize(r, file, ngx.shared, Date.now() / 1000);
  },
  signIn: function (r: NginxHTTPRequest): void {
    pages().signIn(r, file.whole);
  },
  refused: function (r: NginxHTTPRequest): void | Promise<void> {
    return pages().refused(r, file.whole);
  },
  renewal: function (r: NginxHTTPRequest): string {
    return renewal().answer(r, file);
  },
  refresh: function (asker: NginxHTTPRequest): string | Promise<void> {
    return refresh().answer(asker, file, ngx, Date.now() / 1000);
  },
};
