/**
 * What can go wrong at plex.tv or on the way there, switched on per endpoint. Some faults take the place of the answer,
 * others spoil the true one.
 */
import type { NextFunction, Request, Response } from 'express';
import { answerError } from './answers.js';
import { spoilLater } from './spoil.js';
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
  /** The true status and members, all of them null (in XML: empty). */
  'nulls',
  /** Of a list the first half, in a document that is whole and tells how many there ought to be. */
  'half_list',
  /** The same, but it tells of no more than it holds, so nobody could know. */
  'quiet_half_list',
  /** A list without entries: an empty MediaContainer. */
  'no_rows',
] as const;
export type Fault = (typeof FAULTS)[number];

export type ActiveFault = {
  readonly fault: Fault;
  /** How many more requests it hits; null: until it is switched off. */
  remaining: number | null;
};

const HUGE_BYTES = 64 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 7;
const SPOILING: readonly Fault[] = [
  'slow',
  'truncated',
  'wrong_types',
  'wrong_content_type',
  'nulls',
  'half_list',
  'quiet_half_list',
  'no_rows',
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
      spoilLater(res, fault);
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
      answerError(req, res, 1003);
      return;
    case 'rate_limited':
      answerError(req, res, 1003);
      return;
    case 'server_error':
      answerError(req, res, 1007);
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
    case 'half_list':
    case 'quiet_half_list':
    case 'no_rows':
      throw new Error(`${fault} spoils an answer, it is none`);
    default:
      fault satisfies never;
  }
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
