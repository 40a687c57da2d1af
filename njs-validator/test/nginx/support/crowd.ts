/** Many people with many requests at once, and what each of them must get: values to compare, no assertions. */
import { Agent } from 'node:http';
import type { DenyReason } from '../../../../shared/deny-reason.js';
import type { SharedKey } from '../../../../shared/gate-config.js';
import { goodClaims, mint } from '../../../../shared/test/token-maker.js';
import { headerOf, type Reached } from './app.js';
import { ask, type Answer, type Ask } from './request.js';
import { AS_API, AS_PAGE } from './visit.js';

const IDENTITY_HEADERS = [
  'remote-user',
  'remote-name',
  'remote-email',
  'remote-groups',
  'remote-group-id',
];

/** Somebody signed in has a group; everybody else has the reason why not. */
export type Visitor = Readonly<{
  cookie: string;
  /** Remote-User and the other headers that the app must see. */
  identity: readonly string[];
  group?: number;
  reason?: DenyReason;
}>;

export type Errand = Readonly<{
  id: number;
  visitor: Visitor;
  threshold: number;
  /** A navigation; else a program that asks for JSON. */
  isPage: boolean;
  /** While a change comes into force: whom one may be taken for as well. */
  otherwise?: Visitor | undefined;
}>;

/** What came of an errand, as far as it says who one was taken for. */
type Outcome = Readonly<{ status: number; told: readonly string[]; log: string }>;

/** One person for each group, the keys in turn; every other one has no e-mail address that another's could fill. */
export function people(
  now: number,
  keys: readonly SharedKey[],
  groups: readonly number[],
): Visitor[] {
  return groups.map((group, index) => {
    const user = `person-${String(index)}`;
    const claims = {
      sub: `plex:${String(1000 + index)}`,
      preferred_username: user,
      name: `Name${String(index)}`,
      email: index % 2 === 0 ? `${user}@example.com` : '',
      group: `group-${String(index)}`,
      group_id: group,
    };
    const token = mint(keys[index % keys.length]!, { ...goodClaims(now), ...claims });
    return {
      cookie:
        index % 3 === 0
          ? `__Secure-usher=scrap; a=b; __Secure-usher=${token}`
          : `__Secure-usher=${token}`,
      identity: [user, claims.name, claims.email, claims.group, String(group)],
      group,
    };
  });
}

/** People whom nobody knows, each for another reason. */
export function strangers(now: number, [key]: readonly SharedKey[], other: SharedKey): Visitor[] {
  const good = goodClaims(now);
  const tokens: [DenyReason, string][] = [
    ['expired', mint(key!, { ...good, exp: now - 3600 })],
    ['signature_mismatch', mint({ ...other, kid: key!.kid }, { ...good, group_id: 0 })],
    ['aud_mismatch', mint(key!, { ...good, aud: 'elsewhere.example' })],
    ['not_three_segments', 'scrap'],
  ];
  return [
    { cookie: '', identity: [], reason: 'no_token' },
    ...tokens.map(([reason, token]) => ({
      cookie: `__Secure-usher=${token}`,
      identity: [],
      reason,
    })),
  ];
}

/** Runs all errands over so many connections that stay open. Gives those that went wrong, and how. */
export async function wrongOutcomes(
  origin: string,
  errands: readonly Errand[],
  connections: number,
  logLines: () => Promise<readonly string[]>,
): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answers = new Map<Errand, Answer>();
  const waiting = [...errands];
  const runner = async () => {
    for (let errand = waiting.pop(); errand !== undefined; errand = waiting.pop()) {
      answers.set(errand, await ask(origin + addressOf(errand), { ...requestOf(errand), agent }));
    }
  };
  await Promise.all(Array.from({ length: connections }, runner));
  agent.destroy();
  return mistakesIn(answers, await logLines());
}

/**
 * What is not as it must be, in answers and in the access log; a text each.
 * @param logLines undefined: the log is not looked at
 */
export function mistakesIn(
  answers: ReadonlyMap<Errand, Answer>,
  logLines: readonly string[] | undefined,
): string[] {
  const logs = new Map(logLines?.map((line) => [idIn(line), line]));
  const logged = (id: number, { log }: Outcome) =>
    logLines === undefined ? log : (logs.get(id) ?? '');
  return [...answers].flatMap(([errand, answer]) => {
    const wanted = expectedOf(errand, errand.visitor);
    const expected = JSON.stringify(wanted);
    const also = errand.otherwise && JSON.stringify(expectedOf(errand, errand.otherwise));
    const seen = JSON.stringify(outcomeOf(errand, answer, logged(errand.id, wanted)));
    return seen === expected || seen === also ? [] : [`${seen} instead of ${expected}`];
  });
}

/** Whether the app may hear of it. */
export function mayPass({ visitor: { group }, threshold }: Errand): boolean {
  return threshold === 999 || (group !== undefined && group <= threshold);
}

/** The errand that a line of a log tells of; NaN if none. */
export function idIn(line: string): number {
  return Number(/\?id=(\d+)/.exec(line)?.[1]);
}

/** Path and query that an errand asks for. */
export function addressOf({ id, threshold }: Errand): string {
  return `/${String(threshold)}/?id=${String(id)}`;
}

/** How it asks. */
export function requestOf({ visitor, isPage }: Errand): Pick<Ask, 'headers'> {
  const cookie = visitor.cookie === '' ? {} : { Cookie: visitor.cookie };
  return { headers: { ...(isPage ? AS_PAGE : AS_API), ...cookie } };
}

function expectedOf(errand: Errand, visitor: Visitor): Outcome {
  const { threshold, isPage } = errand;
  const address = addressOf(errand);
  const { group, identity, reason = '' } = visitor;
  const logged = (status: number, why: string) =>
    `GET ${address} ${String(status)} ${why}|${identity[0] ?? ''}|${identity[4] ?? ''}|${String(threshold)}`;
  if (group !== undefined && group <= threshold) {
    return { status: 200, told: [address, ...identity], log: logged(200, 'allowed') };
  }
  if (group !== undefined) {
    const told = isPage
      ? [identity[1]!, String(group), String(threshold)]
      : [String(group), String(threshold)];
    return { status: 403, told, log: logged(403, 'group_above_threshold') };
  }
  if (threshold === 999) {
    return { status: 200, told: [address, '', '', '', '', ''], log: logged(200, 'guest') };
  }
  return isPage
    ? { status: 302, told: [address], log: logged(302, reason) }
    : { status: 401, told: ['not_signed_in'], log: logged(401, reason) };
}

function outcomeOf({ isPage }: Errand, answer: Answer, log: string): Outcome {
  return { status: answer.status, told: toldBy(answer, isPage), log };
}

/** Passed: what the app was told. Refused: what the visitor is told about himself. */
function toldBy({ status, headers, body }: Answer, isPage: boolean): string[] {
  if (status === 302) {
    const { pathname, search } = new URL(
      new URL(headers.location ?? '').searchParams.get('rd') ?? '',
    );
    return [pathname + search];
  }
  if (status === 403 && isPage) {
    const [, name = ''] = /<strong>([^<]*)</.exec(body) ?? [];
    return [name, ...[...body.matchAll(/<dd>(\d{1,3})(?=[ <])/g)].map((match) => match[1]!)];
  }
  const json = JSON.parse(body) as { error?: string; group_id: number; needed: number };
  if (status === 403) {
    return [String(json.group_id), String(json.needed)];
  }
  if (status !== 200) {
    return [json.error ?? ''];
  }
  const reached = json as unknown as Reached;
  return [reached.url, ...IDENTITY_HEADERS.map((name) => headerOf(reached, name) ?? '')];
}
