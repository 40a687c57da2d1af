/** Answers of plex.tv for tests, as readers see them. */
import type { PlexResponse } from '../../../plex/plex-response.js';

export function jsonAnswer(status: number, body: unknown): PlexResponse {
  return answer(status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** @param code as plex.tv sends it, with a message that means something else: nothing may hang on the message */
export function refusal(status: number, code: unknown): PlexResponse {
  return jsonAnswer(status, { errors: [{ code, message: 'Invalid token 1001 1029', status }] });
}

export function xmlAnswer(status: number, body: string): PlexResponse {
  return answer(status, 'application/xml; charset=utf-8', body);
}

export function htmlAnswer(status: number): PlexResponse {
  return answer(status, 'text/html; charset=utf-8', '<html><h1>{"code":1001}</h1></html>');
}

export function answer(status: number, contentType: string, body: string): PlexResponse {
  return { kind: 'response', status, contentType, retryAfter: '', body };
}
