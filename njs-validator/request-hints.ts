/** Collects from nginx's variables what tells a navigation from a program's call. */
import type { RequestHints } from '../shared/navigation.js';
import type { GateRequest } from './gate-request.js';

/** The headers of the client's request; $request_method and $request_uri are the original ones everywhere. */
export function requestHints(r: GateRequest): RequestHints {
  const variables = r.variables;
  return {
    method: variables.request_method || '',
    requestUri: variables.request_uri || '',
    upgrade: variables.http_upgrade || '',
    secFetchMode: variables.http_sec_fetch_mode || '',
    requestedWith: variables.http_x_requested_with || '',
    authorization: variables.http_authorization || '',
    apiKey: variables.http_x_api_key || '',
    origin: variables.http_origin || '',
    referer: variables.http_referer || '',
    accept: variables.http_accept || '',
  };
}
