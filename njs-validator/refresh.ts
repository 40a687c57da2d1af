/**
 * Off the path of requests: fetches what is revoked, and the public keys, and puts them where every worker sees them. The
 * build wraps all of it into the one function `refresh`, so that njs does not make its functions for requests.
 *
 * What was fetched and is not as it must be changes nothing: the last good list and the last good keys stay in force.
 */
import cryptoModule from 'crypto';
import type { GateFile, Refresh } from '../shared/gate-config.js';
import { publicKeysOf } from '../shared/public-jwk.js';
import { REVOCATION_ALIVE_FILE } from '../shared/revocation.js';
import { readRevocations, verifyRevocationList } from '../shared/revocation-list.js';
import { currentConfig, ringOf } from './fetched-keys.js';
import type { Outside, State, Timer } from './gate-request.js';
import { modifiedAt } from './revocation-folder.js';
import {
  STATE_ASKED,
  STATE_CONFIRMED_AT,
  STATE_EPOCH,
  STATE_KEYS,
  STATE_LIST,
  STATE_PROBLEM,
  STATE_RING,
  STATE_VERSION,
} from './state-keys.js';

/** What is done on demand. */
export function refresh() {
  return { answer };
}

/** More entries than a list can have. */
const ALL = 100_000;

/**
 * Handler of two things, because njs pays for each handler with every request: of nginx's timer, and of the variable
 * $usher_revocations_age.
 * @param asker a request, or the timer's own object, which has no address
 * @returns the variable's value, or a promise that never rejects
 */
function answer(
  asker: Timer,
  file: GateFile,
  outside: Outside,
  nowSeconds: number,
): string | Promise<void> {
  const state = outside.shared && outside.shared.usher_state;
  if (asker.uri !== undefined) {
    return ageOf(file, state, nowSeconds);
  }
  const wanted = file.whole.refresh;
  return wanted && state && isDue(file, wanted, state, nowSeconds)
    ? refreshAll(file, state, saying(asker, file, outside, nowSeconds), nowSeconds)
    : Promise.resolve();
}

/** Seconds since the portal has last said what is revoked; `-` where nobody knows. */
function ageOf(file: GateFile, state: State | undefined, nowSeconds: number): string {
  const confirmedAt =
    file.revocationDir === ''
      ? Number((state && state.get(STATE_CONFIRMED_AT)) || NaN)
      : modifiedAt(file.revocationDir + '/' + REVOCATION_ALIVE_FILE) / 1000;
  return confirmedAt > 0 ? String(Math.max(0, Math.round(nowSeconds - confirmedAt))) : '-';
}

/** The same outside, to which each question says what asks: the portal shows it to admins, and goes by it in nothing. */
function saying(asker: Timer, file: GateFile, outside: Outside, nowSeconds: number): Outside {
  const gate = file.whole.refresh && file.whole.refresh.gate;
  const nginx = asker.variables && asker.variables.nginx_version;
  if (!gate || !nginx) {
    return outside;
  }
  const list = ageOf(file, outside.shared && outside.shared.usher_state, nowSeconds);
  const headers = { 'Usher-Gate': gate + '; nginx/' + nginx + '; list=' + list };
  return {
    shared: outside.shared,
    fetch: (url) => outside.fetch(url, { headers }),
    log: (level, text) => {
      outside.log(level, text);
    },
    ERR: outside.ERR,
    WARN: outside.WARN,
  };
}

/** Each server has a timer of its own; they all run in one worker at about the same time, and the first does it for all. */
function isDue(file: GateFile, wanted: Refresh, state: State, nowSeconds: number): boolean {
  const asked = (state.get(STATE_ASKED) || '').split(' ');
  const since = nowSeconds - Number(asked[1] || NaN);
  if (asked[0] === file.generation && since >= 0 && since < wanted.intervalSeconds / 5) {
    return false;
  }
  state.set(STATE_ASKED, file.generation + ' ' + String(nowSeconds));
  return true;
}

