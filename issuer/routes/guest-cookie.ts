/**
 * A browser that came in by a guest pass may do so again, for as long as the pass lasts, without counting twice: a sealed
 * cookie says which passes it has used. Whoever signs out gives that up.
 */
import type { Request, Response } from 'express';
import type { GuestPass } from '../guest-passes/guest-pass.js';
import { MAX_PASS_DAYS } from '../guest-passes/make-pass.js';
import { cookiesOf, type Portal } from './portal.js';

/** Longer lists do not pay. */
const MAX_PASSES = 8;

/** No pass lasts longer. */
const SECONDS = MAX_PASS_DAYS * 24 * 60 * 60;

export async function isUsedHere(portal: Portal, req: Request, passId: string): Promise<boolean> {
  return (await usedHere(portal, req)).includes(passId);
}

export async function noteUsedHere(
  portal: Portal,
  req: Request,
  res: Response,
  { id }: Pick<GuestPass, 'id'>,
): Promise<void> {
  const others = (await usedHere(portal, req)).filter((each) => each !== id);
  const passes = [id, ...others].slice(0, MAX_PASSES);
  const sealed = await portal.guestSealer.seal({ passes }, SECONDS, portal.now());
  if (sealed !== undefined) {
    const { name, options } = portal.cookies.guest;
    res.cookie(name, sealed, options(SECONDS));
  }
}

async function usedHere(portal: Portal, req: Request): Promise<readonly string[]> {
  const text = cookiesOf(req)[portal.cookies.guest.name];
  const used = typeof text === 'string' ? await portal.guestSealer.unseal(text, portal.now()) : {};
  const { passes } = (used ?? {}) as Readonly<{ passes?: unknown }>;
  return Array.isArray(passes) ? passes.filter((each) => typeof each === 'string') : [];
}
