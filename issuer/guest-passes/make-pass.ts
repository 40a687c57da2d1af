/**
 * Makes guest passes, for whoever may: with no more than they have themselves, and never group 0.
 */
import { randomBytes } from 'node:crypto';
import { MAX_RESOURCES } from '../../shared/token-profile.js';
import { GROUP_SIGNED_IN } from '../../shared/group.js';
import { formatMoment } from '../config/moment.js';
import type { UsherConfig } from '../config/usher-config.js';
import { message, type Message } from '../languages/message.js';
import { nameOf } from '../membership/person.js';
import type { State } from '../state/state.js';
import { bestGroupFor, goneReason, guestSubject, type GuestPass } from './guest-pass.js';
import { hashOfSecret, newGuestSecret } from './guest-link.js';
import { isReached, MAX_RESOURCES_BYTES, resourceOf, resourceOfApp } from './pass-resources.js';

const DAY_SECONDS = 24 * 60 * 60;

/** Who is here for longer is no guest. */
export const MAX_PASS_DAYS = 366;
export const MAX_PASS_USES = 1000;
export const MAX_PASS_NAME_CHARS = 64;

/** Of one maker, that are good. */
const MAX_PASSES = 200;

const ID_BYTES = 8;

export type PassRequest = Readonly<{
  name: string;
  /** `least`: the least that opens the apps it is for; not for what is named by its address. */
  group: number | 'least';
  /** Absent: whatever the group may. */
  only?: Readonly<{
    /** By name. */
    apps: readonly string[];
    /** As somebody writes them: see {@link resourceOf}. */
    addresses: readonly string[];
  }>;
  /** NumericDate */
  endsAt: number;
  /** Absent: any number of browsers. */
  maxUses?: number;
}>;

export type PassDeps = Readonly<{
  config: Pick<UsherConfig, 'issuer' | 'cookie' | 'apps'>;
  state: Pick<State, 'addGuestPass' | 'guestPasses' | 'addAudit'>;
  /** `subject`: or `command line`; `group`: 0–999, which they are in now. */
  maker: Readonly<{ subject: string; group: number }>;
  /** NumericDate, seconds. */
  now: number;
}>;

/** `secret`: what the link holds; it is kept nowhere. */
export type MadePass =
  | Readonly<{ kind: 'made'; pass: GuestPass; secret: string }>
  | Readonly<{ kind: 'refused'; problem: Message }>;

/**
 * Puts a pass on record.
 * @throws StateError if it cannot be put on record
 */
export function makePass(request: PassRequest, deps: PassDeps): MadePass {
  const { state, maker } = deps;
  const now = Math.floor(deps.now);
  const asked = understood(request, deps);
  if ('problem' in asked) {
    return { kind: 'refused', problem: asked.problem };
  }
  const good = state.guestPasses(maker.subject).filter((pass) => !goneReason(pass, now));
  if (good.length >= MAX_PASSES) {
    return { kind: 'refused', problem: message('pass.problem.too_many', { count: MAX_PASSES }) };
  }
  const { maxUses } = request;
  const pass: GuestPass = {
    // Typed on the command line as well, where nothing that begins with a hyphen is an id.
    id: randomBytes(ID_BYTES).toString('hex'),
    ...asked,
    endsAt: Math.floor(request.endsAt),
    ...(maxUses !== undefined && { maxUses }),
    uses: 0,
    madeBy: maker.subject,
    madeAt: now,
  };
  const secret = newGuestSecret();
  state.addGuestPass(pass, hashOfSecret(secret));
  state.addAudit({
    at: now,
    actor: maker.subject,
    action: 'guest_pass_made',
    subject: guestSubject(pass.id),
    detail: detailOf(pass),
  });
  return { kind: 'made', pass, secret };
}

type Understood =
  Pick<GuestPass, 'name' | 'groupId' | 'resources'> | Readonly<{ problem: Message }>;

