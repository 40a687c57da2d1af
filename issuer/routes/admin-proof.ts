/**
 * The pages for admins want more than the session cookie, which every app behind the gate sees of its visitors: a
 * second cookie of the same sign-in, which goes to these pages alone.
 */
import type { Request, Response } from 'express';
import type { Visitor } from '../http/visitor.js';
import { cookiesOf, type Portal } from './portal.js';

type Proof = Readonly<{ subject: string; sid: string }>;

/** At the end of a sign-in of group 0. It lasts as long as its session may. */
export async function giveAdminProof(
  portal: Portal,
  res: Response,
  { subject, sid }: Proof,
): Promise<void> {
  const { renewal, renewForSeconds, lifetimeSeconds } = portal.config.session;
  const seconds = renewal ? Math.max(renewForSeconds, lifetimeSeconds) : lifetimeSeconds;
  const { name, options } = portal.cookies.admin;
  const sealed = await portal.adminSealer.seal({ subject, sid }, seconds, portal.now());
  if (sealed !== undefined) {
    res.cookie(name, sealed, options(seconds));
  }
}

/** Whether the browser has the one of this very session. */
export async function hasAdminProof(
  portal: Portal,
  req: Request,
  { subject, sid }: Visitor,
): Promise<boolean> {
  const text = cookiesOf(req)[portal.cookies.admin.name];
  const proof =
    typeof text === 'string' ? await portal.adminSealer.unseal(text, portal.now()) : undefined;
  return sid !== undefined && isProof(proof) && proof.subject === subject && proof.sid === sid;
}

function isProof(value: unknown): value is Proof {
  return typeof value === 'object' && value !== null && 'subject' in value && 'sid' in value;
}
