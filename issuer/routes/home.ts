/** GET and POST /login/home: which profile of a Plex Home somebody is. */
import type { Request, RequestHandler, Response } from 'express';
import { seenFrom } from '../http/address.js';
import { profileFormOf, readForm } from '../http/form.js';
import { endAttempt, noteAccount } from '../http/limits.js';
import { noteOutcome } from '../http/log-reason.js';
import { PortalError } from '../http/portal-error.js';
import { plexSubject } from '../membership/plex-subject.js';
import type { SwitchOutcome } from '../plex/outcomes.js';
import type { HomeUser } from '../plex/owner-lists.js';
import { isHomePin } from '../plex/switch-request.js';
import { finishSignIn } from '../sign-in/finish-sign-in.js';
import { sealRememberedHome } from '../sign-in/home-step.js';
import { answerFinished } from './finish.js';
import { answerExpired, answerFailure, showList, showPin } from './home-pages.js';
import { homeStepOf, type HomeStep } from './home-step-of.js';
import {
  cookiesOf,
  homeAddress,
  loginAddress,
  retryAfter,
  seeOther,
  type Portal,
  viewFor,
} from './portal.js';

/** Who shall be whom, by the list that plex.tv gave just now. */
type Choice = Readonly<{ step: HomeStep; profile: HomeUser; pin?: string }>;

const STEP = 'usherHomeStep';
const CHOICE = 'usherChoice';

/** Everybody who may be chosen; with `profile` in the query, the field for that one's PIN. */
export function showProfiles(portal: Portal): RequestHandler[] {
  const toLogin: RequestHandler = (_req, res) => {
    seeOther(res, loginAddress(portal, portal.launcher));
  };
  return [readStep(portal, toLogin), ...portal.limits.homeChoice, showChoices(portal)];
}

function showChoices(portal: Portal): RequestHandler {
  return async function showChoicesHandler(req, res) {
    const step = stepOf(res);
    const profiles = await profilesOf(portal, req, res, step);
    if (profiles === undefined) {
      return;
    }
    const asked = profiles.find(({ uuid }) => uuid === req.query['profile']);
    if (asked?.protected === true) {
      showPin(portal, res, { profile: asked, status: 200 });
      return;
    }
    showList(portal, res, { step, profiles });
  };
}

/** Takes the choice; a profile with a PIN is nobody's without it. */
export function chooseProfile(portal: Portal): RequestHandler[] {
  const expired: RequestHandler = (req, res) => {
    answerExpired(portal, req, res);
  };
  return [
    readForm,
    readStep(portal, expired),
    ...portal.limits.homeChoice,
    readChoice(portal),
    ...portal.limits.homePin.map((limit) => limitOfPins(portal, limit)),
    becomeChosen(portal),
  ];
}

function readStep(portal: Portal, otherwise: RequestHandler): RequestHandler {
  return async function readStepMiddleware(req, res, next) {
    const step = await homeStepOf(portal, req);
    if (step === undefined) {
      await otherwise(req, res, next);
      return;
    }
    res.locals[STEP] = step;
    noteAccount(res, step.subject);
    next();
  };
}

function readChoice(portal: Portal): RequestHandler {
  return async function readChoiceMiddleware(req, res, next) {
    const form = profileFormOf(req);
    const step = stepOf(res);
    const profiles = await profilesOf(portal, req, res, step);
    if (profiles === undefined) {
      return;
    }
    const profile = profiles.find(({ uuid }) => uuid === form.profile);
    if (profile === undefined) {
      noteOutcome(res, { reason: 'malformed_request' });
      showList(portal, res, { step, profiles, isGone: true });
      return;
    }
    const pin = form.pin ?? '';
    if (!isHomePin(pin) && (profile.protected || pin !== '')) {
      noteOutcome(res, { reason: 'malformed_request', subject: plexSubject(profile.id) });
      showPin(portal, res, { profile, status: 403, problem: { message: 'home.pin.unfit' } });
      return;
    }
    const choice: Choice = { step, profile, ...(pin !== '' && { pin }) };
    res.locals[CHOICE] = choice;
    noteAccount(res, profile.uuid);
    next();
  };
}

/** One of the limits, for PINs alone, and with the way back to the other profiles. */
function limitOfPins(portal: Portal, limit: RequestHandler): RequestHandler {
  return function limitOfPinsMiddleware(req, res, next) {
    const { profile, pin } = choiceOf(res);
    if (pin === undefined) {
      next();
      return;
    }
    void limit(req, res, (error?: unknown) => {
      if (!(error instanceof PortalError) || error.reason !== 'too_many_home_pins') {
        next(error);
        return;
      }
      const seconds = error.retryAfterSeconds ?? 1;
      noteOutcome(res, { reason: error.reason, subject: plexSubject(profile.id) });
      retryAfter(res, seconds);
      const problem = { message: 'home.pin.too_many' } as const;
      showPin(portal, res, { profile, status: 429, problem, waitSeconds: seconds });
    });
  };
}

