/**
 * What nginx sees of the gate: `js_import usher from usher.js;`. The only file that names nginx's request type; no logic.
 * NOTE: njs wants one default export and no other. Renaming a handler breaks generated configurations.
 */
import config from 'usher.config.js';
import { authorize } from './authorize.js';
import { pages } from './pages.js';

export default {
  authorize: function (r: NginxHTTPRequest): void {
    authorize(r, config, Date.now() / 1000);
  },
  signIn: function (r: NginxHTTPRequest): void {
    pages().signIn(r, config);
  },
  refused: function (r: NginxHTTPRequest): void {
    pages().refused(r, config);
  },
};
