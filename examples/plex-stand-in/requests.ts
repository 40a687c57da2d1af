/**
 * What the endpoints read from a request, and the guards that stand before them.
 */
import type { NextFunction, Request, Response } from 'express';
import { answerError } from './answers.js';
import type { Person } from './people.js';
import { personOfToken, type World } from './world.js';

/** A header, or the query parameter of the same name, which plex.tv takes as well. */
export function headerOrQuery(req: Request, name: string): string {
  const query = req.query[name];
  return req.get(name) ?? (typeof query === 'string' ? query : '');
}

export function clientIdentifierOf(req: Request): string {
  return headerOrQuery(req, 'X-Plex-Client-Identifier');
}

export function tokenOf(req: Request): string {
  return headerOrQuery(req, 'X-Plex-Token');
}

/** A member of a form or JSON body as text; '' if it is not there. */
export function fieldOf(req: Request, name: string): string {
  const body: unknown = req.body;
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) {
    return '';
  }
  const value = (body as Record<string, unknown>)[name];
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? String(value)
    : '';
}

/** Guard of everything below /api/v2: 400/1000 comes before all else. */
export function requireClientIdentifier(req: Request, res: Response, next: NextFunction): void {
  if (clientIdentifierOf(req) === '') {
    answerError(req, res, 1000);
    return;
  }
  next();
}

export type ForPerson = (req: Request, res: Response, person: Person) => void;

/** Handler that needs a token; others than living ones get 401/1001, or 422 for revoked ones if so set. */
export function withAccount(world: World, handler: ForPerson) {
  return function account(req: Request, res: Response): void {
    const token = tokenOf(req);
    const person = personOfToken(world, token);
    if (person !== undefined) {
      handler(req, res, person);
      return;
    }
    if (world.revoked.has(token) && world.settings.revokedStatus === 422) {
      res.status(422).type('xml').send('<errors><error>Invalid token</error></errors>');
      return;
    }
    answerError(req, res, 1001);
  };
}
