/**
 * POST /api/v2/users/signin: login and password for an account token.
 *
 * Order of the answers: 1031 (address), 1001 (login or password), 1030 (login is not the address), 1029 (code missing),
 * 1028 (code wrong), 201.
 */
import type { Request, Response } from 'express';
import { accountOf } from './account.js';
import { answer, answerError } from './answers.js';
import { VERIFICATION_CODE, type Person } from './people.js';
import { clientIdentifierOf, fieldOf } from './requests.js';
import { issueToken, type World } from './world.js';

export function signIn(world: World) {
  return function signInHandler(req: Request, res: Response): void {
    const address = req.ip ?? '';
    const limit = world.settings.addressFailureLimit;
    if (limit > 0 && failuresOf(world, address) >= limit) {
      answerError(req, res, 1031);
      return;
    }
    const outcome = check(world.people, req);
    if (typeof outcome === 'number') {
      // A missing code is a step of the sign-in, not a failure.
      const failures = outcome === 1029 ? 0 : countFailure(world, address);
      answerError(req, res, limit > 0 && failures >= limit ? 1031 : outcome);
      return;
    }
    const token = issueToken(world, outcome, clientIdentifierOf(req));
    const body = { ...accountOf(world, outcome, token), pastSubscriptions: [], trials: [] };
    answer(req, res, 201, { root: 'user', body });
  };
}

function check(people: readonly Person[], req: Request): Person | 1001 | 1028 | 1029 | 1030 {
  const login = fieldOf(req, 'login').toLowerCase();
  const password = fieldOf(req, 'password');
  const person = people.find(
    (each) =>
      login !== '' && [each.username, each.email].some((name) => name.toLowerCase() === login),
  );
  if (person === undefined || person.password === null) {
    return 1001;
  }
  // The code glued to the password is an old way around, still reported to work.
  const glued = person.twoFactor && password === person.password + VERIFICATION_CODE;
  if (password !== person.password && !glued) {
    return 1001;
  }
  if (person.emailOnly && login !== person.email) {
    return 1030;
  }
  if (!person.twoFactor || glued) {
    return person;
  }
  const code = fieldOf(req, 'verificationCode');
  if (code === '') {
    return 1029;
  }
  return code === VERIFICATION_CODE ? person : 1028;
}

function failuresOf(world: World, address: string): number {
  const entry = world.failures.get(address);
  const tooOld = world.now() - world.settings.addressLockSeconds * 1000;
  return entry === undefined || entry.lastMs < tooOld ? 0 : entry.count;
}

function countFailure(world: World, address: string): number {
  const count = failuresOf(world, address) + 1;
  world.failures.set(address, { count, lastMs: world.now() });
  return count;
}
