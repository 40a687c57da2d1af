/**
 * Requests without a break while something happens to nginx, sent as a correct client sends them.
 *
 * A failed request is one that gets no whole answer. One case is none: a server may close a connection that nothing is
 * under way on at any time, so it may do so at the moment when the client sends the next request on it (RFC 9112,
 * 9.3.1). A client sees that the connection, which has carried an answer before, ends without a byte of the next one,
 * and asks again on a new connection. Such an attempt is listed as `unread`: if nothing but a reload happened, nginx must
 * not have begun it, so neither the access log nor the app may know of it. What is asked again, and what is asked on a
 * new connection, must succeed.
 */
import { Agent, request as httpRequest, type ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { addressOf, requestOf, type Errand, type Visitor } from './crowd.js';
import { until } from './nginx.js';
import type { Answer } from './request.js';

const NO_ANSWER_MS = 20_000;

/** Somebody, and whom they may be taken for as well while a change comes into force. */
export type Who = Readonly<{ visitor: Visitor; otherwise?: Visitor }>;

/** A request that got no whole answer. */
export type Failure = Readonly<{
  errand: Errand;
  what: string;
  /** The client's port; undefined if there was no connection. */
  port: number | undefined;
  /** When it was sent, and when it was given up, as of performance.now(). */
  begun: number;
  ended: number;
}>;

export type Sent = Readonly<{
  answers: ReadonlyMap<Errand, Answer>;
  failures: readonly Failure[];
  unread: readonly Failure[];
}>;

export type Load = Readonly<{
  /** How many answers have come. */
  answered: () => number;
  /** Waits until so many more have. */
  more: (count: number) => Promise<void>;
  /** From now on these send requests; resolves when those of the others are answered. */
  change: (crowd: readonly Who[]) => Promise<void>;
  /** Ends it when all is answered. */
  stop: () => Promise<Sent>;
}>;

export type LoadOptions = Readonly<{
  crowd: readonly Who[];
  thresholds: readonly number[];
  /** How many connections stay open, and how many clients open one for each request. */
  kept: number;
  fresh: number;
}>;

/** Begins at once. */
export function startLoad(origin: string, options: LoadOptions): Load {
  const { thresholds, kept, fresh } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: kept });
  const answers = new Map<Errand, Answer>();
  const failures: Failure[] = [];
  const unread: Failure[] = [];
  const underWay = new Set<Promise<unknown>>();
  const state = { crowd: options.crowd, nextId: 0, stopped: false };

  const nextErrand = (): Errand => {
    const id = state.nextId++;
    const who = state.crowd[id % state.crowd.length]!;
    // Divided, so that everybody comes to every threshold even if the numbers of both have a common divisor.
    const turn = id + Math.floor(id / state.crowd.length);
    return { ...who, id, threshold: thresholds[turn % thresholds.length]!, isPage: id % 2 === 0 };
  };
  const run = async (errand: Errand, over: Agent | false): Promise<void> => {
    const result = await attempt(origin, errand, over);
    if ('status' in result) {
      answers.set(errand, result);
    } else if (!result.isUnread) {
      failures.push(result);
    } else {
      unread.push(result);
      await run({ ...errand, id: state.nextId++ }, false);
    }
  };
  const client = async (over: Agent | false) => {
    while (!state.stopped) {
      const running = run(nextErrand(), over);
      underWay.add(running);
      await running;
      underWay.delete(running);
    }
  };
  const clients = [
    ...Array.from({ length: kept }, () => client(agent)),
    ...Array.from({ length: fresh }, () => client(false)),
  ];
  return {
    answered: () => answers.size,
    more: (count) => {
      const enough = answers.size + count;
      return until(() => answers.size >= enough, `${String(count)} more answers`);
    },
    change: async (crowd) => {
      state.crowd = crowd;
      await Promise.all(underWay);
    },
    stop: async () => {
      state.stopped = true;
      await Promise.all(clients);
      agent.destroy();
      return { answers, failures, unread };
    },
  };
}

/** One request, once. */
function attempt(
  origin: string,
  errand: Errand,
  agent: Agent | false,
): Promise<Answer | (Failure & { isUnread: boolean })> {
  const begun = performance.now();
  const { headers } = requestOf(errand);
  return new Promise((resolve) => {
    const request = httpRequest(origin + addressOf(errand), {
      headers: { ...headers },
      agent,
      timeout: NO_ANSWER_MS,
    });
    const connection = watch(request);
    const fail = (what: string) => {
      const { port, before, since } = connection();
      const isUnread = before > 0 && since === 0 && what !== 'no answer in time';
      resolve({ errand, what, port, begun, ended: performance.now(), isUnread });
    };
    request.on('timeout', () => {
      fail('no answer in time');
      request.destroy();
    });
    request.on('error', (error) => {
      fail(error.message);
    });
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('error', () => {
        fail('cut off');
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    request.end();
  });
}

/**
 * The client's port of the request's connection, and the bytes that came on it before the request had it and since.
 * (`reusedSocket` is not set where a request has waited for a connection.)
 */
function watch(
  request: ClientRequest,
): () => Readonly<{ port: number | undefined; before: number; since: number }> {
  let socket: Socket | undefined;
  let port: number | undefined;
  let before = 0;
  request.on('socket', (given) => {
    socket = given;
    port = given.localPort;
    before = given.bytesRead;
    if (given.connecting) {
      given.once('connect', () => (port = given.localPort));
    }
  });
  return () => ({ port, before, since: (socket?.bytesRead ?? before) - before });
}
