/**
 * Signing in on Plex's own page: the issuer makes a PIN, the person approves it there, the issuer asks what came of it.
 * The browser carries the PIN in a sealed cookie; nothing it sends besides that counts. No Express here.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Admission } from '../membership/admission.js';
import type { PlexFailure } from '../plex/outcomes.js';
import type { PlexClient } from '../plex/plex-client.js';
import type { Sealer } from '../token/sealed-cookie.js';
import { createExpiringSet } from './expiring-set.js';
import { RATE_LIMITED_SECONDS, type Hold } from './hold.js';

/** Plex keeps a PIN for half an hour; a shorter time leaves less for whoever tricks somebody into approving one. */
export const PIN_FLOW_SECONDS = 10 * 60;

/** The second of its start, base 36, and 128 random bits. */
const FLOW_ID = /^[0-9a-z]{1,10}-[A-Za-z0-9_-]{22}$/;

export type PinFlowDeps = Readonly<{
  plex: Pick<PlexClient, 'createPin' | 'checkPin'>;
  sealer: Sealer;
  /** What a Plex token is good for. */
  admit: (token: string) => Promise<Admission>;
  /** While it lasts, plex.tv is not asked about any PIN. */
  hold: Hold;
  /** NumericDate, seconds. */
  now: () => number;
  /** A claim may become visible only after the browser is back. */
  poll: Readonly<{ tries: number; pauseMs: number }>;
}>;

export type StartedPin =
  Readonly<{ kind: 'started'; flowId: string; sealed: string; code: string }> | PlexFailure;

export type FinishedPin =
  /** The flow's end: plex.tv has said whose account it is, and it will not be asked again. */
  | Readonly<{
      kind: 'identified';
      admission: Admission;
      /** Plex auth token: a secret. */
      plexToken: string;
      rd: string;
    }>
  | Readonly<{ kind: 'pending'; rd: string; code: string; retryAfterSeconds?: number }>
  | Readonly<{
      kind: 'failed';
      failure: PlexFailure | Readonly<{ kind: 'token_refused' }>;
      rd: string;
    }>
  /** plex.tv does not know the PIN any more. */
  | Readonly<{ kind: 'gone'; rd: string }>
  /** Too old, or not sealed by us for this flow. */
  | Readonly<{ kind: 'expired' }>
  | Readonly<{ kind: 'replayed' }>;

export type PinFlows = Readonly<{
  /** @param rd checked return address */
  start: (rd: string) => Promise<StartedPin>;
  /**
   * @param flowId from the address that Plex's page sent the browser to
   * @param sealed value of the flow's cookie
   */
  finish: (flowId: string, sealed: string) => Promise<FinishedPin>;
}>;

type Flow = Readonly<{ flowId: string; pinId: number; code: string; rd: string }>;

export function isFlowId(value: unknown): value is string {
  return typeof value === 'string' && FLOW_ID.test(value);
}

export function createPinFlows(deps: PinFlowDeps): PinFlows {
  /** Two loads of the return address at once share one redemption: the first may never reach the browser. */
  const underWay = new Map<string, Promise<FinishedPin>>();
  const redeemed = createExpiringSet(PIN_FLOW_SECONDS, deps.now);

  async function redeem(flow: Flow): Promise<FinishedPin> {
    const finished = await askPlex(flow, deps);
    if (finished.kind === 'identified') {
      redeemed.add(flow.flowId);
    }
    return finished;
  }

  return {
    async start(rd) {
      const pin = await deps.plex.createPin();
      if (pin.kind !== 'pin') {
        return pin;
      }
      const flowId = newFlowId(deps.now());
      const flow: Flow = { flowId, pinId: pin.id, code: pin.code, rd };
      const sealed =
        (await deps.sealer.seal(flow, PIN_FLOW_SECONDS, deps.now())) ??
        (await deps.sealer.seal({ ...flow, rd: '' }, PIN_FLOW_SECONDS, deps.now()));
      if (sealed === undefined) {
        throw new RangeError('a PIN does not fit into a cookie');
      }
      return { kind: 'started', flowId, sealed, code: pin.code };
    },

    async finish(flowId, sealed) {
      const flow = await deps.sealer.unseal(sealed, deps.now());
      if (!isFlow(flow) || flow.flowId !== flowId) {
        return { kind: 'expired' };
      }
      if (redeemed.has(flowId)) {
        return { kind: 'replayed' };
      }
      const shared = underWay.get(flowId);
      if (shared !== undefined) {
        return shared;
      }
      const redemption = redeem(flow).finally(() => underWay.delete(flowId));
      underWay.set(flowId, redemption);
      return redemption;
    },
  };
}

/**
 * Asks a few times whether somebody has approved the PIN. After each time that settles nothing comes a pause, the last
 * time included: whoever loads the address again and again still asks plex.tv once a pause.
 */
async function askPlex(flow: Flow, deps: PinFlowDeps): Promise<FinishedPin> {
  for (let asked = 1; ; asked++) {
    const finished = await askOnce(flow, deps);
    if (finished.kind === 'identified' || finished.kind === 'gone') {
      return finished;
    }
    await pause(deps.poll.pauseMs);
    const isWaiting = finished.kind === 'pending' && finished.retryAfterSeconds === undefined;
    if (!isWaiting || asked >= deps.poll.tries) {
      return finished;
    }
  }
}

async function askOnce(
  { pinId, rd, code }: Flow,
  { plex, admit, hold }: PinFlowDeps,
): Promise<FinishedPin> {
  const heldSeconds = hold.secondsLeft();
  if (heldSeconds > 0) {
    return { kind: 'pending', rd, code, retryAfterSeconds: heldSeconds };
  }
  const outcome = await plex.checkPin(pinId);
  switch (outcome.kind) {
    case 'claimed':
      return identify(await admit(outcome.token), outcome.token, rd);
    case 'gone':
      return { kind: 'gone', rd };
    case 'rate_limited': {
      const retryAfterSeconds = outcome.retryAfterSeconds ?? RATE_LIMITED_SECONDS;
      hold.begin(retryAfterSeconds);
      return { kind: 'pending', rd, code, retryAfterSeconds };
    }
    case 'plex_unavailable':
      return { kind: 'failed', failure: outcome, rd };
    case 'pending':
      return { kind: 'pending', rd, code };
  }
}

function identify(admission: Admission, plexToken: string, rd: string): FinishedPin {
  switch (admission.kind) {
    case 'admitted':
    case 'not_a_member':
    case 'no_rule':
    case 'override_refuses':
      return { kind: 'identified', admission, plexToken, rd };
    case 'token_refused':
    case 'rate_limited':
    case 'plex_unavailable':
      // plex.tv may give the token once more; if not, the PIN is gone, and that is said then.
      return { kind: 'failed', failure: admission, rd };
  }
}

function newFlowId(now: number): string {
  return `${Math.floor(now).toString(36)}-${randomBytes(16).toString('base64url')}`;
}

function isFlow(value: unknown): value is Flow {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { flowId, pinId, code, rd } = value as Partial<Record<keyof Flow, unknown>>;
  return (
    isFlowId(flowId) &&
    Number.isSafeInteger(pinId) &&
    typeof code === 'string' &&
    typeof rd === 'string'
  );
}
