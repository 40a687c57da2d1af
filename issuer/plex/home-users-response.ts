/** What plex.tv says to the question who is in the Plex Home. Pure. */
import type { HomeUsersOutcome } from './outcomes.js';
import type { HomeUser } from './owner-lists.js';
import { errorCodesOf, failureOf, readJson, refusesToken, textOf } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { isHomeUsersBody } from './schemas.js';
import type { HomeUserBody } from './schemas.js';

/** No such resource, with 404: there is no Home. */
const CODE_NOT_FOUND = 1002;
/** Not for managed users, with 403: they may not look, so for them there is nothing to choose. */
const CODE_NOT_FOR_MANAGED = 1009;

/**
 * Reads the answer to GET /api/v2/home/users. What an account in no Home gets is not known for certain, so both
 * refusals that could mean it are taken for "in none".
 */
export function readHomeUsers(response: PlexResponse): HomeUsersOutcome {
  if (refusesToken(response)) {
    return { kind: 'token_refused' };
  }
  if (isWithoutHome(response)) {
    return { kind: 'home_users', users: [] };
  }
  if (response.status !== 200) {
    return failureOf(response);
  }
  const read = readJson(response, isHomeUsersBody);
  if (read.kind !== 'json') {
    return read;
  }
  const users = read.body.users.map(homeUserOf);
  return new Set(users.map(({ id }) => id)).size === users.length
    ? { kind: 'home_users', users }
    : { kind: 'plex_unavailable', cause: 'unexpected_shape', status: response.status };
}

function isWithoutHome(response: PlexResponse): boolean {
  const codes = errorCodesOf(response);
  return (
    (response.status === 404 && codes.includes(CODE_NOT_FOUND)) ||
    (response.status === 403 && codes.includes(CODE_NOT_FOR_MANAGED))
  );
}

function homeUserOf(body: HomeUserBody): HomeUser {
  return {
    id: body.id,
    uuid: body.uuid,
    title: textOf(body.title) ?? textOf(body.friendlyName) ?? textOf(body.username) ?? '',
    username: textOf(body.username),
    thumb: textOf(body.thumb),
    admin: body.admin,
    guest: body.guest,
    restricted: body.restricted,
    restrictionProfile: textOf(body.restrictionProfile),
    protected: body.protected,
  };
}
