/**
 * Every app behind the gate sees the session cookie of its visitors, and could use it here. So the pages for admins, and
 * those of the account on which something is made that outlives the session, want more: a second cookie of the same
 * sign-in, which goes to these pages alone.
 */
import type { Request, Response } from 'express';
import type { Visitor } from '../http/visitor.js';
import { cookiesOf, type Portal } from './portal.js';

export type Pages = 'admin' | 'account';

type Proof = Readonly<{ subject: string; sid: string }>;

/** At the end of a sign-in. It lasts as long as its session may. */
export async function giveProof(
  portal: Portal,
  res: Response,
  pages: Pages,
  { subject, sid }: Proof,
): Promise<void> {
  const { renewal, renewForSeconds, lifetimeSeconds } = portal.config.session;
  const seconds = renewal ? Math.max(renewForSeconds, lifetimeSeconds) : lifetimeSeconds;
  const { name, options } = portal.cookies[pages];
  const sealed = await portal.proofSealers[pages].seal({ subject, sid }, seconds, portal.now());
  if (sealed !== undefined) {
    res.cookie(name, sealed, options(seconds));
  }
}

/** Whether the browser has the one of this very session. */
export async function hasProof(
  portal: Portal,
  req: Request,
  pages: Pages,
  { subject, sid }: Pick<Visitor, 'subject' | 'sid'>,
): Promise<boolean> {
  const text = cookiesOf(req)[portal.cookies[pages].name];
  const proof =
    typeof text === 'string'
      ? await portal.proofSealers[pages].unseal(text, portal.now())
      : undefined;
  return sid !== undefined && isProof(proof) && proof.subject === subject && proof.sid === sid;
}

function isProof(value: unknown): value is Proof {
  return typeof value === 'object' && value !== null && 'subject' in value && 'sid' in value;
}
