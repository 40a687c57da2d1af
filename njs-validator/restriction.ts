/** What a restricted token opens (shared/resources.ts), held against what nginx knows of the request. */
import type { SourcedVerdict } from '../shared/decide-elsewhere.js';
import { restrict } from '../shared/resources.js';
import type { GateRequest } from './gate-request.js';

/** The verdict on a request whose token is restricted. */
export function restrictRequest(
  verdict: SourcedVerdict,
  threshold: number,
  variables: GateRequest['variables'],
): SourcedVerdict {
  return restrict(verdict, threshold, {
    host: hostOf(variables),
    path: variables.usher_path || '',
    sentPath: (variables.request_uri || '').split('?')[0] as string,
  });
}

/**
 * The host that the request is for, if there is no doubt about it. The Host header may name another than the request line
 * or HTTP/2's `:authority`, which nginx goes by, and it is the header that apps are sent. And a server that takes what no
 * other does (`default_server`) gets requests for hosts that are not its own.
 * @returns '' where there is a doubt
 */
function hostOf(variables: GateRequest['variables']): string {
  const host = variables.host || '';
  const header = (variables.http_host || '').toLowerCase();
  const isSame =
    header === '' ||
    (header.startsWith(host) && /^\.?(?::[0-9]*)?$/.test(header.substring(host.length)));
  return isSame && isNameOf(host, variables.server_name || '') ? host : '';
}

/**
 * @param serverName the first `server_name` of the server; of others nginx does not tell. A server without one, or with `_`,
 *   is meant for any host; `.example.com` reads `example.com` here.
 */
function isNameOf(host: string, serverName: string): boolean {
  if (serverName === '' || serverName === '_') {
    return true;
  }
  if (serverName[0] === '~') {
    return new RegExp(serverName.substring(1), 'i').test(host);
  }
  if (serverName[0] === '*') {
    return host.endsWith(serverName.substring(1));
  }
  return serverName.endsWith('.*')
    ? host.startsWith(serverName.substring(0, serverName.length - 1))
    : host === serverName || host.endsWith('.' + serverName);
}
