/**
 * Attaching the owner's account on Plex's own page, from the admin page: like a sign-in with Plex (pin-flow.ts), under the
 * link's own client identifier and for one signed-in admin alone. Their browser carries the PIN, and then the token until
 * they have chosen servers, in a sealed cookie. No Express here.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { UsherConfig } from '../config/usher-config.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexClient } from '../plex/plex-client.js';
import { RATE_LIMITED_SECONDS, type Hold } from '../sign-in/hold.js';
import type { OwnerLink, State } from '../state/state.js';
import type { Sealer } from '../token/sealed-cookie.js';
import { linkIdentifierOf } from './link-client.js';
import {
  findOwner,
  readableLink,
  storeLink,
  type FoundOwner,
  type NotLinked,
  type OwnedServer,
} from './link-owner.js';

/** For the way to Plex's page and back, and then again for choosing. */
export const LINK_FLOW_SECONDS = 10 * 60;

export type LinkFlowDeps = Readonly<{
  config: Pick<UsherConfig, 'plex'>;
  state: State;
  plexAs: (clientIdentifier: string) => PlexClient;
  sealer: Sealer;
  /** 32 random bytes of the data folder. */
  sealingKey: Uint8Array;
  /** While it lasts, plex.tv is not asked about any PIN. */
  hold: Hold;
  /** NumericDate, seconds. */
  now: () => number;
  /** A claim may become visible only after the browser is back. */
  poll: Readonly<{ tries: number; pauseMs: number }>;
}>;

export type StartedLink =
  | Readonly<{
      kind: 'started';
      /** The flow's cookie. */
      sealed: string;
      /** Plex's page. */
      address: string;
    }>
  | PlexFailure;

/** An account that somebody has approved; the token in it is a secret. */
export type Approved = Readonly<{ token: string; clientIdentifier: string }>;

export type FinishedLink =
  | Readonly<{
      kind: 'approved';
      approved: Approved;
      /** Takes the place of the flow's cookie. */
      sealed: string;
    }>
  | Readonly<{
      kind: 'pending';
      /** Plex's page, once more. */
      address: string;
      retryAfterSeconds?: number;
    }>
  | Readonly<{ kind: 'failed'; failure: PlexFailure }>
  /** plex.tv does not know the PIN any more; or it is not a flow of this admin, or too old. */
  | Readonly<{ kind: 'over' }>;

export type LinkFlows = Readonly<{
  /**
   * @param subject of the admin
   * @param returnAddress where Plex's page sends the browser, for the flow's id
   */
  start: (subject: string, returnAddress: (flowId: string) => string) => Promise<StartedLink>;
  finish: (
    flowId: string,
    sealed: string,
    subject: string,
    returnAddress: (flowId: string) => string,
  ) => Promise<FinishedLink>;
  /** What {@link FinishedLink} left with the browser. */
  approvedOf: (sealed: string, subject: string) => Promise<Approved | undefined>;
  find: (approved: Approved) => Promise<FoundOwner | NotLinked>;
  store: (
    approved: Approved,
    found: FoundOwner,
    chosen: readonly OwnedServer[],
    actor: string,
  ) => Promise<OwnerLink>;
}>;

type Flow = Readonly<{
  flowId: string;
  pinId: number;
  code: string;
  clientIdentifier: string;
  subject: string;
}>;

const FLOW_ID = /^[A-Za-z0-9_-]{22}$/;

export function isLinkFlowId(value: unknown): value is string {
  return typeof value === 'string' && FLOW_ID.test(value);
}

