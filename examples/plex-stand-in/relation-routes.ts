/**
 * The control over HTTP of who may what, under /_stand-in/.
 */
import express, { type Request, type Response, type Router } from 'express';
import type { PersonChange, ShareChange } from './changes.js';
import type { Control } from './control.js';
import { HOME_ROLES } from './people.js';
import { SHARE_STATES, type Share } from './servers.js';

/** A check for each member that a body may have. */
type Checks<Shape> = Readonly<{ [Key in keyof Required<Shape>]: (value: unknown) => boolean }>;

const SHARE_CHECKS: Checks<ShareChange> = {
  server: isText,
  state: (value) => SHARE_STATES.some((each) => each === value),
  libraries: isLibraries,
};
const PERSON_CHECKS: Checks<PersonChange> = {
  home: (value) => value === null || HOME_ROLES.some((each) => each === value),
  pin: (value) => value === null || (isText(value) && /^\d{4}$/.test(value)),
  restrictionProfile: (value) => value === null || isText(value),
  username: isText,
  email: isText,
  title: isText,
  friendlyName: isText,
};

export function relationRoutes(control: Control): Router {
  const router = express.Router();
  router.put('/shares/:person', (req, res) => {
    const change = checked<ShareChange>(req.body, SHARE_CHECKS);
    apply(res, change, (given) => {
      control.share(personOf(req), given);
    });
  });
  router.delete('/shares/:person', (req, res) => {
    const { server } = req.query;
    apply(res, server === undefined || isText(server) ? { server } : undefined, (given) => {
      control.unshare(personOf(req), given.server);
    });
  });
  router.patch('/people/:person', (req, res) => {
    const change = checked<PersonChange>(req.body, PERSON_CHECKS);
    apply(res, change, (given) => {
      control.change(personOf(req), given);
    });
  });
  router.post('/restore', (req, res) => {
    const given = checked<{ person?: string }>(req.body, { person: isText });
    apply(res, given, ({ person }) => {
      control.restore(person);
    });
  });
  return router;
}

function personOf(req: Request): string {
  return String(req.params['person']);
}

/** 204, or 400 and what was wrong; the control itself says who and what is unknown. */
function apply<Change>(
  res: Response,
  change: Change | undefined,
  run: (change: Change) => void,
): void {
  try {
    if (change === undefined) {
      throw new Error('README.md says what may be in the body');
    }
    run(change);
    res.status(204).end();
  } catch (error) {
    res.status(400).json({ error: error instanceof Error ? error.message : 'no' });
  }
}

/** No body is one without members; undefined for anything unknown. */
function checked<Shape>(body: unknown, checks: Checks<Shape>): Shape | undefined {
  if (body === undefined) {
    return {} as Shape;
  }
  if (typeof body !== 'object' || body === null) {
    return undefined;
  }
  const known: Readonly<Record<string, (value: unknown) => boolean>> = checks;
  const fits = Object.entries(body).every(
    ([name, value]) => Object.hasOwn(known, name) && known[name]?.(value) === true,
  );
  return fits ? (body as Shape) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isLibraries(value: unknown): value is Share['libraries'] {
  return value === 'all' || (Array.isArray(value) && value.every((each) => Number.isInteger(each)));
}
