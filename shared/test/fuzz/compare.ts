/** One token before our verifier and before jose: the two must say the same, but for the rules that jose lacks. */
import { isDeepStrictEqual } from 'node:util';
import type { SessionClaims } from '../../claims.js';
import type { DenyReason } from '../../deny-reason.js';
import type { GateConfig, SharedKeyGateConfig } from '../../gate-config.js';
import { identityOf } from '../../identity.js';
import { restrict } from '../../resources.js';
import { decide } from '../../verdict.js';
import { verifyToken } from '../../verify-token.js';
import { joseVerdict, stricterReason } from '../jose-reference.js';
import { ASKED, gateConfigFor, testKeys, verifierOf } from '../token-maker.js';
import type { Outcome } from './fuzz.js';

export const NOW = 1_790_000_000;

/** Rings of one, two and three keys; the first key is the same in all. */
export const CONFIGS: readonly SharedKeyGateConfig[] = [1, 2, 3].map((count) =>
  gateConfigFor(testKeys(count)),
);

/**
 * Verifies a token both ways.
 * @returns our result
 * @throws Error if jose refuses what we accept; if we refuse what jose accepts, without a rule that says so or with
 *   another reason than that rule's; if we accept what a rule refuses; if the claims differ; or if an app would be told
 *   something that is no header value
 */
export async function compare(
  token: string,
  config: GateConfig,
): Promise<SessionClaims | DenyReason> {
  const ours = await verifyToken(token, config, NOW);
  const theirs = await joseVerdict(token, config, NOW);
  if (theirs.kind === 'refused') {
    if (typeof ours === 'object') {
      throw new Error(`we accept, jose does not: ${theirs.message}`);
    }
    return ours;
  }
  const reason = stricterReason(token, config, NOW);
  if (typeof ours === 'string') {
    if (ours !== reason) {
      throw new Error(`jose accepts, we say ${ours}, the rules say ${reason ?? 'nothing'}`);
    }
    return ours;
  }
  if (reason !== undefined) {
    throw new Error(`we accept, the rules say ${reason}`);
  }
  if (!isDeepStrictEqual(ours, theirs.payload)) {
    throw new Error('jose reads other claims');
  }
  mustBeHeaderValues(ours);
  return ours;
}

/** The same, and the verdict at a threshold. */
export async function compareVerdict(
  token: string,
  config: GateConfig,
  threshold: number,
): Promise<Outcome> {
  const verified = await compare(token, config);
  const found = await decide([token], verifierOf(config), NOW, threshold);
  const { status, reason, claims } = restrict(found, threshold, ASKED);
  const isMember = typeof verified === 'object';
  const isGuest = isMember && threshold === 999 && !opensWhatIsAsked(verified);
  const expected =
    isMember && !isGuest
      ? [mayPass(verified, threshold) ? 204 : 403, verified.group_id]
      : [threshold === 999 ? 204 : 401, undefined];
  if (!isDeepStrictEqual([status, claims?.group_id], expected)) {
    throw new Error(`threshold ${threshold}: ${status} ${reason}, expected ${String(expected)}`);
  }
  // At the threshold of everybody the reason is hidden; the books want it.
  return isMember ? reason : verified;
}

function mayPass(claims: SessionClaims, threshold: number): boolean {
  return claims.group_id - threshold <= 0 && opensWhatIsAsked(claims);
}

/** Of a request for 127.0.0.1/4/. */
function opensWhatIsAsked({ resources }: SessionClaims): boolean {
  const open = ['127.0.0.1/', '127.0.0.1/4', '127.0.0.1/4/'];
  return resources === undefined || resources.some((entry) => open.includes(entry));
}

function mustBeHeaderValues(claims: SessionClaims): void {
  for (const [header, value] of Object.entries(identityOf(claims))) {
    if (!/^(?:[!-~](?:[ -~]*[!-~])?)?$/.test(value)) {
      throw new Error(`${header} is no header value: ${JSON.stringify(value)}`);
    }
  }
}
