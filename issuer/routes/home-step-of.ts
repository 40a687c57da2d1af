/** By what right somebody may choose a profile: a sign-in that waits for it, or a session that came of one. */
import type { Request } from 'express';
import {
  unsealPendingProfile,
  unsealRememberedHome,
  type HomeAccount,
} from '../sign-in/home-step.js';
import { isOnRecord } from './of-visitor.js';
import { cookiesOf, currentVisitor, type Portal } from './portal.js';

export type HomeStep = HomeAccount &
  Readonly<{
    /** Checked return address. */
    rd: string;
    /** NumericDate: until then, another profile can be chosen without a new sign-in. */
    until: number;
    /** A sign-in that has no session yet. */
    isNew: boolean;
    /** As whom one may stay signed in instead. */
    stays?: string;
    /** Says that a session comes of it; false if one did already, or if what it goes by was ended or revoked meanwhile. */
    complete: () => boolean;
    /** Says that the profile chosen may not come in; false if that was the last choice. */
    refuse: () => boolean;
  }>;

/**
 * @returns undefined if there is no such cookie, if it is over, if the session it belongs to is, or if the account that
 * signed in was revoked since
 */
export async function homeStepOf(portal: Portal, req: Request): Promise<HomeStep | undefined> {
  return (await pendingStep(portal, req)) ?? (await rememberedStep(portal, req));
}

/** Of the account whose Plex auth token it is, not of the profile that was chosen with it. */
function isRevoked({ state }: Portal, { subject, at }: HomeAccount): boolean {
  return at < state.earliestIssueOf(subject);
}

async function pendingStep(portal: Portal, req: Request): Promise<HomeStep | undefined> {
  const { profiles, cookies, config } = portal;
  const now = portal.now();
  const cookie = cookiesOf(req)[cookies.profile];
  const pending = await unsealPendingProfile(profiles.stepSealer, cookie, now);
  if (pending === undefined || profiles.spentSteps.has(pending.id) || isRevoked(portal, pending)) {
    return undefined;
  }
  return {
    ...pending,
    rd: portal.returnTo(pending.rd),
    until: Math.floor(now) + config.session.lifetimeSeconds,
    isNew: true,
    complete() {
      if (profiles.spentSteps.has(pending.id) || isRevoked(portal, pending)) {
        return false;
      }
      profiles.spentSteps.add(pending.id);
      return true;
    },
    refuse: () => profiles.mayChooseAgain(pending.id),
  };
}

/** The session ends with the choice, and this with it. */
async function rememberedStep(portal: Portal, req: Request): Promise<HomeStep | undefined> {
  const visitor = currentVisitor(portal, req);
  if (visitor?.sid === undefined) {
    return undefined;
  }
  const cookie = cookiesOf(req)[portal.cookies.home.name];
  const remembered = await unsealRememberedHome(portal.profiles.homeSealer, cookie, {
    sid: visitor.sid,
    now: portal.now(),
  });
  if (remembered === undefined || isRevoked(portal, remembered)) {
    return undefined;
  }
  return {
    ...remembered,
    rd: portal.launcher,
    isNew: false,
    stays: visitor.name,
    complete: () => !isRevoked(portal, remembered) && isOnRecord(portal, visitor),
    // The session ends with the answer.
    refuse: () => false,
  };
}
