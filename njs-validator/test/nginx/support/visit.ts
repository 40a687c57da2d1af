/** One request through the gate, and all that can be said about it afterwards. */
import { goodClaims, mint, testKeys } from '../../../../shared/test/token-maker.js';
import type { Reached } from './app.js';
import type { Gate } from './gate.js';
import { ask, askRaw, type Answer, type Ask } from './request.js';

export type Visit = Readonly<{
  status: number;
  answer: Answer;
  /** From the access log; '' where the gate was not asked. */
  reason: string;
  user: string;
  groupId: string;
  threshold: string;
  /** What reached the app. */
  reached: readonly Reached[];
}>;

/** @param path with its query */
export async function visit(gate: Gate, path: string, asked: Ask = {}): Promise<Visit> {
  const answer = await ask(gate.nginx.origin + path, asked);
  return { status: answer.status, answer, ...(await lastVisit(gate)) };
}

/**
 * The same for a request that is written out.
 * @param lines the header lines after Host, each character a byte
 */
export async function visitRaw(
  gate: Gate,
  path: string,
  lines: readonly string[],
): Promise<Omit<Visit, 'answer'>> {
  const head = [`GET ${path} HTTP/1.1`, 'Host: app.example.com', 'Connection: close', ...lines];
  const answer = await askRaw(
    gate.nginx.port,
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'),
  );
  return { status: Number(answer.split(' ')[1]), ...(await lastVisit(gate)) };
}

/** The same for a request that was sent by other means: what log and app say of the one since the last visit. */
export async function lastVisit(gate: Gate): Promise<Omit<Visit, 'status' | 'answer'>> {
  const [line = ''] = await gate.nginx.accessLog(1);
  const [reason = '', user = '', groupId = '', threshold = ''] = line
    .substring(line.lastIndexOf(' ') + 1)
    .split('|');
  return { reason, user, groupId, threshold, reached: gate.app.reached() };
}

/** Cookie header of a person of the sample ring's first key: zoe in group 4, but for `claims`. */
export function session(claims: object = {}): { Cookie: string } {
  const now = Math.floor(Date.now() / 1000);
  return {
    Cookie: `__Secure-usher=${mint(testKeys(1)[0]!, { ...goodClaims(now), ...claims })}`,
  };
}

/** Headers of a browser that opens a page; of a script in one; of a program. */
export const AS_PAGE = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
export const AS_FETCH = { Accept: '*/*', 'Sec-Fetch-Mode': 'cors' };
export const AS_API = { Accept: 'application/json' };
