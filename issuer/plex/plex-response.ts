/**
 * An answer of plex.tv as it came over the wire, and what all readers of answers have in common. Pure.
 */
import type { PlexFailure } from './outcomes.js';
import { isErrorsBody } from './schemas.js';

export type PlexResponse = Readonly<{
  kind: 'response';
  status: number;
  /** The header as sent; '' without one. */
  contentType: string;
  /** The header as sent; '' without one. */
  retryAfter: string;
  body: string;
}>;

/** API rate limit exceeded. */
const CODE_RATE_LIMITED = 1003;

const MAX_RETRY_AFTER_SECONDS = 60;

/**
 * The body of an answer that should be JSON.
 * @param isBody a compiled schema
 * @returns the body; or not_json, unexpected_shape
 */
export function readJson<Body extends object>(
  response: PlexResponse,
  isBody: (value: unknown) => value is Body,
): Readonly<{ kind: 'json'; body: Body }> | PlexFailure {
  const { status } = response;
  const body = isJson(response) ? parseJson(response.body) : undefined;
  if (body === undefined) {
    return { kind: 'plex_unavailable', cause: 'not_json', status };
  }
  return isBody(body)
    ? { kind: 'json', body }
    : { kind: 'plex_unavailable', cause: 'unexpected_shape', status };
}

/**
 * What a refusal that says nothing about the person comes to.
 * @param response an answer whose status is not one of success
 */
export function failureOf(response: PlexResponse): PlexFailure {
  if (response.status === 429 || errorCodesOf(response).includes(CODE_RATE_LIMITED)) {
    const seconds = retryAfterSecondsOf(response);
    return {
      kind: 'rate_limited',
      ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    };
  }
  return { kind: 'plex_unavailable', cause: 'status', status: response.status };
}

/**
 * plex.tv's own error codes. Its messages are never looked at: they are prose, and change.
 * @returns `errors[].code` of JSON, or `<error code>` of XML; none of anything else, so an edge's page has none
 */
export function errorCodesOf(response: PlexResponse): readonly number[] {
  if (isJson(response)) {
    const body = parseJson(response.body);
    return isErrorsBody(body) ? body.errors.map(({ code }) => code) : [];
  }
  if (isXml(response)) {
    return [...response.body.matchAll(/<error\b[^>]{0,200}?\bcode="(\d{1,6})"/g)].map((match) =>
      Number(match[1]),
    );
  }
  return [];
}

/**
 * Whether the answer to a question that has nothing to be found invalid but its token is plex.tv's word that this is
 * dead: 401, 498, or 422. A page of HTML is not plex.tv's word.
 */
export function refusesToken(response: PlexResponse): boolean {
  return isUnauthorized(response) || (response.status === 422 && isOwnForm(response));
}

/** The same for a question with more in it: 401, or 498 (an expired Plex JWT). */
export function isUnauthorized(response: PlexResponse): boolean {
  return (response.status === 401 || response.status === 498) && !isHtml(response);
}

/** Whether the answer is of the form that plex.tv's own have, which an edge's page has not. */
export function isOwnForm(response: PlexResponse): boolean {
  return isJson(response) || isXml(response);
}

/**
 * How long plex.tv asks to be left alone.
 * @returns seconds, at most 60; undefined without the header, or where it holds a date (RFC 9110, 10.2.3)
 */
export function retryAfterSecondsOf(
  response: Pick<PlexResponse, 'retryAfter'>,
): number | undefined {
  return /^\d{1,9}$/.test(response.retryAfter)
    ? Math.min(Number(response.retryAfter), MAX_RETRY_AFTER_SECONDS)
    : undefined;
}

export function isHtml(response: PlexResponse): boolean {
  return mediaTypeOf(response) === 'text/html';
}

function isJson(response: PlexResponse): boolean {
  return /^application\/([a-z0-9.-]+\+)?json$/.test(mediaTypeOf(response));
}

export function isXml(response: PlexResponse): boolean {
  return /^(application|text)\/xml$/.test(mediaTypeOf(response));
}

/** plex.tv writes "there is none" in three ways. */
export function textOf(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

function mediaTypeOf(response: PlexResponse): string {
  return (response.contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/** The parser's message would quote the text, so it is dropped. JSON has no undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
