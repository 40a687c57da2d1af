/** /admin itself: how the portal is. */
import { join } from 'node:path';
import type { Request, RequestHandler } from 'express';
import packageJson from '../../package.json' with { type: 'json' };
import { isOwnerWithoutPin } from '../owner-link/owner-pin.js';
import { readableLink } from '../owner-link/link-owner.js';
import { confirmedAt, CONFIRMED_LASTS_SECONDS } from '../revocation/confirmed-at.js';
import { problemOfFailure } from '../sign-in/problem.js';
import type { Health } from '../views/health-cards.js';
import { renderOverviewPage, type OverviewPage } from '../views/overview-page.js';
import { adminOf, noticeOf } from './admin-answers.js';
import { viewFor, type Portal } from './portal.js';
import { shownEntries } from './who.js';

const AUDIT_ENTRIES = 10;

export function showAdmin(portal: Portal): RequestHandler {
  return function showAdminHandler(req, res) {
    res.send(renderOverviewPage(viewFor(portal, res), pageOf(portal, req)));
  };
}

function pageOf(portal: Portal, req: Request): OverviewPage {
  const { state, config } = portal;
  const now = portal.now();
  const notice = noticeOf(req);
  const link = readableLink(state);
  const suspicion = portal.suspicion();
  return {
    name: adminOf(portal, req).name,
    ...(notice !== undefined && { notice }),
    owner: {
      ...(link !== undefined && { link }),
      isOwnerWithoutPin:
        link !== undefined &&
        config.plex.homePicker &&
        isOwnerWithoutPin(homeUsersIn(portal), link.plexId),
      configuredServers: config.plex.servers,
      now,
    },
    ...(suspicion !== undefined && { suspicion }),
    health: healthOf(portal),
    audit: shownEntries(portal, state.findAudit({ limit: AUDIT_ENTRIES })),
    now,
  };
}

/** The directory asks the state for the link, which may be one that cannot be read. */
function listsOf(portal: Portal) {
  return readableLink(portal.state) === undefined ? undefined : portal.directory.lists();
}

function homeUsersIn(portal: Portal) {
  return listsOf(portal)?.homeUsers?.rows ?? [];
}

function healthOf(portal: Portal): Health {
  const { config, state } = portal;
  const now = portal.now();
  return {
    plex: plexOf(portal),
    keys: portal.ring.keys.map(({ kid, alg, createdAt, signsFrom, droppedAfter }) => ({
      kid,
      alg,
      isSigning: kid === portal.ring.signing.kid,
      ...(createdAt !== undefined && { createdAt }),
      ...(signsFrom !== undefined && { signsFrom }),
      ...(droppedAfter !== undefined && { droppedAfter }),
    })),
    gates: portal.gatesSeen.seen(),
    revocations: revocationsOf(portal),
    records: {
      file: join(config.issuer.dataDir, 'usher.sqlite'),
      ...state.file(),
      people: state.people().length,
      sessions: state.sessions(now).length,
      tokens: state
        .apiTokens()
        .filter(({ revokedAt, expiresAt }) => revokedAt === undefined && expiresAt > now).length,
    },
    portal: {
      address: config.issuer.url,
      version: packageJson.version,
      node: process.versions.node,
      startedAt: portal.startedAt,
      rules: config.rules.length,
      apps: config.apps.length,
    },
    now,
  };
}

/** What is asked in the owner's name is noted with the link. */
function plexOf(portal: Portal): Health['plex'] {
  const { goodAt = 0, failure } = portal.plexHealth();
  const link = readableLink(portal.state);
  const newest = Math.max(goodAt, link?.goodAt ?? 0);
  const lists = listsOf(portal);
  const listed = [lists?.users, lists?.homeUsers, ...(lists?.shares.values() ?? [])].flatMap(
    (list) => (list === undefined ? [] : [list.at]),
  );
  return {
    ...(newest > 0 && { goodAt: newest }),
    ...(failure !== undefined && {
      failure: { at: failure.at, message: problemOfFailure(failure.failure).message },
    }),
    ...(listed.length > 0 && { listsAt: Math.min(...listed) }),
  };
}

function revocationsOf({ state, config, now }: Portal): Health['revocations'] {
  const all = [...state.allRevoked().values()];
  const confirmed = confirmedAt(config.revocation.dir);
  return {
    people: all.length,
    sessions: all.reduce((sum, { endedSessions }) => sum + endedSessions.length, 0),
    epoch: state.epoch(),
    folder: config.revocation.dir,
    ...(confirmed !== undefined && { confirmedAt: confirmed }),
    isConfirmed: confirmed !== undefined && now() - confirmed <= CONFIRMED_LASTS_SECONDS,
  };
}
