/** What plex.tv says to the question whose token it is. Pure. */
import type { AccountOutcome } from './outcomes.js';
import type { PlexAccount } from './plex-account.js';
import { failureOf, readJson, refusesToken, textOf } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { isAccountBody } from './schemas.js';
import type { AccountBody } from './schemas.js';

/** Reads the answer to GET /api/v2/user. Only what {@link PlexAccount} names is kept: the rest holds secrets. */
export function readAccount(response: PlexResponse): AccountOutcome {
  if (refusesToken(response)) {
    return { kind: 'token_refused' };
  }
  if (response.status !== 200) {
    return failureOf(response);
  }
  const read = readJson(response, isAccountBody);
  return read.kind === 'json' ? { kind: 'account', account: accountOf(read.body) } : read;
}

function accountOf(body: AccountBody): PlexAccount {
  return {
    id: body.id,
    uuid: textOf(body.uuid),
    username: textOf(body.username),
    title: textOf(body.title),
    friendlyName: textOf(body.friendlyName),
    email: textOf(body.email),
    thumb: textOf(body.thumb),
    confirmed: body.confirmed === true,
    home: body.home,
    homeAdmin: body.homeAdmin,
    restricted: body.restricted,
    restrictionProfile: textOf(body.restrictionProfile),
    protected: body.protected,
    guest: body.guest,
  };
}
