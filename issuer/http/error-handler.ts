/**
 * The end of the line: whatever no route answered, and whatever was thrown, becomes a page. No stack, no message of an
 * exception ever reaches the visitor.
 */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { renderMessagePage } from '../views/message-page.js';
import type { Portal as PortalView } from '../views/page.js';
import { noteOutcome } from './log-reason.js';
import { PortalError } from './portal-error.js';

export const notFound: RequestHandler = () => {
  throw new PortalError(404, 'not_found', {
    title: 'Nothing here',
    message: 'There is no such page.',
  });
};

/** Four parameters make it an error handler for Express. */
export function errorPage(view: PortalView): ErrorRequestHandler {
  return function errorPageHandler(thrown: unknown, _req, res, next) {
    const error = thrown instanceof PortalError ? thrown : portalErrorOf(thrown);
    noteOutcome(res, {
      reason: error.reason,
      ...(error.status === 500 ? { error: placeOf(thrown) } : {}),
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
      renderMessagePage(view, {
        title: error.text.title,
        message: [error.text.message],
        links: [
          {
            label: isTooMany ? 'Back to the sign-in page' : 'To the portal',
            href: `${view.base}/${isTooMany ? 'login' : ''}`,
          },
        ],
      }),
    );
  };
}

/** Express and its body parser say by a 4xx `status` that the request is at fault. */
function portalErrorOf(thrown: unknown): PortalError {
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

/** Name of the exception and where it came from. Its message may quote what a visitor sent, so it stays out. */
export function placeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    return 'not an Error';
  }
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [thrown.name, ...frames.slice(0, MAX_FRAMES).map((line) => line.trim())].join(' ');
}
