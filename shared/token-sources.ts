/**
 * Tokens that come otherwise than in the session cookie: from programs that have no cookies. Pure.
 */
import { MAX_BASIC_CHARS, MAX_TOKEN_CHARS } from './token-profile.js';

/** Where a token may be beside the session cookie, which is always looked at first. */
export type TokenSources = Readonly<{
  /** `Authorization: Bearer TOKEN` (RFC 6750, 2.1). */
  bearer: boolean;
  /** The password of `Authorization: Basic` (RFC 7617); the user name may be anything. */
  basic: boolean;
  /** A header of the operator's choice, in nginx's spelling: `x_usher_token`; '' for none. */
  header: string;
  /** A query parameter; '' for none. */
  query: string;
}>;

export type TokenSource = 'bearer' | 'header' | 'basic' | 'query';

export type SourcedToken = Readonly<{ source: TokenSource; token: string }>;

/**
 * Finds what has the form of a token, in this order: Bearer, the header, the Basic password, the query.
 * These places belong to the apps as well, so what has another form (a key of the app's own, a password) is none of
 * ours and not even a candidate.
 * @param variable gives the value of an nginx variable (`http_authorization`, `http_…`, `request_uri`); is asked for
 *   those that are switched on, and no others
 * @param most so many at most: what MAX_COOKIE_CANDIDATES leaves after the cookies
 * @returns tokens in the order they are to be tried
 */
export function findTokens(
  sources: TokenSources,
  variable: (name: string) => string | undefined,
  most: number,
): SourcedToken[] {
  const found: SourcedToken[] = [];
  const add = (source: TokenSource, token: string): void => {
    if (found.length < most && isTokenShaped(token)) {
      found.push({ source, token });
    }
  };
  const authorization = sources.bearer || sources.basic ? variable('http_authorization') || '' : '';
  if (sources.bearer) {
    add('bearer', credentialsOf(authorization, 'bearer'));
  }
  if (sources.header !== '') {
    add('header', variable('http_' + sources.header) || '');
  }
  if (sources.basic) {
    add('basic', passwordOf(credentialsOf(authorization, 'basic')));
  }
  if (sources.query !== '') {
    add('query', firstParameter(variable('request_uri') || '', sources.query));
  }
  return found;
}

/** Three segments of base64url characters. Two tokens in one value have a comma or a blank between them. */
function isTokenShaped(text: string): boolean {
  return (
    text.length <= MAX_TOKEN_CHARS &&
    // A class that must not match, rather than a pattern that must: `$` also matches before a last newline in njs.
    !/[^A-Za-z0-9_.-]/.test(text) &&
    text.split('.').length === 3
  );
}

/**
 * What follows the scheme (RFC 9110, 11.4: any letter case, then blanks); '' for another scheme.
 * @param scheme in lower case
 */
function credentialsOf(authorization: string, scheme: string): string {
  if (authorization.substring(0, scheme.length).toLowerCase() !== scheme) {
    return '';
  }
  let at = scheme.length;
  while (authorization[at] === ' ') {
    at++;
  }
  return at === scheme.length ? '' : authorization.substring(at);
}

/**
 * The password in Basic credentials (RFC 7617, 2): what follows the first colon of their decoded text.
 * @param credentials base64 (RFC 4648, section 4), with its padding
 * @returns '' for what is too long, not base64 in its one canonical spelling, or has no colon
 */
function passwordOf(credentials: string): string {
  if (credentials.length > MAX_BASIC_CHARS) {
    return '';
  }
  const bytes = Buffer.from(credentials, 'base64');
  if (bytes.toString('base64') !== credentials) {
    return '';
  }
  const text = bytes.toString();
  const colon = text.indexOf(':');
  return colon === -1 ? '' : text.substring(colon + 1);
}

/**
 * The first parameter of that name, as it stands. Nothing is decoded: a token has no character that would need it, so
 * that it has one spelling, which nginx can find as well to take it out of the address.
 * @param requestUri path and query as sent; what stands behind a `#` is none for nginx either
 */
function firstParameter(requestUri: string, name: string): string {
  const questionMark = requestUri.indexOf('?');
  const isQuery = questionMark !== -1 && requestUri.lastIndexOf('#', questionMark) === -1;
  const query = isQuery ? '&' + requestUri.substring(questionMark + 1) : '';
  const before = query.indexOf('&' + name + '=');
  if (before === -1) {
    return '';
  }
  const start = before + name.length + 2;
  const end = query.indexOf('&', start);
  return query.substring(start, end === -1 ? query.length : end);
}

/**
 * An address that somebody comes back to, without the token in it: a token that was not good enough travels no further.
 * @param encoded the address, percent-encoded once more as a whole, as it stands in the query of the sign-in address
 * @param name the parameter that may hold a token; '' for none
 */
export function withoutToken(encoded: string, name: string): string {
  const start = encoded.indexOf('%3F');
  if (name === '' || start === -1) {
    return encoded;
  }
  const parameters = encoded.substring(start + 3).split('%26');
  const kept = parameters.filter((one) => !one.startsWith(name + '%3D'));
  return encoded.substring(0, start) + (kept.length === 0 ? '' : '%3F' + kept.join('%26'));
}
