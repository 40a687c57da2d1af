/**
 * Asks plex.tv over HTTP, within limits of time and size. I/O; reads nothing into an answer.
 */
import { setTimeout as pause } from 'node:timers/promises';
import fetch, { FetchError, Headers } from 'node-fetch';
import type { RequestInit } from 'node-fetch';
import type { PlexFailure } from './outcomes.js';
import type { PlexClientSettings } from './plex-client.js';
import type { PlexRequest } from './plex-request.js';
import { retryAfterSecondsOf } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';

/** Unpacked. An account is 5 KB, a server in the list of resources about 2 KB. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

/** Before the second attempt, where plex.tv does not say. */
const RETRY_PAUSE_MS = 250;

/** What plex.tv's edge says when it could not reach plex.tv. */
const RETRY_STATUSES: readonly number[] = [502, 503, 504];

type Settings = Omit<PlexClientSettings, 'authUrl'>;

/**
 * Asks, and asks a second time where that is harmless and may help: a GET that met 502, 503, 504 or a broken
 * connection. Both attempts and the pause between them share one time limit.
 * @param endsAt when the time is up, by performance.now()
 * @returns the answer, whatever its status, read to its end; or timeout, network, redirect, too_large
 * @throws TypeError if a value does not fit into a header
 */
export async function askPlex(
  request: PlexRequest,
  settings: Settings,
  endsAt = performance.now() + settings.timeoutSeconds * 1000,
): Promise<PlexResponse | PlexFailure> {
  const first = await attempt(request, settings, endsAt);
  if (request.method !== 'GET' || !mayBeBetterNextTime(first)) {
    return first;
  }
  const asked = first.kind === 'response' ? retryAfterSecondsOf(first) : undefined;
  const pauseMs = asked === undefined ? RETRY_PAUSE_MS : asked * 1000;
  if (performance.now() + pauseMs >= endsAt) {
    return first;
  }
  await pause(pauseMs);
  return attempt(request, settings, endsAt);
}

function mayBeBetterNextTime(outcome: PlexResponse | PlexFailure): boolean {
  return outcome.kind === 'response'
    ? RETRY_STATUSES.includes(outcome.status)
    : outcome.kind === 'plex_unavailable' && outcome.cause === 'network';
}

async function attempt(
  request: PlexRequest,
  settings: Settings,
  endsAt: number,
): Promise<PlexResponse | PlexFailure> {
  const init = requestInit(request, settings);
  const limit = new AbortController();
  const timer = setTimeout(
    () => {
      limit.abort();
    },
    Math.max(0, endsAt - performance.now()),
  );
  try {
    const response = await fetch(settings.apiUrl + request.path, {
      ...init,
      signal: limit.signal,
    });
    return {
      kind: 'response',
      status: response.status,
      contentType: response.headers.get('Content-Type') ?? '',
      retryAfter: response.headers.get('Retry-After') ?? '',
      body: await response.text(),
    };
  } catch (error) {
    return { kind: 'plex_unavailable', cause: limit.signal.aborted ? 'timeout' : causeOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Messages of node-fetch quote addresses, so no more than its type is kept. */
function causeOf(error: unknown): 'redirect' | 'too_large' | 'network' {
  const type = error instanceof FetchError ? error.type : '';
  if (type === 'no-redirect' || type === 'invalid-redirect') {
    return 'redirect';
  }
  return type === 'max-size' ? 'too_large' : 'network';
}

function requestInit(request: PlexRequest, settings: Settings): RequestInit {
  return {
    method: request.method,
    headers: new Headers({
      Accept: request.accept ?? 'application/json',
      'X-Plex-Client-Identifier': settings.clientIdentifier,
      'X-Plex-Product': settings.product,
      'X-Plex-Version': settings.version,
      'X-Plex-Platform': 'Web',
      ...(request.token === undefined ? {} : { 'X-Plex-Token': request.token }),
    }),
    body: request.form === undefined ? null : new URLSearchParams(request.form),
    redirect: 'error',
    size: MAX_ANSWER_BYTES,
    // A connection of its own for each question: a kept one may have been closed at the other end in the meantime, and
    // a sign-in is not sent twice.
    agent: () => false,
  };
}
