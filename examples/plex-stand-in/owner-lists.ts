/**
 * What somebody who owns servers can see of others: GET /api/users, /api/servers/{machineIdentifier}[/shared_servers] and
 * /api/v2/servers/{machineIdentifier}.
 */
import type { Request, Response } from 'express';
import { thumbOf } from './account.js';
import { answer, answerError, answerXml } from './answers.js';
import type { Person } from './people.js';
import {
  listedUsers,
  sharedSections,
  sharesBetween,
  sharesTo,
  type Granted,
  type Relations,
} from './relations.js';
import { headerOrQuery } from './requests.js';
import { accessTokenFor } from './resources.js';
import type { MediaServer, Section, ShareState } from './servers.js';
import { spoiltRows } from './spoil.js';
import type { World } from './world.js';
import type { XmlElement } from './xml.js';

/** What every container of plex.tv says of itself; the identifier is plex.tv's own, and nobody's server. */
export const FROM_PLEX_TV = {
  friendlyName: 'myPlex',
  identifier: 'com.plexapp.plugins.myplex',
  machineIdentifier: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
};
const INVITED_AT = 1_690_000_000;
const ACCEPTED_AT = 1_700_000_000;
const LAST_SEEN_AT = 1_767_000_000;
const NO_FILTERS = {
  filterAll: '',
  filterMovies: '',
  filterMusic: '',
  filterPhotos: '',
  filterTelevision: '',
};

/** Everybody but who asks; what their `Server` children mean depends on `owned`. */
export function listUsers(world: World) {
  return function listUsersHandler(req: Request, res: Response, asking: Person): void {
    const { rows, total } = pageOf(world, req, res, listedUsers(world, asking));
    answerXml(res, {
      name: 'MediaContainer',
      attributes: { ...FROM_PLEX_TV, totalSize: total, size: rows.length },
      children: rows.map((each) => userElement(world, each, asking)),
    });
  };
}

/** 403/1080 for those whose server it is not. */
export function listSharedServers(world: World) {
  return function listSharedServersHandler(req: Request, res: Response, asking: Person): void {
    const server = serverOf(world, req);
    if (server === undefined) {
      answerError(req, res, 1002);
      return;
    }
    if (server.owner !== asking.key) {
      answerError(req, res, 1080);
      return;
    }
    const all = world.people
      .filter((each) => each.home?.role !== 'guest')
      .flatMap((person) =>
        sharesTo(world, person)
          .filter((granted) => granted.server === server)
          .map((granted) => ({ person, granted })),
      );
    const { rows, total, paged } = pageOf(world, req, res, all);
    answerXml(res, {
      name: 'MediaContainer',
      attributes: {
        ...FROM_PLEX_TV,
        machineIdentifier: server.machineIdentifier,
        ...(paged ? { totalSize: total, size: rows.length } : { size: total }),
      },
      children: rows.map(({ person, granted }) => sharedServerElement(granted, person)),
    });
  };
}

/** The libraries of a server, which tie plex.tv's numbers to the server's own. */
export function showServer(world: World) {
  return function showServerHandler(req: Request, res: Response, asking: Person): void {
    const server = serverOf(world, req);
    if (server?.owner !== asking.key) {
      answerError(req, res, 1002);
      return;
    }
    const { rows } = spoiltRows(res, server.sections);
    const { machineIdentifier, name } = server;
    answerXml(res, {
      name: 'MediaContainer',
      attributes: { ...FROM_PLEX_TV, size: 1 },
      children: [
        {
          name: 'Server',
          attributes: { name, address: '203.0.113.7', port: 32400, machineIdentifier, owned: true },
          children: rows.map((section) => sectionElement(section)),
        },
      ],
    });
  };
}

/** The same below /api/v2. */
export function showServerV2(world: World) {
  return function showServerV2Handler(req: Request, res: Response, asking: Person): void {
    const server = serverOf(world, req);
    if (server?.owner !== asking.key) {
      answerError(req, res, 1002);
      return;
    }
    const { id, machineIdentifier, name } = server;
    const librarySections = spoiltRows(res, server.sections).rows;
    const head = { id, name, machineIdentifier, owned: true, address: '203.0.113.7', port: 32400 };
    answer(req, res, 200, { root: 'server', body: { ...head, librarySections } });
  };
}

