/**
 * What all routes share: configuration, guards, counters, and the few answers that more than one of them gives.
 */
import type { Request, RequestHandler, Response } from 'express';
import type { GateConfig } from '../../shared/gate-config.js';
import type { Verifier } from '../../shared/verdict.js';
import { createSite, type PortalSite } from '../branding/create-site.js';
import type { UsherConfig } from '../config/usher-config.js';
import { createGatesSeen, type GatesSeen } from '../gates-seen/gates-seen.js';
import type { Secrets } from '../data-dir/secrets.js';
import { createLimits, type Limits } from '../http/limits.js';
import { pageView } from '../http/page-view.js';
import { noteOutcome } from '../http/log-reason.js';
import { portalCookiesOf, type PortalCookies } from '../http/portal-cookies.js';
import { createReturnTo } from '../http/return-to.js';
import { visitorOf, type Visitor } from '../http/visitor.js';
import { liveGateConfig } from '../keys/gate-config.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { AccessWatch } from '../access-watch/access-watch.js';
import type { Admission } from '../membership/admission.js';
import type { OwnerDirectory } from '../membership/owner-directory.js';
import type { Policy } from '../membership/policy.js';
import { createLocalSignIn, type LocalSignIn } from '../local-accounts/local-sign-in.js';
import { PASSKEY_ASSETS } from '../local-accounts/passkey-assets.js';
import { LOCAL_SHEET_ASSET } from '../views/local-assets.js';
import type { PlexClient } from '../plex/plex-client.js';
import { createPlexWatch, type PlexWatch } from '../plex/plex-health.js';
import type { Publisher } from '../revocation/publisher.js';
import { revocationIn } from '../revocation/revocation-in.js';
import { createRevoker, type Revoker } from '../revocation/revoker.js';
import { createAdmissions } from '../sign-in/admissions.js';
import { createExpiringSet, type ExpiringSet } from '../sign-in/expiring-set.js';
import { createHold, type Hold } from '../sign-in/hold.js';
import { createProfiles, type Profiles } from '../sign-in/home-profiles.js';
import { CODE_STEP_SECONDS } from '../sign-in/pending-code.js';
import { createPinFlows, type PinFlows } from '../sign-in/pin-flow.js';
import { createOwnStanding, type OwnStanding } from '../sign-in/own-standing.js';
import type { Problem } from '../sign-in/problem.js';
import type { Recheck } from '../sign-in/recheck.js';
import type { State } from '../state/state.js';
import { REFRESH_PURPOSE } from '../token/refresh-cookie.js';
import { createSealer, type Sealer } from '../token/sealed-cookie.js';
import { clearedSessionCookies, type SetCookie } from '../token/session-cookie.js';
import type { Portal as PortalView, Site } from '../views/page.js';

export type PortalDeps = Readonly<{
  config: UsherConfig;
  ring: KeyRing;
  secrets: Pick<Secrets, 'sealingKey'>;
  state: State;
  publisher: Publisher;
  plex: PlexClient;
  /** The same with another X-Plex-Client-Identifier: tokens of the owner's link have one of their own. */
  plexAs: (clientIdentifier: string) => PlexClient;
  /** What the servers' owner can see of who has access; asked in the name of the linked account. */
  directory: OwnerDirectory;
  accessWatch: Pick<AccessWatch, 'suspicion'>;
  /** NumericDate, seconds. */
  now: () => number;
  /** How often and how fast a PIN is asked about within one request; five times, once a second, unless given. */
  pinPoll?: Readonly<{ tries: number; pauseMs: number }>;
  /** How long a renewal waits for plex.tv, milliseconds; see recheck.ts. */
  recheckPatienceMs?: number;
}>;

