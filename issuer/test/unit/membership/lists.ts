/** Lists of an owner, for tests to change. */
import type { OwnerLists } from '../../../membership/known-lists.js';
import type { HomeUser, ListedServer, ListedUser, Share } from '../../../plex/owner-lists.js';
import { NOW, SERVER } from './admitting.js';

export function server(given: Partial<ListedServer> = {}): ListedServer {
  return {
    machineIdentifier: SERVER,
    owned: true,
    pending: false,
    allLibraries: false,
    ...given,
  };
}

export function user(id: number, given: Partial<ListedUser> = {}): ListedUser {
  return {
    id,
    title: `User ${String(id)}`,
    username: `user${String(id)}`,
    email: null,
    thumb: null,
    home: false,
    restricted: false,
    servers: [server()],
    ...given,
  };
}

export function share(userId: number, given: Partial<Share> = {}): Share {
  return {
    userId,
    username: `user${String(userId)}`,
    accepted: true,
    allLibraries: false,
    libraries: [{ key: 1, title: 'Movies' }],
    ...given,
  };
}

export function member(id: number, given: Partial<HomeUser> = {}): HomeUser {
  return {
    id,
    uuid: `uuid-${String(id)}`,
    title: `User ${String(id)}`,
    username: null,
    thumb: null,
    admin: false,
    guest: false,
    restricted: false,
    restrictionProfile: null,
    protected: false,
    ...given,
  };
}

type Given = Readonly<{
  /** null: it never came. */
  users?: readonly ListedUser[] | null;
  shares?: readonly Share[] | null;
  home?: readonly HomeUser[] | null;
  at?: number;
}>;

export function listsOf({ users = [], shares = [], home = [], at = NOW }: Given): OwnerLists {
  return {
    users: users === null ? undefined : { at, rows: users },
    shares: new Map(shares === null ? [] : [[SERVER, { at, rows: shares }]]),
    homeUsers: home === null ? undefined : { at, rows: home },
  };
}
