/**
 * What can go wrong at plex.tv or on the way there, switched on per endpoint. Some faults take the place of the answer,
 * others spoil the true one.
 */
import type { NextFunction, Request, Response } from 'express';
import type { Endpoint, World } from './world.js';

export const FAULTS = [
  /** Takes the request and says nothing, ever. */
  'hang',
  /** The true answer, one byte at a time. */
  'slow',
  /** Closes the connection without a word. */
  'disconnect',
  'rate_limited',
  'rate_limited_retry_after',
  /** 500 with a code. */
  'server_error',
  /** 502, the edge's HTML page. */
  'html',
  /** 503, the edge's HTML page. */
  'unavailable',
  /** 403, the edge's HTML page. */
  'forbidden',
  /** The true answer, cut in half, complete as far as HTTP can tell. */
  'truncated',
  /** 200 and far more than anybody should read. */
  'huge',
  /** The true members, each of another type. */
  'wrong_types',
  /** The true answer, called text/html. */
  'wrong_content_type',
  /** 302 to another host name of this program, where a call is noted. */
  'redirect',
  /** 200 and no body. */
  'empty',
  /** The true status and members, all of them null. */
  'nulls',
] as const;
export type Fault = (typeof FAULTS)[number];

export type ActiveFault = {
  readonly fault: Fault;
  /** How many more requests it hits; null: until it is switched off. */
  remaining: number | null;
};

const HUGE_BYTES = 64 * 1024 * 1024;
const SLOW_MS_PER_BYTE = 50;
const RETRY_AFTER_SECONDS = 7;
const SPOILING: readonly Fault[] = [
  'slow',
  'truncated',
  'wrong_types',
  'wrong_content_type',
  'nulls',
];

/** Middleware for one endpoint: applies the fault that is switched on for it, if any. */
export function faultsAt(world: World, endpoint: Endpoint) {
  return function faults(req: Request, res: Response, next: NextFunction): void {
    const fault = takeFault(world, endpoint);
    if (fault === undefined) {
      next();
      return;
    }
    world.unfinished.add(res);
    res.on('close', () => world.unfinished.delete(res));
    if (SPOILING.includes(fault)) {
      res.locals['fault'] = fault;
      next();
      return;
    }
    answerWithFault(req, res, fault);
  };
}

function takeFault(world: World, endpoint: Endpoint): Fault | undefined {
  const active = world.faults.get(endpoint);
  if (active === undefined) {
    return undefined;
  }
  if (active.remaining !== null) {
    active.remaining -= 1;
    if (active.remaining <= 0) {
      world.faults.delete(endpoint);
    }
  }
  return active.fault;
}

function answerWithFault(req: Request, res: Response, fault: Fault): void {
  switch (fault) {
    case 'hang':
      return;
    case 'disconnect':
      req.socket.destroy();
      return;
    case 'rate_limited_retry_after':
      res.set('Retry-After', String(RETRY_AFTER_SECONDS));
      codedError(res, 429, 1003, 'API rate limit exceeded');
      return;
    case 'rate_limited':
      codedError(res, 429, 1003, 'API rate limit exceeded');
      return;
    case 'server_error':
      codedError(res, 500, 1007, 'Internal server error');
      return;
    case 'html':
      edgePage(res, 502, 'Bad Gateway');
      return;
    case 'unavailable':
      edgePage(res, 503, 'Service Temporarily Unavailable');
      return;
    case 'forbidden':
      edgePage(res, 403, 'Forbidden');
      return;
    case 'huge':
      sendHuge(res);
      return;
    case 'redirect':
      res.redirect(302, elsewhere(req));
      return;
    case 'empty':
      res.status(200).type('json').end();
      return;
    case 'slow':
    case 'truncated':
    case 'wrong_types':
    case 'wrong_content_type':
    case 'nulls':
      throw new Error(`${fault} spoils an answer, it is none`);
    default:
      fault satisfies never;
  }
}

function codedError(res: Response, status: number, code: number, message: string): void {
  res.status(status).json({ errors: [{ code, message, status }] });
}

function edgePage(res: Response, status: number, title: string): void {
  res
    .status(status)
    .type('html')
    .send(
      `<html>\r\n<head><title>${String(status)} ${title}</title></head>\r\n<body>` +
        `<center><h1>${String(status)} ${title}</h1></center><hr><center>edge</center></body>\r\n</html>\r\n`,
    );
}

/** The same program under another host name: a client that follows sends its headers to somebody else. */
function elsewhere(req: Request): string {
  const port = String(req.socket.localPort ?? 80);
  const host = req.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  return `http://${host}:${port}/_stand-in/elsewhere`;
}

function sendHuge(res: Response): void {
  const chunk = Buffer.alloc(64 * 1024, 'a');
  let left = HUGE_BYTES;
  res.status(200).type('json').write('{"padding":"');
  const more = (): void => {
    while (left > 0 && !res.destroyed) {
      left -= chunk.length;
      if (!res.write(chunk)) {
        res.once('drain', more);
        return;
      }
    }
    res.end('"}');
  };
  more();
}

/**
 * Sends a body, spoilt if a spoiling fault is on for this answer. Objects are sent as JSON, strings as they are.
 */
export function spoil(res: Response, contentType: string, body: unknown): void {
  const fault = res.locals['fault'] as Fault | undefined;
  const changed =
    fault === 'wrong_types' ? otherTypes(body) : fault === 'nulls' ? allNull(body) : body;
  const text = typeof changed === 'string' ? changed : JSON.stringify(changed);
  res.set(
    'Content-Type',
    fault === 'wrong_content_type' ? 'text/html; charset=utf-8' : contentType,
  );
  if (fault === 'truncated') {
    res.end(text.slice(0, Math.ceil(text.length / 2)));
    return;
  }
  if (fault === 'slow') {
    drip(res, Buffer.from(text));
    return;
  }
  res.end(text);
}

function drip(res: Response, bytes: Buffer): void {
  let sent = 0;
  res.flushHeaders();
  const timer = setInterval(() => {
    if (sent >= bytes.length) {
      clearInterval(timer);
      res.end();
      return;
    }
    res.write(bytes.subarray(sent, (sent += 1)));
  }, SLOW_MS_PER_BYTE);
  timer.unref();
  res.on('close', () => {
    clearInterval(timer);
  });
}

/** Numbers become words, texts become lists, lists become objects, and so on. */
function otherTypes(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 0 ? { not: 'a list' } : value.map(otherTypes);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, otherTypes(each)]));
  }
  if (typeof value === 'number') {
    return `number ${String(value)}`;
  }
  if (typeof value === 'string') {
    return [value];
  }
  return { not: String(value) };
}

function allNull(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(allNull);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, null]));
  }
  return value;
}