function understood(request: PassRequest, deps: PassDeps): Understood {
  const name = nameOf(request.name);
  if (name === '' || request.name.trim().length > MAX_PASS_NAME_CHARS) {
    return { problem: message('pass.problem.name', { count: MAX_PASS_NAME_CHARS }) };
  }
  const end = request.endsAt;
  if (!(end > deps.now && end <= deps.now + MAX_PASS_DAYS * DAY_SECONDS)) {
    return { problem: message('pass.problem.end', { count: MAX_PASS_DAYS }) };
  }
  const { maxUses = 1 } = request;
  if (!(Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= MAX_PASS_USES)) {
    return { problem: message('pass.problem.uses', { count: MAX_PASS_USES }) };
  }
  const only = request.only && resourcesIn(request.only, deps);
  if (only !== undefined && 'problem' in only) {
    return only;
  }
  const group = groupIn(request, deps);
  return typeof group === 'number'
    ? { name, groupId: group, ...(only !== undefined && { resources: only.resources }) }
    : { problem: group };
}

function resourcesIn(
  { apps, addresses }: NonNullable<PassRequest['only']>,
  { config }: PassDeps,
): Readonly<{ resources: readonly string[] }> | Readonly<{ problem: Message }> {
  const resources: string[] = [];
  for (const name of apps) {
    const app = config.apps.find((each) => each.name === name);
    const entry = app && resourceOfApp(app);
    if (entry === undefined || !isReached(entry, config)) {
      return { problem: message('pass.problem.app', { app: name }) };
    }
    resources.push(entry);
  }
  for (const address of addresses) {
    const entry = resourceOf(address);
    if (entry === undefined || !isReached(entry, config)) {
      return { problem: message('pass.problem.address', { address: address.slice(0, 100) }) };
    }
    resources.push(entry);
  }
  const distinct = [...new Set(resources)];
  if (distinct.length === 0) {
    return { problem: 'pass.problem.nothing' };
  }
  const isShort = Buffer.byteLength(JSON.stringify(distinct)) <= MAX_RESOURCES_BYTES;
  return distinct.length <= MAX_RESOURCES && isShort
    ? { resources: distinct }
    : { problem: message('pass.problem.too_much', { count: MAX_RESOURCES }) };
}

/** No better than the maker's own, and one that opens each of the apps that were chosen. */
function groupIn(
  { group: asked, only }: PassRequest,
  { config, maker }: PassDeps,
): number | Message {
  const best = bestGroupFor(maker.group);
  const chosen = config.apps.filter(({ name }) => only?.apps.includes(name) === true);
  if (asked === 'least' && only !== undefined && only.addresses.length > 0) {
    // An app that happens to be there may need far more than whoever typed the address has in mind.
    return 'pass.problem.group_of_addresses';
  }
  if (asked === 'least' && chosen.length === 0) {
    return 'pass.problem.group_missing';
  }
  // Who has a pass has signed in, whatever is open to those who have not.
  const least = Math.max(best, Math.min(GROUP_SIGNED_IN, ...chosen.map((app) => app.group)));
  const group = asked === 'least' ? least : asked;
  if (!(Number.isInteger(group) && group >= best && group <= GROUP_SIGNED_IN)) {
    return message('pass.problem.group', { best });
  }
  const closed = chosen.find((app) => app.group < group);
  return closed === undefined
    ? group
    : message('pass.problem.app_closed', { app: closed.name, need: closed.group, group });
}

/** For the audit trail, in English. */
function detailOf({ name, groupId, resources, endsAt, maxUses }: GuestPass): string {
  return [
    name,
    `group ${String(groupId)}`,
    ...(resources === undefined ? [] : [resources.join(' ')]),
    `until ${formatMoment(endsAt)}`,
    ...(maxUses === undefined ? [] : [`uses ${String(maxUses)}`]),
  ].join(', ');
}
