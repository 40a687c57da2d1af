/**
 * The log: JSON lines on standard output, one per request, of fields that are named here. What is not named is not
 * logged: no headers, no cookies, no query, no bodies.
 */
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import {
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type Logger,
  type LoggerOptions,
} from 'pino';
import { pinoHttp } from 'pino-http';
import type { UsherConfig } from './config/usher-config.js';
import { addressOf } from './http/address.js';
import { withoutSecret } from './guest-passes/guest-link.js';
import { outcomeOf } from './http/log-reason.js';

const MAX_PATH_CHARS = 200;

/** Makes the logger. `destination` is standard output unless given. */
export function createLogger(
  level: UsherConfig['issuer']['logLevel'],
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** One line per request, when it is answered or given up. */
export function requestLog(logger: Logger): RequestHandler {
  const middleware = pinoHttp<Request, Response>({
    logger,
    genReqId: () => randomUUID(),
    // Otherwise every line would carry the request with all of its headers.
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'request' },
    customLogLevel: (_req, res, error) => levelOf(res, error),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (req, res, { responseTime }: Readonly<{ responseTime: number }>) =>
      lineOf(req, res, responseTime),
    customErrorObject: (req, res, _error, { responseTime }: Readonly<{ responseTime: number }>) =>
      lineOf(req, res, responseTime),
  });
  return function requestLogMiddleware(req, res, next) {
    middleware(req, res);
    next();
  };
}

/** Probes, gates and the stylesheet come every few seconds and say nothing. */
const QUIET_PATH = /\/(healthz|readyz|\.well-known\/[^/]*|assets\/[^/]*)$/;

function levelOf(res: Response, error: Error | undefined): 'error' | 'warn' | 'info' | 'debug' {
  if (error !== undefined || res.statusCode === 500) {
    return 'error';
  }
  const level = outcomeOf(res)?.level;
  if (level !== undefined) {
    return level;
  }
  if (res.statusCode >= 400) {
    return res.statusCode === 404 ? 'info' : 'warn';
  }
  return QUIET_PATH.test(pathOf(res.req)) ? 'debug' : 'info';
}

function lineOf(req: Request, res: Response, ms: number): Readonly<Record<string, unknown>> {
  const outcome = outcomeOf(res);
  return {
    method: req.method,
    path: pathOf(req).slice(0, MAX_PATH_CHARS),
    address: addressOf(req),
    status: res.statusCode,
    ms,
    ...(res.writableFinished ? {} : { aborted: true }),
    ...(outcome === undefined
      ? {}
      : {
          reason: outcome.reason,
          subject: outcome.subject,
          groupId: outcome.groupId,
          sid: outcome.sid,
          plexStatus: outcome.plexStatus,
          proxyTrusted: outcome.proxyTrusted,
          error: outcome.error,
        }),
  };
}

function pathOf(req: Pick<Request, 'originalUrl'>): string {
  return withoutSecret(req.originalUrl.split('?')[0] ?? '');
}
