/** The texts of the generated nginx files. Pure. */
import { REFUSED_PATH, RENEWAL_PATH } from '../../shared/token-profile.js';
import type { TokenSources } from '../../shared/token-sources.js';
import type { NjsFeatures } from './njs-version.js';
import { loggedAddresses, queryGuard, sourceHeaders, sourceMaps } from './source-snippets.js';

const HEADERS = {
  'Remote-User': '$usher_user',
  'Remote-Name': '$usher_name',
  'Remote-Email': '$usher_email',
  'Remote-Groups': '$usher_group',
  'Remote-Group-Id': '$usher_group_id',
};

const VARIABLES = ['reason', 'threshold', 'user', 'name', 'email', 'group', 'group_id', 'source'];

/** The oldest go when it is full; it survives a reload, and what it holds names the configuration that it is good for. */
const MEMO = `
# Tokens that have been verified, so that the next request with one costs a look-up: about 1 KB each.
js_shared_dict_zone zone=usher_memo:4m timeout=1h evict;
`;

/**
 * nginx asks for a variable of JavaScript where it first needs it. This one it needs while it passes on a page whose answer
 * is to have a header more, and then alone: any other request costs a look at a variable.
 */
const RENEWAL = `
# What the answer to a page says to the browser, where a session is to be renewed.
js_var $usher_renewal;
js_set $usher_renewal_offer usher.renewal;
map $usher_renewal $usher_renewal_header {
  default $usher_renewal_offer;
  "" "";
}
`;

/**
 * @param outDir absolute folder of the files, already checked
 * @param renews whether sessions are renewed
 */
export function httpConf(
  outDir: string,
  njs: NjsFeatures,
  renews: boolean,
  sources: TokenSources,
): string {
  const logged = loggedAddresses(sources);
  return `${banner('http { }')}
js_path ${outDir};
js_import usher from ${outDir}/usher.js;

${VARIABLES.map((name) => `js_var $usher_${name};`).join('\n')}
${njs.sharedMemory ? MEMO : ''}${renews ? RENEWAL : ''}
${sourceMaps(sources)}
# The host as the browser wrote it, with its port (HTTP/3 has no Host header).
map $http_host $usher_host {
  default $http_host;
  "" $host;
}

# A WebSocket keeps its upgrade; any other request leaves the connection to the app open for the next one.
map $http_upgrade $usher_connection {
  default upgrade;
  "" "";
}

# access_log /var/log/nginx/access.log usher;
log_format usher '$remote_addr - $usher_user [$time_local] "${logged.request}" $status $body_bytes_sent '
                 '"${logged.referer}" "$http_user_agent" usher=$usher_reason group=$usher_group_id needs=$usher_threshold id=$request_id';
`;
}

/**
 * @param organizr whether Organizr's addresses are answered too
 * @param renewalUrl of the portal; '' if sessions are not renewed
 * @param gate what it says of itself to the portal
 */
export function serverConf(
  organizr: boolean,
  renewalUrl: string,
  sources: TokenSources,
  gate: string,
): string {
  const prefixes = ['/_usher/', ...(organizr ? ['/organizr-auth/', '/auth-'] : [])];
  return `${banner('each server { } with protected locations, before any rewrite, if or return of the server')}
# location.conf and identity.conf let nobody in where this is missing.
set $usher_server found;
# A question to the gate is none for the server's own rewrites.
if ($uri ~ ^(?:${prefixes.join('|')})) { break; }
# What was asked for: a question to the gate, which leaves off above, is about this.
set $usher_path $uri;
# \`/_usher/..%2f\` is one of the gate's for a browser, which sends the cookies that are for the gate alone; not for nginx.
if ($request_uri ~ ^/_usher/) { return 404 "no address of the gate\\n"; }
${queryGuard(sources)}
error_page 401 = @usher_sign_in;
error_page 403 = @usher_refused;

${prefixes.map(gateLocation).join('\n')}
location @usher_sign_in {
  auth_request off;
  expires off;
  absolute_redirect off;
  js_content usher.signIn;
}

location @usher_refused {
  auth_request off;
  expires off;
  js_content usher.refused;
}
${renewalUrl === '' ? '' : renewalLocations(renewalUrl, gate) + refusedLocation(renewalUrl, gate)}`;
}

/**
 * The one address of the gate that browsers ask for. Whatever goes wrong behind it, nobody waits for long, and a page that
 * came this way is shown. What a server may have said of its own proxying does not reach it: the answer's cookies and its
 * way back have to arrive as they are, and they need more room than usual.
 */
function renewalLocations(renewalUrl: string, gate: string): string {
  return `
location = ${RENEWAL_PATH} {
  auth_request off;
  expires off;
  error_page 400 401 403 404 405 408 411 413 414 429 500 501 502 503 504 = @usher_not_renewed;
  proxy_pass ${renewalUrl};
  proxy_intercept_errors on;
  proxy_connect_timeout 2s;
  proxy_send_timeout 2s;
  proxy_read_timeout 5s;
  proxy_pass_request_headers on;
  proxy_pass_request_body off;
  proxy_set_header Content-Length "";
  proxy_set_header Host $usher_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header Usher-Gate "${gate}";
  proxy_redirect off;
  proxy_cookie_domain off;
  proxy_cookie_path off;
  proxy_cookie_flags off;
  proxy_cache off;
  proxy_store off;
  proxy_buffer_size 16k;
  proxy_buffers 4 16k;
  proxy_busy_buffers_size 32k;
  proxy_temp_file_write_size 32k;
  proxy_max_temp_file_size 0;
}

location @usher_not_renewed {
  auth_request off;
  expires off;
  absolute_redirect off;
  js_content usher.renewal;
}
`;
}

