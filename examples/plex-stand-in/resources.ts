/**
 * GET /api/v2/resources: the servers and players that an account can see.
 */
import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { answer } from './answers.js';
import type { Device, Person } from './people.js';

export function listResources(req: Request, res: Response, person: Person): void {
  const body = person.devices.map((device) => resourceOf(device, person));
  answer(req, res, 200, { root: 'resources', body });
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
    accessToken: isServer ? accessToken(device, person) : null,
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
function accessToken(device: Device, person: Person): string {
  const seed = `${device.clientIdentifier} ${person.uuid}`;
  return createHash('sha256').update(seed).digest('base64url').slice(0, 20);
}
