/**
 * A stand-in for plex.tv, clients.plex.tv and the sign-in page of app.plex.tv, in one Express application.
 */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { accountOf } from './account.js';
import { answer, answerError } from './answers.js';
import { AUTH_PAGE_SCRIPT, claimFromPage, showAuthPage } from './auth-page.js';
import { controlRoutes } from './control-routes.js';
import { createControl, type Control } from './control.js';
import { faultsAt } from './faults.js';
import { PEOPLE, type Person } from './people.js';
import { checkPin, createPin, linkPin } from './pins.js';
import { requireClientIdentifier, tokenOf, withAccount } from './requests.js';
import { listResources } from './resources.js';
import { signIn } from './sign-in.js';
import { createWorld, revokeToken, type Call, type Settings, type World } from './world.js';

export type StandInOptions = Readonly<{
  /** Who exists; the sample people if not given. */
  people?: readonly Person[];
  /** Milliseconds since 1970. */
  now?: () => number;
  settings?: Partial<Settings>;
}>;

/** The application (give it to `http.createServer`, or call `listen`) and the door for tests. */
export function createPlexStandIn(options: StandInOptions = {}): {
  app: Express;
  control: Control;
} {
  const initial = options.settings ?? {};
  const world = createWorld({
    people: options.people ?? PEOPLE,
    now: options.now ?? Date.now,
    settings: initial,
  });
  const control = createControl(world, initial);
  const app = express();
  app.disable('x-powered-by');
  app.use(express.urlencoded({ extended: false, limit: '16kb' }), express.json({ limit: '16kb' }));
  app.all('/_stand-in/elsewhere', note(world, 'elsewhere'), (_req, res) => {
    res.json({ elsewhere: true });
  });
  app.use('/_stand-in', controlRoutes(world, control));
  app.use('/api/v2', requireClientIdentifier);
  mountApi(app, world);
  app.get('/auth/page.js', (_req, res) => {
    res.type('js').send(AUTH_PAGE_SCRIPT);
  });
  app.get('/auth', note(world, 'auth'), faultsAt(world, 'auth'), showAuthPage(world));
  app.post('/auth/claim', claimFromPage(world));
  app.use(note(world, 'unknown'), (req, res) => {
    answerError(req, res, 1002);
  });
  app.use(malformed);
  return { app, control };
}

function mountApi(app: Express, world: World): void {
  const at = (endpoint: Parameters<typeof faultsAt>[1]) => [
    note(world, endpoint),
    faultsAt(world, endpoint),
  ];
  app.route('/api/v2/users/signin').post(at('signin'), signIn(world)).all(wrongMethod);
  app
    .route('/api/v2/users/signout')
    .delete(
      at('signout'),
      withAccount(world, (req, res) => {
        revokeToken(world, tokenOf(req));
        res.status(204).end();
      }),
    )
    .all(wrongMethod);
  app.route('/api/v2/pins').post(at('pins_create'), createPin(world)).all(wrongMethod);
  app
    .route('/api/v2/pins/link')
    .put(at('pins_link'), withAccount(world, linkPin(world)))
    .all(wrongMethod);
  app.route('/api/v2/pins/:id').get(at('pins_check'), checkPin(world)).all(wrongMethod);
  app
    .route('/api/v2/user')
    .get(
      at('user'),
      withAccount(world, (req, res, person) => {
        answer(req, res, 200, { root: 'user', body: accountOf(person, tokenOf(req)) });
      }),
    )
    .all(wrongMethod);
  app
    .route('/api/v2/resources')
    .get(at('resources'), withAccount(world, listResources))
    .all(wrongMethod);
  app
    .route('/api/v2/ping')
    .get(
      at('ping'),
      withAccount(world, (req, res) => {
        answer(req, res, 200, { root: 'pong', body: { pong: true }, xml: 'true' });
      }),
    )
    .all(wrongMethod);
}

function wrongMethod(req: Request, res: Response): void {
  answerError(req, res, 1005);
}

/** Keeps the call for `control.calls()`, with the status once there is one. */
function note(world: World, endpoint: Call['endpoint']) {
  return function noteCall(req: Request, res: Response, next: NextFunction): void {
    const call = {
      endpoint,
      method: req.method,
      url: req.originalUrl,
      headers: headersOf(req),
      fields: fieldsOf(req.body),
      status: null as number | null,
    };
    world.calls.push(call);
    res.on('finish', () => {
      call.status = res.statusCode;
    });
    next();
  };
}

function headersOf(req: Request): Record<string, string> {
  const kept = Object.entries(req.headers).filter(
    ([name]) =>
      name.startsWith('x-plex-') || ['accept', 'content-type', 'user-agent'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function fieldsOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null) {
    return {};
  }
  return 'password' in body ? { ...body, password: '(not kept)' } : { ...body };
}

/** Bodies that cannot be read. Four parameters make it an error handler for Express. */
function malformed(_error: unknown, req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) {
    next(_error);
    return;
  }
  answerError(req, res, 1004);
}