/**
 * The gate asks here for the portal's page about a refusal, and has one of its own if none comes at once. The visitor's
 * cookies go along, which say who it is; what belongs to the app does not.
 */
function refusedLocation(renewalUrl: string, gate: string): string {
  return `
location = ${REFUSED_PATH} {
  internal;
  auth_request off;
  error_page 599 @usher_refused;
  proxy_pass ${renewalUrl.replace(/\/renew$/, '/refused')};
  proxy_method GET;
  proxy_intercept_errors off;
  proxy_connect_timeout 1s;
  proxy_send_timeout 1s;
  proxy_read_timeout 2s;
  proxy_pass_request_headers on;
  proxy_pass_request_body off;
  proxy_set_header Content-Length "";
  proxy_set_header Content-Type "";
  proxy_set_header Accept-Encoding "";
  proxy_set_header Authorization "";
  proxy_set_header Range "";
  proxy_set_header Upgrade "";
  proxy_set_header Host $usher_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header Usher-Gate "${gate}";
  proxy_set_header Usher-Refused "$usher_reason $usher_threshold $request_id";
  proxy_set_header Usher-Address $scheme://$usher_host$request_uri;
  proxy_redirect off;
  proxy_cache off;
  proxy_store off;
  proxy_buffering on;
  proxy_buffer_size 64k;
  proxy_buffers 4 64k;
  proxy_busy_buffers_size 128k;
  proxy_temp_file_write_size 128k;
  proxy_max_temp_file_size 0;
  subrequest_output_buffer_size 64k;
}
`;
}

/**
 * A prefix location, so that a threshold that is no number ends in the gate, which refuses it, and nowhere else.
 * Its error_page (for a status that the gate never gives) keeps the server's away: without it the subrequest's 401
 * would be redirected before auth_request has seen it.
 */
function gateLocation(prefix: string): string {
  return `location ^~ ${prefix} {
  internal;
  auth_request off;
  error_page 599 @usher_refused;
  js_content usher.authorize;
}
`;
}

/** @param renews whether sessions are renewed */
export function locationConf(renews: boolean, sources: TokenSources): string {
  return `${banner('each protected location { } that has a proxy_pass and no proxy_set_header of its own')}
${strayGuard()}

${identityHeaders(sources)}${renews ? RENEWAL_HEADER : ''}

# A location with one proxy_set_header inherits none from outside, so the usual ones come along.
proxy_http_version 1.1;
proxy_set_header Host $usher_host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Host $usher_host;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header Upgrade $http_upgrade;
proxy_set_header Connection $usher_connection;
`;
}

/** @param renews whether sessions are renewed */
export function identityConf(renews: boolean, sources: TokenSources): string {
  return `${banner('each protected location { } that has proxy_set_header lines of its own, instead of location.conf')}
${strayGuard()}

${identityHeaders(sources)}${renews ? RENEWAL_HEADER : ''}
`;
}

/** It sends nothing to the app, and takes away what the client sends under that name. */
const RENEWAL_HEADER = `

# Has nginx add a header to the answer, where a session is to be renewed.
proxy_set_header Usher-Renewal $usher_renewal_header;`;

/**
 * nginx checks no access for a subrequest. One that asks for the verdict and ends in an app's location would have the app
 * itself as the judge, and an app that answers 200 to any address lets everybody in; so does a location that has one page
 * for all addresses. $usher_server is set by server.conf alone (where no server has that, nginx does not start), and only
 * a subrequest has a $request_length of 0. The text keeps an `error_page` from giving another answer.
 */
function strayGuard(): string {
  return `if ($usher_server = "") { return 500 "this server has no server.conf of the gate before its rewrites\\n"; }
# A question to the gate that comes here was led astray by a rewrite.
if ($request_length = 0) { return 500 "the gate was not found\\n"; }`;
}

/**
 * A header that nginx sets replaces the client's of that name; an empty value sends none. The spellings with
 * underscores fold into the same names in CGI and WSGI apps, and pass where `underscores_in_headers` is on.
 */
function identityHeaders(sources: TokenSources): string {
  return [
    ...Object.entries(HEADERS).map(([name, value]) => `proxy_set_header ${name} ${value};`),
    ...Object.keys(HEADERS)
      .flatMap(withUnderscores)
      .map((alias) => `proxy_set_header ${alias} "";`),
    ...sourceHeaders(sources),
  ].join('\n');
}

/** Remote-Group-Id gives Remote-Group_Id, Remote_Group-Id and Remote_Group_Id. */
function withUnderscores(name: string): string[] {
  const [first = '', ...words] = name.split('-');
  return words
    .reduce(
      (starts, word) => starts.flatMap((start) => [`${start}-${word}`, `${start}_${word}`]),
      [first],
    )
    .slice(1);
}

function banner(place: string): string {
  return `# Written by \`usher nginx\`; the next run writes it anew. Goes into: ${place}.`;
}
