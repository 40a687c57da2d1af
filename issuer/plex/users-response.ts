/** What plex.tv says to the question who is a friend or in the Plex Home. Pure. */
import type { XmlElement } from '@rgrove/parse-xml';
import type { PlexFailure } from './outcomes.js';
import type { ListedServer, ListedUser } from './owner-lists.js';
import { readPage } from './page-response.js';
import type { Page, PageRow } from './page-response.js';
import { failureOf, refusesToken, textOf } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { childrenOf } from './xml-response.js';
import { isUser, isUserServer } from './xml-schemas.js';

/** Reads a page of the answer to GET /api/users. */
export function readUsers(
  response: PlexResponse,
): Page<ListedUser> | Readonly<{ kind: 'token_refused' }> | PlexFailure {
  if (refusesToken(response)) {
    return { kind: 'token_refused' };
  }
  return response.status === 200 ? readPage(response, 'User', userOf) : failureOf(response);
}

function userOf(element: XmlElement): PageRow<ListedUser> | undefined {
  const { attributes } = element;
  const rows = childrenOf(element, 'Server').map(serverOf);
  const servers = rows.filter((server) => server !== undefined);
  if (!isUser(attributes) || servers.length !== rows.length) {
    return undefined;
  }
  const id = Number(attributes.id);
  const row: ListedUser = {
    id,
    title: textOf(attributes.title),
    username: textOf(attributes.username),
    email: textOf(attributes.email),
    thumb: textOf(attributes.thumb),
    home: attributes.home === '1',
    restricted: attributes.restricted === '1',
    servers,
  };
  return { id, row };
}

function serverOf({ attributes }: XmlElement): ListedServer | undefined {
  return isUserServer(attributes)
    ? {
        machineIdentifier: attributes.machineIdentifier,
        owned: attributes.owned === '1',
        pending: attributes.pending === '1',
        allLibraries: attributes.allLibraries === '1',
      }
    : undefined;
}
