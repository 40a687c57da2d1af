/** What plex.tv says to the question to whom a server is shared. Pure. */
import type { XmlElement } from '@rgrove/parse-xml';
import type { PlexFailure } from './outcomes.js';
import type { Share } from './owner-lists.js';
import { readPage } from './page-response.js';
import type { Page, PageRow } from './page-response.js';
import { errorCodesOf, failureOf, isOwnForm, isUnauthorized, textOf } from './plex-response.js';
import type { PlexResponse } from './plex-response.js';
import { childrenOf } from './xml-response.js';
import { isOpenInvitation, isSection, isShare } from './xml-schemas.js';

/** Valid server token required. */
const CODE_NOT_OWNED = 1080;

/** Reads a page of the answer to GET /api/servers/{machineIdentifier}/shared_servers. Access tokens are left behind. */
export function readShares(
  response: PlexResponse,
): Page<Share> | Readonly<{ kind: 'token_refused' | 'not_owned' }> | PlexFailure {
  if (isUnauthorized(response)) {
    return { kind: 'token_refused' };
  }
  if (isNotOwned(response)) {
    return { kind: 'not_owned' };
  }
  return response.status === 200
    ? readPage(response, 'SharedServer', shareOf)
    : failureOf(response);
}

/** A 404 that is a page may come from anything on the way. */
function isNotOwned(response: PlexResponse): boolean {
  return response.status === 404
    ? isOwnForm(response)
    : response.status === 403 && errorCodesOf(response).includes(CODE_NOT_OWNED);
}

function shareOf(element: XmlElement): PageRow<Share> | undefined {
  const { attributes } = element;
  const sections = childrenOf(element, 'Section').map(sectionOf);
  const known = sections.filter((section) => section !== undefined);
  if (isOpenInvitation(attributes)) {
    return { id: Number(attributes.id) };
  }
  if (!isShare(attributes) || known.length !== sections.length) {
    return undefined;
  }
  const row: Share = {
    userId: Number(attributes.userID),
    username: textOf(attributes.username),
    accepted: Number(attributes.acceptedAt ?? '') > 0,
    allLibraries: attributes.allLibraries === '1',
    libraries: known.filter(({ shared }) => shared).map(({ key, title }) => ({ key, title })),
  };
  return { id: Number(attributes.id), row };
}

/** @returns its key is the server's own number, which rules name; its id is plex.tv's */
function sectionOf({
  attributes,
}: XmlElement): Readonly<{ key: number; title: string; shared: boolean }> | undefined {
  return isSection(attributes)
    ? {
        key: Number(attributes.key),
        title: attributes.title ?? '',
        shared: attributes.shared === '1',
      }
    : undefined;
}
