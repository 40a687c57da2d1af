/**
 * The owner's link in the SQLite file. One that cannot be read is an error, never "none": without a link nobody is asked
 * who still has access.
 */
import { jsonIn, numberIn, textIn, type Row } from './row.js';
import type { SqliteFile } from './sqlite-file.js';
import { StateError } from './state-error.js';
import type { OwnerLink, State } from './state.js';
import { isLinkedServers } from './stored-json.js';

type OwnerLinks = Pick<
  State,
  'ownerLink' | 'setOwnerLink' | 'noteOwnerLinkHealth' | 'removeOwnerLink'
>;

export function ownerLinkIn(file: SqliteFile): OwnerLinks {
  return {
    ownerLink: () => {
      const [row] = file.rows('SELECT * FROM owner_link');
      return row === undefined ? undefined : linkOf(row);
    },
    setOwnerLink: (link) => {
      setOwnerLink(file, link);
    },
    noteOwnerLinkHealth: (clientIdentifier, { goodAt, problem }) => {
      file.run(
        'UPDATE owner_link SET good_at = ?, problem = ? WHERE client_identifier = ?',
        Math.floor(goodAt),
        problem,
        clientIdentifier,
      );
    },
    removeOwnerLink: () => (file.run('DELETE FROM owner_link') > 0 ? 'removed' : 'none'),
  };
}

function setOwnerLink(file: SqliteFile, link: OwnerLink): void {
  const { clientIdentifier, plexId, accountName, sealedToken, servers } = link;
  file.run(
    `INSERT OR REPLACE INTO owner_link
       (row, client_identifier, plex_id, account_name, sealed_token, servers, linked_at, good_at, problem)
     VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[clientIdentifier, plexId, accountName, sealedToken, JSON.stringify(servers)],
    ...[Math.floor(link.linkedAt), Math.floor(link.goodAt), link.problem],
  );
}

function linkOf(row: Row): OwnerLink {
  const servers = jsonIn(row, 'servers', isLinkedServers);
  if (servers === undefined) {
    throw new StateError(
      "the owner's link in usher.sqlite is not what usher wrote: attach the account anew",
    );
  }
  return {
    clientIdentifier: textIn(row, 'client_identifier'),
    plexId: numberIn(row, 'plex_id'),
    accountName: textIn(row, 'account_name'),
    sealedToken: textIn(row, 'sealed_token'),
    servers,
    linkedAt: numberIn(row, 'linked_at'),
    goodAt: numberIn(row, 'good_at'),
    problem: textIn(row, 'problem'),
  };
}