export type Portal = Readonly<{
  config: UsherConfig;
  ring: KeyRing;
  state: State;
  revoker: Revoker;
  plex: PlexClient;
  /** How it went when plex.tv was asked. */
  plexHealth: PlexWatch['health'];
  /** NumericDate: when this process began. */
  startedAt: number;
  gatesSeen: GatesSeen;
  now: () => number;
  /** Who may come in: the configuration, and what the owner's link adds to it. */
  policy: () => Policy;
  directory: OwnerDirectory;
  /** So many have lost access at once that a second look is being waited for. */
  suspicion: AccessWatch['suspicion'];
  /** What a Plex token is good for; whoever it is, they are on record afterwards. */
  admit: (plexToken: string) => Promise<Admission>;
  /** Somebody may sign in without Plex. */
  hasLocalAccounts: () => boolean;
  local: LocalSignIn;
  /** Static files, by name. */
  assets: PortalSite['assets'];
  /** Names of those that are the icons of apps. */
  appIcons: PortalSite['icons'];
  view: Site;
  gateConfig: GateConfig;
  /** Judges tokens as the gate does. */
  verifier: Verifier;
  /** Who asks, for each request that {@link recogniseVisitor} has seen. */
  visitors: WeakMap<Request, Visitor>;
  /** Any `rd` to an address that is safe to go to. */
  returnTo: (rd: unknown) => string;
  launcher: string;
  cookies: PortalCookies;
  limits: Limits;
  codeSealer: Sealer;
  refreshSealer: Sealer;
  /** Of the cookies that some pages want beside the session: see page-proof.ts. */
  proofSealers: Readonly<{ admin: Sealer; account: Sealer }>;
  /** Of what says by which guest passes a browser has come in. */
  guestSealer: Sealer;
  /** Of the link of a guest pass that was just made. */
  passSealer: Sealer;
  /** Ids of verification code steps that came to a right code. */
  spentCodeSteps: ExpiringSet;
  pinFlows: PinFlows;
  /** Of Plex Homes. */
  profiles: Profiles;
  recheck: Recheck;
  /** What somebody may now who is no Plex account. */
  ownStanding: (subject: string) => OwnStanding;
  holds: Readonly<{ password: Hold; pin: Hold }>;
}>;

/** How often, and how fast, a PIN is asked about within one request. */
export const PIN_POLL = { tries: 5, pauseMs: 1000 };

/** Everything that lives as long as the process: counters, holds, sign-ins under way. */
export function createPortal(given: PortalDeps): Portal {
  const plexWatch = createPlexWatch(given.now);
  const deps = { ...given, plex: plexWatch.watched(given.plex) };
  const { config, ring, secrets, state, plex, now } = deps;
  const gateConfig = liveGateConfig(config, ring);
  const holds = { password: createHold(now), pin: createHold(now) };
  const admissions = createAdmissions(deps);
  const looks = createSite(config);
  return {
    config,
    ring,
    state,
    revoker: createRevoker(state, () => deps.publisher),
    plex,
    plexHealth: plexWatch.health,
    startedAt: now(),
    gatesSeen: createGatesSeen(now),
    now,
    policy: admissions.policy,
    directory: deps.directory,
    suspicion: deps.accessWatch.suspicion,
    hasLocalAccounts: state.hasLocalAccounts,
    local: createLocalSignIn({ config, sealingKey: secrets.sealingKey, now }),
    admit: admissions.admit,
    view: looks.site,
    assets: new Map([
      ...looks.assets,
      ...[...PASSKEY_ASSETS, LOCAL_SHEET_ASSET].map((asset) => [asset.name, asset] as const),
    ]),
    appIcons: looks.icons,
    get gateConfig() {
      return gateConfig();
    },
    verifier: {
      get config() {
        return gateConfig();
      },
      revocationOf: revocationIn(state),
    },
    visitors: new WeakMap(),
    returnTo: createReturnTo(config),
    launcher: `${config.issuer.url}/`,
    cookies: portalCookiesOf(config),
    limits: createLimits(now),
    codeSealer: createSealer('verification code step', secrets.sealingKey),
    refreshSealer: createSealer(REFRESH_PURPOSE, secrets.sealingKey),
    proofSealers: {
      admin: createSealer('admin pages', secrets.sealingKey),
      account: createSealer('account pages', secrets.sealingKey),
    },
    guestSealer: createSealer('guest passes used here', secrets.sealingKey),
    passSealer: createSealer('guest pass made', secrets.sealingKey),
    spentCodeSteps: createExpiringSet(CODE_STEP_SECONDS, now),
    pinFlows: createPinFlows({
      plex,
      sealer: createSealer('plex pin flow', secrets.sealingKey),
      admit: admissions.admit,
      hold: holds.pin,
      now,
      poll: deps.pinPoll ?? PIN_POLL,
    }),
    profiles: createProfiles(plex, secrets.sealingKey, now),
    recheck: admissions.recheck,
    ownStanding: createOwnStanding({ state, policy: admissions.policy, now }),
    holds,
  };
}

