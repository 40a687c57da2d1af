/**
 * The PINs: POST /api/v2/pins, GET /api/v2/pins/{id}, PUT /api/v2/pins/link.
 */
import { randomInt } from 'node:crypto';
import type { Request, Response } from 'express';
import { answer, answerError } from './answers.js';
import type { Person } from './people.js';
import { clientIdentifierOf, fieldOf } from './requests.js';
import { claimPin, type Pin, type World } from './world.js';

const STRONG = { alphabet: 'abcdefghijklmnopqrstuvwxyz0123456789', length: 25, seconds: 1800 };
const WEAK = { alphabet: 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789', length: 4, seconds: 900 };
const READS_PER_SECOND = 2;

export function createPin(world: World) {
  return function createPinHandler(req: Request, res: Response): void {
    const strong = [req.query['strong'], fieldOf(req, 'strong')].some(
      (each) => each === 'true' || each === '1',
    );
    const kind = strong ? STRONG : WEAK;
    const now = world.now();
    const pin: Pin = {
      id: freshId(world),
      code: randomCode(kind.alphabet, kind.length),
      strong,
      clientIdentifier: clientIdentifierOf(req),
      product: req.get('X-Plex-Product') ?? '0',
      createdMs: now,
      expiresMs: now + kind.seconds * 1000,
      readsMs: [],
      claim: null,
    };
    world.pins.set(pin.id, pin);
    answer(req, res, 201, { root: 'pin', body: pinDocument(pin, now, null) });
  };
}

/** Unknown, expired and somebody else's are one answer: 404/1020. */
export function checkPin(world: World) {
  return function checkPinHandler(req: Request, res: Response): void {
    const pin = world.pins.get(Number(req.params['id']));
    const now = world.now();
    if (
      pin === undefined ||
      pin.expiresMs <= now ||
      pin.clientIdentifier !== clientIdentifierOf(req)
    ) {
      answerError(req, res, 1020);
      return;
    }
    pin.readsMs = [...pin.readsMs.filter((at) => at > now - 1000), now];
    if (world.settings.pollLimit && pin.readsMs.length > READS_PER_SECOND) {
      if (world.settings.pollRetryAfterSeconds !== null) {
        res.set('Retry-After', String(world.settings.pollRetryAfterSeconds));
      }
      answerError(req, res, 1003);
      return;
    }
    const visible = pin.claim !== null && pin.claim.visibleMs <= now ? pin.claim.token : null;
    if (visible !== null && world.settings.oneShotPins) {
      world.pins.delete(pin.id);
    }
    answer(req, res, 200, { root: 'pin', body: pinDocument(pin, now, visible) });
  };
}

/** What plex.tv/link does with a typed code. */
export function linkPin(world: World) {
  return function linkPinHandler(req: Request, res: Response, person: Person): void {
    if (!claimPin(world, fieldOf(req, 'code'), person)) {
      answerError(req, res, 1020);
      return;
    }
    res.status(204).end();
  };
}

function pinDocument(pin: Pin, now: number, token: string | null): Record<string, unknown> {
  return {
    id: pin.id,
    code: pin.code,
    product: pin.product,
    trusted: false,
    qr: `https://plex.tv/api/v2/pins/qr/${pin.code}`,
    clientIdentifier: pin.clientIdentifier,
    location: {
      code: 'NL',
      european_union_member: true,
      continent_code: 'EU',
      country: 'Netherlands',
      city: 'Amsterdam',
      time_zone: 'Europe/Amsterdam',
      postal_code: '1012',
      in_privacy_restricted_country: true,
      in_privacy_restricted_region: false,
      subdivisions: 'North Holland',
      coordinates: '52.37, 4.89',
    },
    expiresIn: Math.floor((pin.expiresMs - now) / 1000),
    createdAt: secondsIso(pin.createdMs),
    expiresAt: secondsIso(pin.expiresMs),
    authToken: token,
    newRegistration: null,
  };
}

function secondsIso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function freshId(world: World): number {
  const id = randomInt(1_000_000_000, 4_000_000_000);
  return world.pins.has(id) ? freshId(world) : id;
}

function randomCode(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