function serverOf(world: World, req: Request): MediaServer | undefined {
  const id = req.params['machineIdentifier'];
  return world.servers.find((each) => each.machineIdentifier === id);
}

type Page<Row> = Readonly<{ rows: readonly Row[]; total: number; paged: boolean }>;

/** X-Plex-Container-Start and -Size, and the limit that is set here. `paged`: not the whole list was asked for, or given. */
function pageOf<Row>(world: World, req: Request, res: Response, all: readonly Row[]): Page<Row> {
  const start = numberOf(req, 'X-Plex-Container-Start');
  const size = numberOf(req, 'X-Plex-Container-Size');
  const limit = world.settings.pageSizeLimit || all.length;
  const from = start ?? 0;
  const rows = all.slice(from, from + Math.min(size ?? all.length, limit));
  const paged = start !== undefined || size !== undefined || rows.length < all.length;
  return { ...spoiltRows(res, rows, all.length), paged };
}

function numberOf(req: Request, name: string): number | undefined {
  const text = headerOrQuery(req, name);
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function userElement(relations: Relations, person: Person, asking: Person): XmlElement {
  const restricted = person.home?.role === 'managed';
  return {
    name: 'User',
    attributes: {
      id: person.id,
      title: person.title,
      username: person.username,
      email: person.email,
      recommendationsPlaylistId: '',
      thumb: thumbOf(relations, person),
      protected: person.pin !== null,
      home: person.home !== null && person.home.of === asking.home?.of,
      allowTuners: 0,
      allowSync: !restricted,
      allowCameraUpload: false,
      allowChannels: false,
      allowSubtitleAdmin: false,
      ...filtersOf(person),
      restricted,
    },
    children: [
      ...sharesBetween(relations, asking, person).map((each) => serverElement(each, true)),
      ...sharesBetween(relations, person, asking).map((each) => serverElement(each, false)),
    ],
  };
}

/** @param owned the server of who asks, shared to this user; otherwise the other way round */
function serverElement(granted: Granted, owned: boolean): XmlElement {
  const { share, server } = granted;
  return {
    name: 'Server',
    attributes: {
      id: share.id,
      serverId: server.id,
      machineIdentifier: server.machineIdentifier,
      name: server.name,
      lastSeenAt: LAST_SEEN_AT,
      numLibraries: sharedSections(granted).length,
      allLibraries: share.libraries === 'all',
      owned,
      pending: share.state === 'pending',
    },
  };
}

function sharedServerElement(granted: Granted, person: Person): XmlElement {
  const { share, server } = granted;
  const shared = sharedSections(granted);
  return {
    name: 'SharedServer',
    attributes: {
      id: share.id,
      username: person.username,
      email: person.email,
      userID: person.id,
      accessToken: accessTokenFor(server.machineIdentifier, person),
      name: server.name,
      acceptedAt: acceptedAt(share.state),
      invitedAt: INVITED_AT,
      allowSync: person.home?.role !== 'managed',
      allowCameraUpload: false,
      allowChannels: false,
      allowTuners: 0,
      allowSubtitleAdmin: false,
      // Of the row's person, not of who asks.
      owned: false,
      allLibraries: share.libraries === 'all',
      ...filtersOf(person),
    },
    children: server.sections.map((section) => sectionElement(section, shared.includes(section))),
  };
}

function acceptedAt(state: ShareState): number | null {
  return state === 'accepted' ? ACCEPTED_AT : null;
}

function sectionElement({ id, key, title, type }: Section, shared?: boolean): XmlElement {
  const attributes = { id, key, title, type };
  return {
    name: 'Section',
    attributes: shared === undefined ? attributes : { ...attributes, shared },
  };
}

/** What profiles with restrictions are kept to, spelt as plex.tv does. */
function filtersOf({ restrictionProfile }: Person): typeof NO_FILTERS {
  if (restrictionProfile === null) {
    return NO_FILTERS;
  }
  const filterMovies =
    restrictionProfile === 'teen'
      ? 'contentRating=G%2CPG%2CPG-13'
      : 'contentRating=G%2CPG|label=kids';
  return { ...NO_FILTERS, filterMovies, filterTelevision: 'contentRating=TV-Y%2CTV-G' };
}
