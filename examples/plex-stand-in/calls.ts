/**
 * Keeps what was asked, for `control.calls()`.
 */
import type { NextFunction, Request, Response } from 'express';
import type { Call, World } from './world.js';

/** Middleware: keeps the call, with its status once there is one. */
export function note(world: World, endpoint: Call['endpoint']) {
  return function noteCall(req: Request, res: Response, next: NextFunction): void {
    const call = {
      endpoint,
      method: req.method,
      url: req.originalUrl,
      headers: headersOf(req),
      fields: fieldsOf(req.body),
      status: null as number | null,
    };
    world.calls.push(call);
    res.on('finish', () => {
      call.status = res.statusCode;
    });
    next();
  };
}

function headersOf(req: Request): Record<string, string> {
  const kept = Object.entries(req.headers).filter(
    ([name]) =>
      name.startsWith('x-plex-') || ['accept', 'content-type', 'user-agent'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function fieldsOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) {
    return {};
  }
  return 'password' in body ? { ...body, password: '(not kept)' } : { ...body };
}
