/**
 * nginx reloads while many people send requests over HTTP/2. It tells each client by GOAWAY which streams it has begun; a
 * client may ask again for the others on a new connection (RFC 9113, 6.8 and 8.7). Those nginx must not have begun, and
 * all others must be answered.
 */
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { expect, test } from '@jest/globals';
import { gateConfigFor, testKeys } from '../../../shared/test/token-maker.js';
import {
  addressOf,
  idIn,
  mistakesIn,
  people,
  requestOf,
  strangers,
  type Errand,
} from './support/crowd.js';
import { guarded, server, startGate, type Gate } from './support/gate.js';
import { until } from './support/nginx.js';
import type { Answer } from './support/request.js';

const THRESHOLDS = [0, 1, 4, 5, 998, 999];
const GROUPS = [0, 1, 3, 4, 5, 997, 998, 999];
const CONNECTIONS = 4;
const STREAMS = 4;
const RELOADS = 6;

test('nginx that reloads under HTTP/2 answers every request rightly', async () => {
  const [otherKey, ...keys] = testKeys(3);
  const now = Math.floor(Date.now() / 1000);
  const visitors = [...people(now, keys, GROUPS), ...strangers(now, keys, otherKey!)];
  const locations = THRESHOLDS.map((threshold) => guarded(`/${threshold}/`, threshold)).join('');
  const gate = await startGate({
    gateConfig: gateConfigFor(keys),
    workers: 2,
    http: `
      upstream app { server __APP__; keepalive 8; }
      ${server('listen __OTHER_LISTEN__ http2;' + locations.replaceAll('http://__APP__', 'http://app'))}`,
  });
  try {
    await reloadUnder(gate, (id) => {
      const threshold = THRESHOLDS[(id + Math.floor(id / visitors.length)) % THRESHOLDS.length]!;
      return { id, visitor: visitors[id % visitors.length]!, threshold, isPage: id % 2 === 0 };
    });
  } finally {
    await gate.stop();
  }
});

async function reloadUnder(gate: Gate, errandOf: (id: number) => Errand): Promise<void> {
  const answers = new Map<Errand, Answer>();
  const refused: Errand[] = [];
  const failures: string[] = [];
  let nextId = 0;
  let stopped = false;
  const open = () => {
    const session = connect(gate.nginx.otherOrigin);
    // Each stream hears of it, too.
    session.on('error', () => undefined);
    return session;
  };
  const client = async () => {
    let session = open();
    const stream = async () => {
      while (!stopped) {
        if (session.closed) {
          session = open();
        }
        const errand = errandOf(nextId++);
        const outcome = await send(session, errand);
        if (typeof outcome !== 'string') {
          answers.set(errand, outcome);
        } else if (outcome === 'not begun') {
          refused.push(errand);
        } else {
          failures.push(`${outcome}: ${addressOf(errand)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: STREAMS }, stream));
    session.close();
  };
  const clients = Array.from({ length: CONNECTIONS }, client);
  for (let count = 0; count < RELOADS; count++) {
    const enough = answers.size + 200;
    await until(() => answers.size >= enough, 'more answers');
    expect(await gate.nginx.reload()).toBe(true);
  }
  stopped = true;
  await Promise.all(clients);

  expect(failures.slice(0, 10)).toEqual([]);
  const lines = await gate.nginx.accessLog(answers.size);
  expect(mistakesIn(answers, lines).slice(0, 10)).toEqual([]);
  expect(lines).toHaveLength(answers.size);
  const begun = new Set([...lines.map(idIn), ...gate.app.reached().map(({ url }) => idIn(url))]);
  expect(refused.filter(({ id }) => begun.has(id))).toEqual([]);
}

/** One request; what became of it, if it has no whole answer. */
function send(session: ClientHttp2Session, errand: Errand): Promise<Answer | string> {
  return new Promise((resolve) => {
    const headers = Object.entries(requestOf(errand).headers ?? {});
    const stream = session.request({
      ':path': addressOf(errand),
      ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    });
    let answer: Answer | undefined;
    let body = '';
    let isWhole = false;
    stream.setEncoding('utf8');
    stream.on('response', (head) => {
      answer = { status: Number(head[':status']), headers: head, body: '' };
    });
    stream.on('data', (chunk: string) => (body += chunk));
    stream.on('end', () => (isWhole = true));
    stream.on('error', () => undefined);
    stream.on('close', () => {
      if (answer !== undefined && isWhole && stream.rstCode === constants.NGHTTP2_NO_ERROR) {
        resolve({ ...answer, body });
      } else if (answer === undefined && stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) {
        resolve('not begun');
      } else {
        resolve(`ended by ${stream.rstCode}`);
      }
    });
  });
}
