/**
 * A stand-in for plex.tv, clients.plex.tv and the sign-in page of app.plex.tv, in one Express application.
 */
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { answerError } from './answers.js';
import { apiRoutes } from './api-routes.js';
import { AUTH_PAGE_SCRIPT, claimFromPage, showAuthPage } from './auth-page.js';
import { note } from './calls.js';
import { controlRoutes } from './control-routes.js';
import { createControl, type Control } from './control.js';
import { faultsAt } from './faults.js';
import { linkFromPage, showLinkPage } from './link-page.js';
import { changeFromPage, showPeoplePage } from './people-page.js';
import { PEOPLE } from './people.js';
import { showPicture } from './picture.js';
import { requireClientIdentifier } from './requests.js';
import { SERVERS, SHARES } from './servers.js';
import { createWorld, type Sample, type Settings } from './world.js';

export type StandInOptions = Readonly<{
  /** Who exists, and who shares what; the sample people and servers if not given. */
  sample?: Sample;
  /** Milliseconds since 1970. */
  now?: () => number;
  settings?: Partial<Settings>;
  /** Where pictures of people lie, if not at https://plex.tv: this application has some too. */
  pictures?: () => string;
}>;

/** The application (give it to `http.createServer`, or call `listen`) and the door for tests. */
export function createPlexStandIn(options: StandInOptions = {}): {
  app: Express;
  control: Control;
} {
  const initial = options.settings ?? {};
  const world = createWorld({
    sample: options.sample ?? { people: PEOPLE, servers: SERVERS, shares: SHARES },
    now: options.now ?? Date.now,
    settings: initial,
    pictures: options.pictures ?? (() => 'https://plex.tv'),
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
  app.use(apiRoutes(world));
  app.get('/auth/page.js', (_req, res) => {
    res.type('js').send(AUTH_PAGE_SCRIPT);
  });
  app.get('/auth', note(world, 'auth'), faultsAt(world, 'auth'), showAuthPage(world));
  app.post('/auth/claim', claimFromPage(world));
  app.get('/link', note(world, 'link'), faultsAt(world, 'link'), showLinkPage(world));
  app.post('/link', linkFromPage(world));
  app.get('/users/:uuid/avatar', showPicture);
  app.get('/people', showPeoplePage(world));
  app.post('/people', changeFromPage(world, control));
  app.get('/', (_req, res) => {
    res.redirect(303, '/people');
  });
  app.use(note(world, 'unknown'), (req, res) => {
    answerError(req, res, 1002);
  });
  app.use(malformed);
  return { app, control };
}

/** Bodies that cannot be read. Four parameters make it an error handler for Express. */
function malformed(_error: unknown, req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) {
    next(_error);
    return;
  }
  answerError(req, res, 1004);
}