function becomeChosen(portal: Portal): RequestHandler {
  return async function becomeChosenHandler(req, res) {
    const choice = choiceOf(res);
    const outcome = await tryToBecome(portal, res, choice);
    switch (outcome.kind) {
      case 'switched':
        await finishAs(portal, req, res, { ...choice, plexToken: outcome.token });
        return;
      case 'pin_refused': {
        const { profile, pin } = choice;
        noteOutcome(res, { reason: 'home_pin_wrong', subject: plexSubject(profile.id) });
        const message = pin === undefined ? 'home.pin.missing' : 'home.pin.wrong';
        showPin(portal, res, { profile, status: 403, problem: { message } });
        return;
      }
      case 'token_refused':
        answerFailure(portal, req, res, { failure: { kind: outcome.kind }, rd: choice.step.rd });
        return;
      case 'rate_limited':
      case 'plex_unavailable':
        answerFailure(portal, req, res, { failure: outcome, rd: choice.step.rd });
        return;
    }
  };
}

/** A wrong PIN counts. */
async function tryToBecome(
  { profiles }: Portal,
  res: Response,
  { step, profile, pin }: Choice,
): Promise<SwitchOutcome> {
  // Also true of what ends in an exception: nobody knows then whether it was right.
  let isFailed = true;
  try {
    const outcome = await profiles.become(step, { profile, ...(pin !== undefined && { pin }) });
    isFailed = outcome.kind === 'pin_refused';
    return outcome;
  } finally {
    endAttempt(res, isFailed);
  }
}

async function finishAs(
  portal: Portal,
  req: Request,
  res: Response,
  { step, profile, plexToken }: Choice & Readonly<{ plexToken: string }>,
): Promise<void> {
  const { rd, amr } = step;
  const admission = await portal.admit(plexToken);
  const subject =
    'person' in admission
      ? admission.person.subject
      : 'subject' in admission
        ? admission.subject
        : undefined;
  if (subject !== undefined && subject !== plexSubject(profile.id)) {
    // A token of somebody else than was asked for.
    const failure = { kind: 'plex_unavailable', cause: 'unexpected_shape' } as const;
    answerFailure(portal, req, res, { failure, rd });
    return;
  }
  if (admission.kind === 'admitted' && !step.complete()) {
    answerExpired(portal, req, res);
    return;
  }
  const now = portal.now();
  // The verification code was of the account that signed in.
  const isOwn = step.subject === plexSubject(profile.id);
  const proof = {
    amr: isOwn ? amr : amr.filter((method) => method !== 'otp'),
    plexToken,
    from: seenFrom(req),
  };
  const finished = await finishSignIn(admission, proof, { ...portal, now });
  if (finished.kind === 'signed_in') {
    await rememberHome(portal, res, { step, sid: finished.sid });
  }
  const mayGoOn = finished.kind !== 'no_access' || step.refuse();
  const spent = finished.kind === 'signed_in' || !mayGoOn ? [portal.cookies.profile] : [];
  await answerFinished(portal, req, res, {
    finished,
    rd,
    signedInAs: step.subject,
    spent: spent.filter((name) => name in cookiesOf(req)),
    ...(step.isNew &&
      mayGoOn && {
        again: {
          label: viewFor(portal, res).t('home.choose_another'),
          href: homeAddress(portal),
          main: true,
        },
      }),
  });
}

/** So that another profile can be chosen later. */
async function rememberHome(
  portal: Portal,
  res: Response,
  { step, sid }: Readonly<{ step: HomeStep; sid: string }>,
): Promise<void> {
  const { plexToken, subject, amr, at, until } = step;
  const now = portal.now();
  const home = { plexToken, subject, amr, at, until, sid };
  const sealed = await sealRememberedHome(portal.profiles.homeSealer, home, now);
  if (sealed !== undefined) {
    const { name, options } = portal.cookies.home;
    res.cookie(name, sealed, options(Math.floor(until - now)));
  }
}

/** Undefined: plex.tv did not say, and that has been answered. */
async function profilesOf(
  portal: Portal,
  req: Request,
  res: Response,
  step: HomeStep,
): Promise<readonly HomeUser[] | undefined> {
  const outcome = await portal.profiles.of(step);
  if (outcome.kind === 'profiles') {
    return outcome.profiles;
  }
  answerFailure(portal, req, res, { failure: outcome, rd: step.rd });
  return undefined;
}

function stepOf(res: Response): HomeStep {
  return res.locals[STEP] as HomeStep;
}

function choiceOf(res: Response): Choice {
  return res.locals[CHOICE] as Choice;
}