/** Finds out who asks, once per request and before any route: a public key is asked by a promise. */
export function recogniseVisitor(portal: Portal): RequestHandler {
  return async function recogniseVisitorHandler(req, _res, next) {
    const visitor = await visitorOf(req, portal.verifier, portal.now());
    if (visitor !== undefined) {
      portal.visitors.set(req, visitor);
    }
    next();
  };
}

/** Who asks, if that is somebody with a usable session. */
export function currentVisitor(portal: Portal, req: Request): Visitor | undefined {
  return portal.visitors.get(req);
}

/** The portal's pages for who asks: in their language and colours. */
export function viewFor({ view }: Pick<Portal, 'view'>, { req }: Response): PortalView {
  return pageView(view, req);
}

/** Cookies as cookie-parser read them. */
export function cookiesOf(req: Request): Readonly<Record<string, unknown>> {
  return req.cookies as Readonly<Record<string, unknown>>;
}

/** After a form. The address is our own, or has passed returnTo. */
export function seeOther(res: Response, address: string): void {
  res.status(303).set('Location', address).end();
}

export function setSessionCookies(res: Response, cookies: readonly SetCookie[]): void {
  for (const { name, value, options } of cookies) {
    res.cookie(name, value, options);
  }
}

/**
 * Signs the browser out, and takes away what its back button would still show: Chromium keeps a page that a form led to
 * even though it is no-store and the cookie is gone.
 */
export function clearSession(portal: Portal, res: Response): void {
  setSessionCookies(res, clearedSessionCookies(portal.config));
  for (const { name, options } of [portal.cookies.account, portal.cookies.admin]) {
    res.cookie(name, '', options(0));
  }
  if (isTrustworthy(portal.launcher)) {
    res.set('Clear-Site-Data', '"cache"');
  }
}

/** Where browsers heed that header, and elsewhere complain of it (Secure Contexts, 3.1). */
function isTrustworthy(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^((.+\.)?localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
}

/** Removes cookies of sign-ins that are over. */
export function clearPortalCookies(portal: Portal, res: Response, names: readonly string[]): void {
  for (const name of names) {
    res.cookie(name, '', portal.cookies.optionsOf(name, 0));
  }
}

/** Removes what another profile could be chosen with, and what a guest pass could be used with again. */
export function forgetHome({ cookies: { home, guest } }: Portal, res: Response): void {
  for (const { name, options } of [home, guest]) {
    res.cookie(name, '', options(0));
  }
}

/** Address of the sign-in page. */
export function loginAddress(portal: Portal, rd: string): string {
  const login = `${portal.view.base}/login`;
  return rd === portal.launcher ? login : `${login}?rd=${encodeURIComponent(rd)}`;
}

/** Address of the choice of a profile. */
export function homeAddress(portal: Portal): string {
  return `${portal.view.base}/login/home`;
}

/** Puts a problem into the log. */
export function noteProblem(res: Response, { reason, plexStatus }: Problem): void {
  noteOutcome(res, { reason, ...(plexStatus === undefined ? {} : { plexStatus }) });
}

export function retryAfter(res: Response, seconds: number | undefined): void {
  if (seconds !== undefined) {
    res.set('Retry-After', String(seconds));
  }
}
