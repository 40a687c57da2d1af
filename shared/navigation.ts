/**
 * Tells a page that somebody opens from a call that a program makes: the first is sent to the sign-in, the second
 * gets its 401 as it is. Pure.
 */

/** Headers of the client's request; absent ones are ''. */
export type RequestHints = Readonly<{
  method: string;
  /** Path and query as sent. */
  requestUri: string;
  upgrade: string;
  secFetchMode: string;
  requestedWith: string;
  authorization: string;
  apiKey: string;
  origin: string;
  referer: string;
  accept: string;
}>;

/**
 * Whether a request is the navigation of a browser window (or of somebody trying out an address by hand).
 * In this order: an upgrade is none; Sec-Fetch-Mode, where the browser sends it (https and localhost), settles it;
 * signs of a program (XMLHttpRequest, credentials or an API key of its own, Origin) say no; an Accept header that
 * names types says whether HTML is wanted; what is left (any type will do) is a script's fetch if it comes from a page
 * (Referer) or goes to an /api path, and otherwise somebody with curl.
 */
export function isNavigation(hints: RequestHints): boolean {
  if (hints.upgrade !== '') {
    return false;
  }
  if (hints.secFetchMode !== '') {
    return hints.secFetchMode === 'navigate';
  }
  if (
    hints.requestedWith + hints.authorization + hints.apiKey !== '' ||
    (hints.origin !== '' && isSafe(hints.method))
  ) {
    return false;
  }
  if (hints.accept !== '' && hints.accept !== '*/*') {
    return hints.accept.indexOf('text/html') !== -1;
  }
  return isSafe(hints.method) && hints.referer === '' && !isApiPath(hints.requestUri);
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** A path segment `api`, before any query. */
function isApiPath(requestUri: string): boolean {
  return ((requestUri.split('?')[0] as string) + '/').indexOf('/api/') !== -1;
}
