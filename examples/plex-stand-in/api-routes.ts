/**
 * Which address of plex.tv's API is answered by what, and by which name its faults go.
 */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { accountOf } from './account.js';
import { answer, answerError } from './answers.js';
import { note } from './calls.js';
import { faultsAt } from './faults.js';
import { listHomeUsers, listHomeUsersV1, switchHomeUser } from './home.js';
import { listSharedServers, listUsers, showServer, showServerV2 } from './owner-lists.js';
import { checkPin, createPin, linkPin } from './pins.js';
import { tokenOf, withAccount, type ForPerson } from './requests.js';
import { listResources } from './resources.js';
import { signIn } from './sign-in.js';
import { revokeToken, type Endpoint, type World } from './world.js';

type Method = 'get' | 'post' | 'put' | 'delete';
type Route = readonly [method: Method, path: string, endpoint: Endpoint, handler: RequestHandler];

/** What needs an account token. */
type AccountRoute = readonly [method: Method, path: string, endpoint: Endpoint, handler: ForPerson];

export function apiRoutes(world: World): Router {
  const router = express.Router();
  for (const [method, path, endpoint, handler] of routesOf(world)) {
    router
      .route(path)
      [method](note(world, endpoint), faultsAt(world, endpoint), handler)
      .all(wrongMethod);
  }
  return router;
}

function routesOf(world: World): readonly Route[] {
  const accountRoutes: readonly AccountRoute[] = [
    ['delete', '/api/v2/users/signout', 'signout', signOut(world)],
    ['put', '/api/v2/pins/link', 'pins_link', linkPin(world)],
    ['get', '/api/v2/user', 'user', showUser(world)],
    ['get', '/api/v2/resources', 'resources', listResources(world)],
    ['get', '/api/v2/ping', 'ping', pong],
    ['get', '/api/v2/servers/:machineIdentifier', 'server', showServerV2(world)],
    ['get', '/api/v2/home/users', 'home_users', listHomeUsers(world)],
    ['post', '/api/v2/home/users/:user/switch', 'home_switch', switchHomeUser(world)],
    ['get', '/api/users', 'users', listUsers(world)],
    [
      'get',
      '/api/servers/:machineIdentifier/shared_servers',
      'shared_servers',
      listSharedServers(world),
    ],
    ['get', '/api/servers/:machineIdentifier', 'server', showServer(world)],
    ['get', '/api/home/users', 'home_users', listHomeUsersV1(world)],
  ];
  return [
    ['post', '/api/v2/users/signin', 'signin', signIn(world)],
    ['post', '/api/v2/pins', 'pins_create', createPin(world)],
    ...accountRoutes.map(
      ([method, path, endpoint, handler]) =>
        [method, path, endpoint, withAccount(world, handler)] as const,
    ),
    // After /api/v2/pins/link, which it would take for a number.
    ['get', '/api/v2/pins/:id', 'pins_check', checkPin(world)],
  ];
}

function signOut(world: World): ForPerson {
  return (req, res) => {
    revokeToken(world, tokenOf(req));
    res.status(204).end();
  };
}

function showUser(world: World): ForPerson {
  return (req, res, person) => {
    const body = accountOf(world, person, tokenOf(req));
    answer(req, res, 200, { root: 'user', body });
  };
}

function pong(req: Request, res: Response): void {
  answer(req, res, 200, { root: 'pong', body: { pong: true }, xml: 'true' });
}

function wrongMethod(req: Request, res: Response): void {
  answerError(req, res, 1005);
}
