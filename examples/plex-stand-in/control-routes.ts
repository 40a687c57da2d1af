/**
 * The control over HTTP, under /_stand-in/, for tests in other processes and other languages.
 */
import express, { type Request, type Response, type Router } from 'express';
import type { Control } from './control.js';
import { FAULTS, type Fault } from './faults.js';
import { OWNER_ID, SERVER_ID, SERVER_NAME } from './people.js';
import { relationRoutes } from './relation-routes.js';
import { fieldOf } from './requests.js';
import {
  DEFAULT_SETTINGS,
  ENDPOINTS,
  personByKey,
  type Call,
  type Endpoint,
  type Settings,
  type World,
} from './world.js';

/** What a configuration for the sample people needs to know. */
const SERVER = { machineIdentifier: SERVER_ID, name: SERVER_NAME, ownerId: OWNER_ID };

export function controlRoutes(world: World, control: Control): Router {
  const router = express.Router();
  router.get('/', (_req, res) => {
    const faults = Object.fromEntries([...world.faults].map(([name, on]) => [name, on.fault]));
    const { people, servers, shares, settings } = world;
    res.json({ server: SERVER, people, servers, shares, settings, faults });
  });
  router.use(relationRoutes(control));
  router.get('/calls', (req, res) => {
    const endpoint = req.query['endpoint'];
    res.json(
      control.calls(typeof endpoint === 'string' ? (endpoint as Call['endpoint']) : undefined),
    );
  });
  router.put('/faults/:endpoint', (req, res) => {
    switchFault(control, req, res);
  });
  router.delete('/faults/:endpoint', (req, res) => {
    const endpoint = endpointOf(req);
    if (endpoint === undefined) {
      refuse(res, `endpoints: ${ENDPOINTS.join(', ')}, all`);
      return;
    }
    control.fault(endpoint, null);
    res.status(204).end();
  });
  router.put('/settings', (req, res) => {
    const settings = settingsOf(req.body);
    if (settings === undefined) {
      refuse(res, `settings, with values like these: ${JSON.stringify(DEFAULT_SETTINGS)}`);
      return;
    }
    control.set(settings);
    res.json(world.settings);
  });
  router.post(['/claim', '/token'], (req, res, next) => {
    if (personByKey(world, fieldOf(req, 'person')) === undefined) {
      refuse(res, `people: ${world.people.map((each) => each.key).join(', ')}`);
      return;
    }
    next();
  });
  router.post('/token', (req, res) => {
    const client = fieldOf(req, 'client');
    res.json({ token: control.token(fieldOf(req, 'person'), client === '' ? undefined : client) });
  });
  router.post('/claim', (req, res) => {
    res.json({ claimed: control.claim(fieldOf(req, 'code'), fieldOf(req, 'person')) });
  });
  router.post('/revoke', (req, res) => {
    const named = fieldOf(req, 'token') || fieldOf(req, 'person');
    res.json({ revoked: named === '' ? 0 : control.revoke(named) });
  });
  router.post('/reset', (_req, res) => {
    control.reset();
    res.status(204).end();
  });
  router.use((_req, res) => {
    res.status(404).json({ error: 'no such control; README.md has the list' });
  });
  return router;
}

function switchFault(control: Control, req: Request, res: Response): void {
  const endpoint = endpointOf(req);
  const fault = FAULTS.find((each) => each === (fieldOf(req, 'fault') as Fault));
  const times = fieldOf(req, 'times');
  if (endpoint === undefined || fault === undefined || !/^(?:[1-9]\d{0,5})?$/.test(times)) {
    refuse(res, `endpoints: ${ENDPOINTS.join(', ')}, all; faults: ${FAULTS.join(', ')}`);
    return;
  }
  control.fault(endpoint, fault, times === '' ? undefined : Number(times));
  res.status(204).end();
}

function endpointOf(req: Request): Endpoint | 'all' | undefined {
  const name = req.params['endpoint'];
  return name === 'all' ? name : ENDPOINTS.find((each) => each === name);
}

/** Settings that are not just of a type. */
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  revokedStatus: [401, 422],
  homelessAnswer: ['alone', 'empty', 'not_found'],
};

/** Only settings that exist, with values of the type that they have by default. */
function settingsOf(body: unknown): Partial<Settings> | undefined {
  if (typeof body !== 'object' || body === null) {
    return undefined;
  }
  const known: Readonly<Record<string, unknown>> = DEFAULT_SETTINGS;
  for (const [name, value] of Object.entries(body)) {
    const optional = name === 'pollRetryAfterSeconds';
    const expected = optional ? 'number' : typeof known[name];
    if (
      !Object.hasOwn(known, name) ||
      CHOICES[name]?.includes(value) === false ||
      (typeof value !== expected && !(optional && value === null))
    ) {
      return undefined;
    }
  }
  return body;
}

function refuse(res: Response, choices: string): void {
  res.status(400).json({ error: choices });
}