export function createLinkFlows(deps: LinkFlowDeps): LinkFlows {
  const { state, plexAs, sealer, sealingKey, hold, now } = deps;

  async function seal(payload: object): Promise<string> {
    const sealed = await sealer.seal(payload, LINK_FLOW_SECONDS, now());
    if (sealed === undefined) {
      throw new RangeError('a link under way does not fit into a cookie');
    }
    return sealed;
  }

  return {
    async start(subject, returnAddress) {
      const heldSeconds = hold.secondsLeft();
      if (heldSeconds > 0) {
        return { kind: 'rate_limited', retryAfterSeconds: heldSeconds };
      }
      const clientIdentifier = linkIdentifierOf(readableLink(state));
      const client = plexAs(clientIdentifier);
      const pin = await client.createPin();
      if (pin.kind !== 'pin') {
        if (pin.kind === 'rate_limited') {
          hold.begin(pin.retryAfterSeconds ?? RATE_LIMITED_SECONDS);
        }
        return pin;
      }
      const flowId = randomBytes(16).toString('base64url');
      const flow: Flow = { flowId, pinId: pin.id, code: pin.code, clientIdentifier, subject };
      const address = client.authPageUrl(pin.code, returnAddress(flowId));
      return { kind: 'started', sealed: await seal(flow), address };
    },

    async finish(flowId, sealed, subject, returnAddress) {
      const flow = await sealer.unseal(sealed, now());
      if (!isFlow(flow) || flow.flowId !== flowId || flow.subject !== subject) {
        return { kind: 'over' };
      }
      const { code, clientIdentifier } = flow;
      const client = plexAs(clientIdentifier);
      const asked = await askPlex(flow, client, deps);
      if (asked.kind === 'pending') {
        return { ...asked, address: client.authPageUrl(code, returnAddress(flowId)) };
      }
      if (asked.kind !== 'claimed') {
        return asked;
      }
      const approved = { token: asked.token, clientIdentifier };
      return { kind: 'approved', approved, sealed: await seal({ ...approved, subject }) };
    },

    async approvedOf(sealed, subject) {
      const approved = await sealer.unseal(sealed, now());
      return isApproved(approved) && approved.subject === subject ? approved : undefined;
    },

    find: ({ token, clientIdentifier }) =>
      findOwner(plexAs(clientIdentifier), token, deps.config.plex),

    store: ({ token, clientIdentifier }, found, chosen, actor) =>
      storeLink(
        { found, chosen, token, clientIdentifier },
        { state, sealingKey, now: now(), actor },
      ),
  };
}

type Asked =
  | Readonly<{ kind: 'claimed'; token: string }>
  | Readonly<{ kind: 'pending'; retryAfterSeconds?: number }>
  | Extract<FinishedLink, { kind: 'failed' | 'over' }>;

/** A few times, with a pause after each that settles nothing: whoever loads the address again asks once a pause. */
async function askPlex(flow: Flow, client: PlexClient, deps: LinkFlowDeps): Promise<Asked> {
  for (let asked = 1; ; asked++) {
    const outcome = await askOnce(flow, client, deps.hold);
    if (outcome.kind === 'claimed' || outcome.kind === 'over') {
      return outcome;
    }
    await pause(deps.poll.pauseMs);
    const isWaiting = outcome.kind === 'pending' && outcome.retryAfterSeconds === undefined;
    if (!isWaiting || asked >= deps.poll.tries) {
      return outcome;
    }
  }
}

async function askOnce({ pinId }: Flow, client: PlexClient, hold: Hold): Promise<Asked> {
  const heldSeconds = hold.secondsLeft();
  if (heldSeconds > 0) {
    return { kind: 'pending', retryAfterSeconds: heldSeconds };
  }
  const outcome = await client.checkPin(pinId);
  switch (outcome.kind) {
    case 'claimed':
      return outcome;
    case 'pending':
      return { kind: 'pending' };
    case 'gone':
      return { kind: 'over' };
    case 'rate_limited': {
      const retryAfterSeconds = outcome.retryAfterSeconds ?? RATE_LIMITED_SECONDS;
      hold.begin(retryAfterSeconds);
      return { kind: 'pending', retryAfterSeconds };
    }
    case 'plex_unavailable':
      return { kind: 'failed', failure: outcome };
  }
}

function isFlow(value: unknown): value is Flow {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { flowId, pinId, ...texts } = value as Partial<Record<keyof Flow, unknown>>;
  return (
    isLinkFlowId(flowId) &&
    Number.isSafeInteger(pinId) &&
    [texts.code, texts.clientIdentifier, texts.subject].every((text) => typeof text === 'string')
  );
}

function isApproved(value: unknown): value is Approved & Readonly<{ subject: string }> {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { token, clientIdentifier, subject } = value as Partial<Record<string, unknown>>;
  return [token, clientIdentifier, subject].every((text) => typeof text === 'string');
}
