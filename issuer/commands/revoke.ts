/** `usher revoke`: takes access back. nginx on this machine knows of it before the command ends. */
import type { UsherConfig } from '../config/usher-config.js';
import { createPublisher } from '../revocation/publisher.js';
import { createRevoker, type Published, type Revoker } from '../revocation/revoker.js';
import { parseSubject } from '../revocation/subject.js';
import type { ApiToken, State } from '../state/state.js';
import { MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { timeText } from './key-ring.js';
import { requirePerson } from './named-person.js';
import { formatJson, safeText } from './print.js';
import { askState, withState } from './state.js';
import { unpublishedText } from './unpublished.js';

export type RevokeOptions = ConfigOption &
  Readonly<{ all?: boolean; session?: string; token?: string; json?: boolean }>;

/** What is to be revoked. */
type Target =
  | Readonly<{ kind: 'all' }>
  | Readonly<{ kind: 'subject'; subject: string }>
  | Readonly<{ kind: 'session'; sid: string; subject: string | undefined }>
  | Readonly<{ kind: 'token'; nameOrSid: string }>;

/** What came of it: a sentence for people, the members for programs. */
type Done = Published & Readonly<{ kind: 'done'; text: string; json: object }>;
type NotFound = Readonly<{ kind: 'not_found'; text: string }>;

type World = Readonly<{ state: State; revoker: Revoker; io: CommandIo }>;

/**
 * @param person the argument, if there is one: a subject, or the user name of somebody on record
 * @returns 1 if there is no such session or token, 2 if nothing was revoked or nginx does not know of it yet
 */
export async function revoke(
  person: string | undefined,
  options: RevokeOptions,
  io: CommandIo,
): Promise<ExitCode> {
  if (isUserName(person)) {
    const config = requireConfig(options, io);
    const found =
      config &&
      (await askState(config, (state) => requirePerson(person, state?.people() ?? [], io)));
    return found === undefined ? 2 : revoke(found.subject, options, io);
  }
  const target = targetOf(person, options);
  if (typeof target === 'string') {
    io.stderr(`error: ${target}\n`);
    return 2;
  }
  const config = requireConfig(options, io);
  const outcome =
    config && (await withState(config, io, (state) => carryOut(target, config, { state, io })));
  if (config === undefined || outcome === undefined) {
    return 2;
  }
  if (outcome.kind === 'not_found') {
    io.stderr(`error: ${outcome.text}\n`);
    return 1;
  }
  return report(outcome, config, { options, io });
}

/** Subjects have a colon, or are numbers; user names of Plex have none. */
function isUserName(text: string | undefined): text is string {
  return text !== undefined && !text.includes(':') && parseSubject(text) === undefined;
}

/** What somebody asked for, or what is wrong with it. */
function targetOf(text: string | undefined, options: RevokeOptions): Target | string {
  const { all, session, token } = options;
  const subject = text === undefined ? undefined : parseSubject(text);
  if (text !== undefined && subject === undefined) {
    return 'that is no subject; it looks like plex:1234567, or 1234567 for the same';
  }
  const asked = [all === true, session !== undefined, token !== undefined].filter(Boolean).length;
  if (asked > 1 || (asked === 1 && subject !== undefined && session === undefined)) {
    return 'one at a time: a subject, --session, --token or --all';
  }
  if (session !== undefined) {
    return /^[\w-]{1,64}$/.test(session)
      ? { kind: 'session', sid: session, subject }
      : 'that is no sid; the log of the portal has it';
  }
  if (token !== undefined) {
    return { kind: 'token', nameOrSid: token };
  }
  if (all === true) {
    return { kind: 'all' };
  }
  return subject === undefined
    ? 'say what: a subject (plex:1234567), --session, --token or --all'
    : { kind: 'subject', subject };
}

function carryOut(
  target: Target,
  { revocation }: UsherConfig,
  { state, io }: Omit<World, 'revoker'>,
): Done | NotFound {
  const revoker = createRevoker(state, () => createPublisher(state, revocation.dir));
  const world = { state, revoker, io };
  switch (target.kind) {
    case 'all':
      return revokeAll(world);
    case 'subject':
      return revokeSubject(target.subject, world);
    case 'session':
      return endSession(target, world);
    case 'token':
      return endToken(target.nameOrSid, world);
  }
}

/** For the admin page, and for whoever asks later who it was. */
function note({ state, io }: World, action: string, subject: string, detail: string): void {
  state.addAudit({ at: io.now(), actor: 'command line', action, subject, detail });
}

function revokeAll(world: World): Done {
  const { revoker, io } = world;
  const { notBefore, ...published } = revoker.revokeAll(io.now());
  note(world, 'revoked_all', '', `before ${timeText(notBefore)}`);
  const text = `everything from before ${timeText(notBefore)} is void: everybody signs in again\n`;
  return { kind: 'done', ...published, text, json: { all: true, notBefore } };
}

function revokeSubject(subject: string, world: World): Done {
  const { state, revoker, io } = world;
  if (!state.isKnown(subject)) {
    io.stderr(`warning: no session of ${safeText(subject)} is on record; is it the right one?\n`);
  }
  const { notBefore, ...published } = revoker.revokeSubject(subject, io.now());
  note(world, 'revoked', subject, `before ${timeText(notBefore)}`);
  const text = `${subject}: everything from before ${timeText(notBefore)} is void\n`;
  return { kind: 'done', ...published, text, json: { subject, notBefore } };
}

function endSession(
  { sid, subject }: Extract<Target, { kind: 'session' }>,
  world: World,
): Done | NotFound {
  const { state, revoker, io } = world;
  const session =
    subject === undefined
      ? state.findSession(sid)
      : { sid, subject, expiresAt: io.now() + MAX_TOKEN_LIFETIME_SECONDS };
  if (session === undefined) {
    return {
      kind: 'not_found',
      text: `no session ${sid} is on record; name its subject too ("usher revoke plex:1234567 --session ${sid}"), the log of the portal has both`,
    };
  }
  const published = revoker.endSession(session, io.now());
  note(world, 'session_ended', session.subject, sid);
  const text = `session ${sid} of ${session.subject} is over\n`;
  return { kind: 'done', ...published, text, json: { session: sid, subject: session.subject } };
}

function endToken(nameOrSid: string, world: World): Done | NotFound {
  const { state, revoker, io } = world;
  const named = state
    .apiTokens()
    .filter(({ sid, name }) => sid === nameOrSid || name === nameOrSid);
  const good = named.filter((one) => isGood(one, io.now()));
  const [token] = good;
  if (token === undefined) {
    const what = named.length === 0 ? 'there is no API token' : 'nothing is left to revoke of';
    return { kind: 'not_found', text: `${what} ${safeText(nameOrSid)}; see "usher token list"` };
  }
  if (good.length > 1) {
    const each = good.map(({ sid, subject }) => `${sid} of ${subject}`).join(', ');
    const text = `several API tokens are called ${safeText(nameOrSid)}; name one by its sid: ${each}`;
    return { kind: 'not_found', text };
  }
  const published = revoker.endSession(token, io.now());
  const { sid, subject, name } = token;
  note(world, 'token_revoked', subject, name);
  const text = `API token ${safeText(name)} (${sid}) is void\n`;
  return { kind: 'done', ...published, text, json: { token: name, session: sid, subject } };
}

function isGood({ revokedAt, expiresAt }: ApiToken, now: number): boolean {
  return revokedAt === undefined && expiresAt > now;
}

function report(
  { text, json, unpublished }: Done,
  config: UsherConfig,
  { options, io }: Readonly<{ options: RevokeOptions; io: CommandIo }>,
): ExitCode {
  const isPublished = unpublished === undefined;
  io.stdout(options.json === true ? formatJson({ ...json, published: isPublished }) : text);
  if (!isPublished) {
    io.stderr(unpublishedText(config, unpublished));
  }
  return isPublished ? 0 : 2;
}
