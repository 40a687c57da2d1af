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
    title: 'Nothing here',
    message: 'There is no such page.',
  });
};

/** Four parameters make it an error handler for Express. */
export function errorPage(site: Site): ErrorRequestHandler {
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
    if (error.retryAfterSeconds !== undefined) {
      res.set('Retry-After', String(error.retryAfterSeconds));
    }
    const isTooMany = error.status === 429;
    res.status(error.status).send(
      renderMessagePage(pageView(site, req), {
        title: error.text.title,
        message: [error.text.message],
        links: [
          {
            label: isTooMany ? 'Back to the sign-in page' : 'To the portal',
            href: `${site.base}/${isTooMany ? 'login' : ''}`,
          },
        ],
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
      title: 'Not possible right now',
      message:
        'The portal cannot use its records, so this was not done. Please try again later, and tell whoever runs this portal.',
    });
  }
  const status =
    typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500
    ? new PortalError(status, 'malformed_request', {
        title: 'That did not work',
        message: 'The request could not be read.',
      })
    : new PortalError(500, 'internal_error', {
        title: 'Something broke',
        message:
          'This is our fault, not yours. Please try again; the log says more to whoever runs this portal.',
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
