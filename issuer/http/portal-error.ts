/**
 * A refusal that ends in a page: thrown by middleware and routes, turned into the page by error-handler.ts.
 */
import type { Message } from '../languages/message.js';
import type { LogReason } from './log-reason.js';

/** What the visitor reads. */
export type ErrorText = Readonly<{ title: Message; message: Message }>;

export class PortalError extends Error {
  /** HTTP status. */
  readonly status: number;
  readonly reason: LogReason;
  readonly text: ErrorText;
  /** For Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, reason: LogReason, text: ErrorText, retryAfterSeconds?: number) {
    super(reason);
    this.name = 'PortalError';
    this.status = status;
    this.reason = reason;
    this.text = text;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
