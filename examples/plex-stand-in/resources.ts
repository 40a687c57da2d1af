/**
 * GET /api/v2/resources: the servers and players that an account can see.
 */
import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { answer } from './answers.js';
import type { Device, Person } from './people.js';
import { inSameHome, ownerOf, serversOwnedBy, sharesTo, type Relations } from './relations.js';
import type { MediaServer } from './servers.js';
import { spoiltRows } from './spoil.js';
import type { World } from './world.js';

export function listResources(world: World) {
  return function listResourcesHandler(req: Request, res: Response, person: Person): void {
    const devices = [...person.devices, ...serversOf(world, person)];
    const body = spoiltRows(res, devices).rows.map((device) => resourceOf(device, person));
    answer(req, res, 200, { root: 'resources', body });
  };
}

/** One's own, and those that others share; not those to which one is merely invited. */
function serversOf(relations: Relations, person: Person): readonly Device[] {
  const own = serversOwnedBy(relations, person).map((server) => ({
    clientIdentifier: server.machineIdentifier,
    name: server.name,
    provides: 'server',
    owned: true,
    home: person.home !== null,
    ownerId: null,
    sourceTitle: null,
  }));
  const shared = sharesTo(relations, person)
    .filter(({ share }) => share.state === 'accepted')
    .flatMap(({ server }) => {
      const owner = ownerOf(relations, server);
      return owner === undefined ? [] : [sharedServer(server, owner, person)];
    });
  return [...own, ...shared];
}

function sharedServer(server: MediaServer, owner: Person, person: Person): Device {
  return {
    clientIdentifier: server.machineIdentifier,
    name: server.name,
    provides: 'server',
    owned: false,
    home: inSameHome(owner, person),
    ownerId: owner.id,
    sourceTitle: owner.username,
  };
}

function resourceOf(device: Device, person: Person): Record<string, unknown> {
  const isServer = device.provides.split(',').includes('server');
  return {
    name: device.name,
    product: isServer ? 'Plex Media Server' : 'Plex for Android (TV)',
    productVersion: isServer ? '1.42.1.10060-4e8b05daf' : '10.20.0',
    platform: isServer ? 'Linux' : 'Android',
    platformVersion: '12',
    device: isServer ? 'PC' : 'TV',
    clientIdentifier: device.clientIdentifier,
    createdAt: '2024-06-20T06:55:56Z',
    lastSeenAt: '2026-01-02T03:04:05Z',
    provides: device.provides,
    ownerId: device.ownerId,
    sourceTitle: device.sourceTitle,
    publicAddress: '203.0.113.7',
    accessToken: isServer ? accessTokenFor(device.clientIdentifier, person) : null,
    owned: device.owned,
    home: device.home,
    synced: false,
    relay: true,
    presence: isServer,
    httpsRequired: false,
    publicAddressMatches: false,
    dnsRebindingProtection: false,
    natLoopbackSupported: false,
    connections: isServer
      ? [
          {
            protocol: 'http',
            address: '192.0.2.10',
            port: 32400,
            uri: 'http://192.0.2.10:32400',
            local: true,
            relay: false,
            IPv6: false,
          },
        ]
      : [],
  };
}

/** A token for that one server: stable, and good for nothing here. */
export function accessTokenFor(machineIdentifier: string, person: Person): string {
  const seed = `${machineIdentifier} ${person.uuid}`;
  return createHash('sha256').update(seed).digest('base64url').slice(0, 20);
}