function refreshAll(
  file: GateFile,
  state: State,
  outside: Outside,
  nowSeconds: number,
): Promise<void> {
  const wanted = file.whole.refresh as Refresh;
  const problems: string[] = [];
  const attempt = (
    what: string,
    url: string,
    take: (text: string) => string | undefined | Promise<string | undefined>,
  ): (() => Promise<void>) => {
    if (url === '') {
      return () => Promise.resolve();
    }
    // Both are under way at once; what came is looked at in turn.
    const asked = fetchText(outside, url).then(
      (text) => () => text,
      (error: unknown) => () => {
        throw error;
      },
    );
    return () =>
      asked
        .then((text) => take(text()))
        .catch((error: unknown) => String(error))
        .then((problem) => {
          if (problem !== undefined) {
            problems.push(what + ' could not be renewed from ' + url + ': ' + problem);
          }
        });
  };
  const takeKeysNext = attempt('the keys', wanted.keysUrl, (text) => takeKeys(text, file, state));
  const takeListNext = attempt('what is revoked', wanted.revocationsUrl, (text) =>
    takeList(text, file, state, nowSeconds),
  );
  return takeKeysNext()
    .then(takeListNext)
    .then(() => {
      report(problems.join('; '), state, outside);
    });
}

function fetchText(outside: Outside, url: string): Promise<string> {
  return outside.fetch(url).then((reply) => {
    if (reply.status !== 200) {
      throw new Error('status ' + String(reply.status));
    }
    return reply.text();
  });
}

/** @returns what is wrong with it */
function takeKeys(text: string, file: GateFile, state: State): string | undefined {
  const keys = publicKeysOf(text);
  if (typeof keys === 'string') {
    return keys;
  }
  const own = file.whole.keys.filter((key) => key.alg === 'HS256');
  if (keys.some((key) => own.some((other) => other.kid === key.kid))) {
    return 'it has a key of the name that another one has';
  }
  const kept = ringOf(file.whole) + '\n' + JSON.stringify(keys);
  if (state.get(STATE_KEYS) !== kept) {
    // The keys last: whoever is stopped in between does both again.
    state.set(STATE_RING, cryptoModule.createHash('sha256').update(kept).digest('base64url'));
    state.set(STATE_KEYS, kept);
  }
  setVersion(state);
  return undefined;
}

/** @returns what is wrong with it */
function takeList(
  text: string,
  file: GateFile,
  state: State,
  nowSeconds: number,
): Promise<string | undefined> {
  const config = currentConfig(file.whole, state);
  const expected = {
    keys: config.keys,
    issuer: config.issuer,
    heldIat: Number(state.get(STATE_CONFIRMED_AT) || 0),
    nowSeconds,
  };
  return verifyRevocationList(text.trim(), expected).then((news) => {
    if ('problem' in news) {
      return news.problem;
    }
    if (state.get(STATE_LIST) !== news.fingerprint && !put(news.rest, state)) {
      return 'it is malformed';
    }
    state.set(STATE_CONFIRMED_AT, String(news.iat));
    state.set(STATE_LIST, news.fingerprint);
    setVersion(state);
    return undefined;
  });
}

/**
 * Who reads meanwhile reads entries of both lists: what the new one takes back is taken back, and the version, which
 * comes last, keeps that reader from remembering it as true of the new list.
 */
function put(rest: string, state: State): boolean {
  const list = readRevocations(rest);
  if (list === undefined) {
    return false;
  }
  const isListed: Record<string, true> = {};
  list.entries.forEach((entry) => {
    isListed[entry[0]] = true;
  });
  state.set(STATE_EPOCH, String(list.epoch));
  // First, so that there is room.
  state.keys(ALL).forEach((name) => {
    if (/^[sh]-/.test(name) && isListed[name] !== true) {
      state.delete(name);
    }
  });
  list.entries.forEach((entry) => {
    const revoked = entry[1];
    state.set(entry[0], [String(revoked.notBefore)].concat(revoked.endedSessions).join('\n'));
  });
  return true;
}

function setVersion(state: State): void {
  const version = (state.get(STATE_LIST) || '') + '.' + (state.get(STATE_RING) || '');
  if (state.get(STATE_VERSION) !== version) {
    state.set(STATE_VERSION, version);
  }
}

/** Says what is new, not the same every few seconds. */
function report(problem: string, state: State, outside: Outside): void {
  const before = state.get(STATE_PROBLEM) || '';
  if (problem === before) {
    return;
  }
  state.set(STATE_PROBLEM, problem);
  if (problem !== '') {
    outside.log(outside.ERR, 'usher: ' + problem);
  } else {
    outside.log(outside.WARN, 'usher: the portal is heard again');
  }
}
