/**
 * Plex Home: GET /api/v2/home/users and /api/home/users, POST /api/v2/home/users/{uuid or id}/switch.
 */
import type { Request, Response } from 'express';
import { accountOf, thumbOf } from './account.js';
import { answer, answerError, answerXml } from './answers.js';
import { FROM_PLEX_TV } from './owner-lists.js';
import type { Person } from './people.js';
import { homeMembers } from './relations.js';
import { clientIdentifierOf, fieldOf } from './requests.js';
import { spoiltRows } from './spoil.js';
import { issueToken, personByKey, type World } from './world.js';

const UPDATED_AT = 1_700_000_000;
const SWITCH_WINDOW_MS = 60_000;

/** Every profile of the Home of who asks, their own and the admin's among them. */
export function listHomeUsers(world: World) {
  return function listHomeUsersHandler(req: Request, res: Response, asking: Person): void {
    const members = membersFor(world, asking);
    if (members === undefined) {
      answerError(req, res, 1002);
      return;
    }
    const guest = members.find((each) => each.home?.role === 'guest');
    const admin = asking.home === null ? undefined : personByKey(world, asking.home.of);
    answer(req, res, 200, {
      root: 'home',
      body: {
        id: admin === undefined ? null : admin.id + 700_000,
        name: admin === undefined ? null : `${admin.title}’s Home`,
        guestUserID: guest?.id ?? null,
        guestUserUUID: guest?.uuid ?? null,
        guestEnabled: guest !== undefined,
        subscription: false,
        users: spoiltRows(res, members).rows.map((each) => homeUser(world, each)),
      },
    });
  };
}

/** The same from before v2. */
export function listHomeUsersV1(world: World) {
  return function listHomeUsersV1Handler(req: Request, res: Response, asking: Person): void {
    const members = membersFor(world, asking);
    if (members === undefined) {
      answerError(req, res, 1002);
      return;
    }
    const { rows, total } = spoiltRows(res, members);
    answerXml(res, {
      name: 'MediaContainer',
      attributes: { ...FROM_PLEX_TV, size: total },
      children: rows.map((each) => ({
        name: 'User',
        attributes: {
          id: each.id,
          uuid: each.uuid,
          admin: isAdmin(each),
          guest: each.home?.role === 'guest',
          restricted: each.home?.role === 'managed',
          // The one flag that is a word here.
          hasPassword: String(each.password !== null),
          protected: each.pin !== null,
          title: each.title,
          username: each.username,
          email: each.email,
          thumb: thumbOf(world, each),
        },
      })),
    });
  };
}

/** 201 and the account of the profile, its token in it; 403/1041 for a PIN that is wrong, or missing where it is asked for. */
export function switchHomeUser(world: World) {
  return function switchHomeUserHandler(req: Request, res: Response, asking: Person): void {
    if (isTooMany(world, asking)) {
      answerError(req, res, 1003);
      return;
    }
    const named = req.params['user'];
    const person = homeMembers(world, asking).find(
      (each) => each.uuid === named || String(each.id) === named,
    );
    if (person === undefined) {
      answerError(req, res, 1002);
      return;
    }
    if (!isPinRight(world, req, asking, person)) {
      answerError(req, res, 1041);
      return;
    }
    const token = issueToken(world, person, clientIdentifierOf(req));
    answer(req, res, 201, { root: 'user', body: accountOf(world, person, token) });
  };
}

/** undefined: there is no Home to speak of. */
function membersFor(world: World, asking: Person): readonly Person[] | undefined {
  if (asking.home !== null) {
    return homeMembers(world, asking);
  }
  switch (world.settings.homelessAnswer) {
    case 'alone':
      return [asking];
    case 'empty':
      return [];
    case 'not_found':
      return undefined;
  }
}

/** Who is in no Home is the admin of theirs. */
function isAdmin(person: Person): boolean {
  return person.home === null || person.home.role === 'admin';
}

function homeUser(world: World, person: Person): Record<string, unknown> {
  const managed = person.username === '';
  return {
    id: person.id,
    uuid: person.uuid,
    title: person.title,
    username: managed ? null : person.username,
    email: managed ? null : person.email,
    friendlyName: person.friendlyName === '' ? null : person.friendlyName,
    thumb: thumbOf(world, person),
    hasPassword: person.password !== null,
    restricted: person.home?.role === 'managed',
    updatedAt: UPDATED_AT,
    restrictionProfile: person.restrictionProfile,
    admin: isAdmin(person),
    guest: person.home?.role === 'guest',
    protected: person.pin !== null,
    subscription: null,
  };
}

function isTooMany(world: World, asking: Person): boolean {
  const { switchLimit } = world.settings;
  const now = world.now();
  const earlier = world.switchesMs.get(asking.key) ?? [];
  const recent = [...earlier.filter((at) => at > now - SWITCH_WINDOW_MS), now];
  world.switchesMs.set(asking.key, recent);
  return switchLimit > 0 && recent.length > switchLimit;
}

function isPinRight(world: World, req: Request, asking: Person, person: Person): boolean {
  const query = req.query['pin'];
  const pin = typeof query === 'string' ? query : fieldOf(req, 'pin');
  if (person.pin === null || pin === person.pin) {
    return true;
  }
  const { adminNeedsNoPin, nobodyNeedsPin } = world.settings;
  return pin === '' && (nobodyNeedsPin || (adminNeedsNoPin && asking.home?.role === 'admin'));
}
