/**
 * The nginx.conf of `scripts/up`: everything on one host, as in examples/nginx/subdirectory, but over plain http and with
 * the folders and ports of one run. Pure.
 */

/**
 * @typedef {Readonly<{ name: string, path: string, threshold: number, port: number }>} AppLocation `path` ends with /
 * @typedef {Readonly<{
 *   folder: string, generated: string, jsModule: string,
 *   listen: readonly string[], issuerPort: number, portalPath: string, apps: readonly AppLocation[],
 * }>} Layout `generated` holds what `usher nginx` wrote; `portalPath` starts and ends with /
 */

const MODULE_FOLDERS = [
  '/usr/lib/nginx/modules',
  '/usr/lib64/nginx/modules',
  '/etc/nginx/modules',
  '/usr/local/libexec/nginx',
];

/** Where njs may be, best guess first. */
export const JS_MODULES = MODULE_FOLDERS.map((folder) => `${folder}/ngx_http_js_module.so`);

/** @param {Layout} layout */
export function renderNginxConf(layout) {
  const { folder, generated } = layout;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${folder}/tmp/${kind};`,
  );
  return `# Written by scripts/up; the next start writes it anew.
load_module ${layout.jsModule};
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/logs/nginx.log notice;
events { }

http {
${temporary.join('\n')}
  include ${generated}/http.conf;
  access_log ${folder}/logs/access.log usher;

  server {
${layout.listen.map((address) => `    listen ${address};\n`).join('')}    server_name localhost;
    include ${generated}/server.conf;
${layout.portalPath === '/' ? '' : toPortal(layout.portalPath)}
    location ${layout.portalPath} {
      proxy_pass http://127.0.0.1:${String(layout.issuerPort)};
      # A return address may be long, and travels in a cookie too.
      proxy_buffer_size 8k;
      proxy_set_header Host $http_host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
${layout.apps.map((app) => appLocation(app, generated)).join('')}  }
}
`;
}

/** @param {string} portalPath */
function toPortal(portalPath) {
  return `
    location = / {
      return 302 ${portalPath};
    }`;
}

/** @param {AppLocation} app @param {string} generated */
function appLocation(app, generated) {
  return `
    # ${app.name}
    location ${app.path} {
      auth_request /_usher/${String(app.threshold)};
      include ${generated}/location.conf;
      proxy_pass http://127.0.0.1:${String(app.port)};
    }
`;
}
