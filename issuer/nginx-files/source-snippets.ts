/**
 * What the generated nginx files hold for the sake of tokens that are elsewhere than in the session cookie: a token that
 * the gate let somebody in by is no credential of the app's, and travels no further. Pure.
 */
import type { TokenSources } from '../../shared/token-sources.js';

/**
 * For http.conf. No pattern captures anything: before nginx 1.30.4 a map that does can overflow a buffer (CVE-2026-42533).
 */
export function sourceMaps(sources: TokenSources): string {
  const { header, query } = sources;
  return [
    isAuthorization(sources)
      ? `# A token that somebody was let in by is none of the app's business; its own credentials are.
map $usher_source $usher_authorization {
  default $http_authorization;
  bearer "";
  basic "";
}
`
      : '',
    header === ''
      ? ''
      : `map $usher_source $usher_token_header {
  default $http_${header};
  header "";
}
`,
    query === ''
      ? ''
      : `# The request line without its query, where there is a token in it.
map $request_uri $usher_request {
  default $request;
  "~[?&]${query}=" "$request_method $uri $server_protocol";
}

# Pages that were opened with a token say so to everything on them.
map $http_referer $usher_referer {
  default $http_referer;
  "~[?&]${query}=" "";
}
`,
  ].join('\n');
}

/** The variables that a log format has for the request line and for `Referer`. */
export function loggedAddresses({ query }: TokenSources) {
  return query === ''
    ? { request: '$request', referer: '$http_referer' }
    : { request: '$usher_request', referer: '$usher_referer' };
}

/** Lines for location.conf and identity.conf. An empty value sends no header. */
export function sourceHeaders(sources: TokenSources): readonly string[] {
  return [
    ...(isAuthorization(sources) ? ['proxy_set_header Authorization $usher_authorization;'] : []),
    ...(sources.header === ''
      ? []
      : [`proxy_set_header ${sources.header.replaceAll('_', '-')} $usher_token_header;`]),
    ...(sources.query === '' ? [] : ['proxy_set_header Referer $usher_referer;']),
  ];
}

/**
 * For server.conf, before any location: takes the token out of $args, so that no app gets it. The gate reads the address
 * as it was sent. Named captures, because nginx escapes numbered ones when it sets $args.
 */
export function queryGuard({ query }: TokenSources): string {
  const part = '[A-Za-z0-9_-]+';
  return query === ''
    ? ''
    : `
# A token in the address is for the gate alone.
if ($args ~ "^(?<usher_before>(?:.*?&)??)${query}=${part}[.]${part}[.]${part}(?:&(?<usher_after>.*))?$") {
  set $args $usher_before$usher_after;
}
`;
}

function isAuthorization({ bearer, basic }: TokenSources): boolean {
  return bearer || basic;
}
