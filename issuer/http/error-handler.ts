/**
 * The end of the line: whatever no route answered, and whatever was thrown, becomes a page. No stack, no message of an
 * exception ever reaches the visitor.
 */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { StateError } from '../state/state-error.js';
import { renderMessagePage } from '../views/message-page.js';
import type { Site } from '../views/page.js';
import { noteOutcome, type Outcome } from './log-reason.js';
import { pageView } from './page-view.js';
import { PortalError } from './portal-error.js';

export const notFound: RequestHandler = () => {
  throw new PortalError(404, 'not_found', {
    title: 'error.not_found.title',
    message: 'error.not_found.message',
  });
};

/**
 * Four parameters make it an error handler for Express.
 * @param now NumericDate, seconds
 */
export function errorPage(site: Site, now: () => number): ErrorRequestHandler {
  return function errorPageHandler(thrown: unknown, req, res, next) {
    const error = thrown instanceof PortalError ? thrown : portalErrorOf(thrown);
    noteOutcome(res, {
      reason: error.reason,
      ...(thrown === error ? {} : causeOf(error, thrown)),
    });
    if (res.headersSent) {
      next(thrown);
      return;
    }
    const { retryAfterSeconds, text } = error;
    if (retryAfterSeconds !== undefined) {
      res.set('Retry-After', String(retryAfterSeconds));
    }
    const view = pageView(site, req);
    const [label, href] =
      error.status === 429
        ? (['login.back', `${site.base}/login`] as const)
        : (['error.to_portal', `${site.base}/`] as const);
    res.status(error.status).send(
      renderMessagePage(view, {
        title: view.t(text.title),
        message: [view.t(text.message)],
        ...(retryAfterSeconds !== undefined && {
          wait: { seconds: retryAfterSeconds, until: now() + retryAfterSeconds, then: href },
        }),
        links: [{ label: view.t(label), href }],
      }),
    );
  };
}

/** For the log: of a request that is at fault itself, nothing. */
function causeOf({ status }: PortalError, thrown: unknown): Pick<Outcome, 'level' | 'error'> {
  return status >= 500 ? { level: 'error', error: placeOf(thrown) } : {};
}

/** Express and its body parser say by a 4xx `status` that the request is at fault. */
function portalErrorOf(thrown: unknown): PortalError {
  if (thrown instanceof StateError) {
    return new PortalError(503, 'state_failed', {
      title: 'error.state.title',
      message: 'error.state.message',
    });
  }
  const status =
    typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500
    ? new PortalError(status, 'malformed_request', {
        title: 'error.form.title',
        message: 'error.unreadable.message',
      })
    : new PortalError(500, 'internal_error', {
        title: 'error.internal.title',
        message: 'error.internal.message',
      });
}

const MAX_FRAMES = 5;

/**
 * Name of the exception, what the file system called it, and where it came from. Its message may quote what a visitor sent,
 * so it stays out; that of a StateError names a file and what is wrong with it.
 */
export function placeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    return 'not an Error';
  }
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [nameOf(thrown), ...frames.slice(0, MAX_FRAMES).map((line) => line.trim())].join(' ');
}

/** `StateError /data/usher.sqlite: it cannot be used (SQLITE_FULL)`, `Error EACCES`, `TypeError` */
function nameOf(error: Error): string {
  if (error instanceof StateError) {
    return `${error.name} ${error.message}`;
  }
  const { code } = error as Readonly<{ code?: unknown }>;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code)
    ? `${error.name} ${code}`
    : error.name;
}
