/** Commands in a folder whose configuration leads to a stand-in for plex.tv, over HTTP. */
import { afterEach } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createPlexStandIn } from '../../../../examples/plex-stand-in/app.js';
import type { Control } from '../../../../examples/plex-stand-in/control.js';
import { OWNER_ID, SERVER_ID, SERVER_NAME } from '../../../../examples/plex-stand-in/people.js';
import type { CommandIo } from '../../../commands/command-io.js';
import { openSecrets } from '../../../data-dir/secrets.js';
import type { Facts } from '../../../membership/facts.js';
import { sealOwnerToken } from '../../../owner-link/seal-token.js';
import { openState } from '../../../state/sqlite-state.js';
import type { SessionDetails, State } from '../../../state/state.js';
import { useTemporaryFolders } from '../data-dir/temporary-folder.js';
import { NOW, runIn, writeConfig, type Ran } from './run.js';

/** Servers and owner as usher.yaml names them. */
export const NAMED = `servers: [${SERVER_ID}], ownerId: ${String(OWNER_ID)}`;

export type AtPlex = Readonly<{
  folder: string;
  plex: Control;
  /** Of plex.tv. */
  address: string;
  run: (args: readonly string[], io?: Partial<CommandIo>) => Promise<Ran>;
  withState: <T>(use: (state: State) => T) => T;
  /** Attaches somebody's account, without the command for it. */
  attach: (person?: string) => Promise<void>;
}>;

/** @param plexSettings of the section plex, besides its addresses */
export function useCommandsAtPlex(): (plexSettings?: string) => Promise<AtPlex> {
  const newFolder = useTemporaryFolders();
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(stop));
  });
  return async (plexSettings = NAMED) => {
    const folder = newFolder();
    const standIn = createPlexStandIn({ settings: { pollLimit: false } });
    const server = createServer(standIn.app);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    writeConfig(folder, yaml(address, plexSettings));
    const dataDir = join(folder, 'data');
    const withState = <T>(use: (state: State) => T): T => {
      mkdirSync(dataDir, { recursive: true });
      const state = openState(dataDir);
      try {
        return use(state);
      } finally {
        state.close();
      }
    };
    return {
      folder,
      plex: standIn.control,
      address,
      run: (args, io) => runIn(folder, args, io),
      withState,
      attach: async (person = 'owner') => {
        mkdirSync(dataDir, { recursive: true });
        const { sealingKey } = await openSecrets(dataDir);
        const sealedToken = await sealOwnerToken(standIn.control.token(person), sealingKey);
        withState((state) => {
          state.setOwnerLink({ ...LINK, sealedToken });
        });
      },
    };
  };
}

const LINK = {
  clientIdentifier: 'c0ffee00-0000-4000-8000-000000000000',
  plexId: OWNER_ID,
  accountName: 'Olive Owner',
  servers: [{ machineIdentifier: SERVER_ID, name: SERVER_NAME }],
  linkedAt: NOW - 3600,
  goodAt: NOW - 60,
  problem: '',
} as const;

function yaml(address: string, plexSettings: string): string {
  return `issuer: { url: https://auth.example.com }
cookie: { domain: example.com }
plex: { apiUrl: '${address}', authUrl: '${address}/auth', serverName: ${SERVER_NAME}, timeout: 10s, ${plexSettings} }
rules:
  - { when: { plex: owner }, group: 0 }
  - { when: { plex: managed, profile: little_kid }, group: 6 }
  - { when: { plex: managed }, group: 5 }
  - { when: { plex: home }, group: 3 }
  - { when: { libraries: [Música & Töne] }, group: 2 }
  - { when: { plex: friend }, group: 4 }
apps:
  - { name: Sonarr, url: https://sonarr.example.com, group: 1 }
`;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** A session that somebody has. */
export function sessionOf(subject: string, groupId: number, sid = `sid-of-${subject}`) {
  return {
    sid,
    subject,
    groupId,
    issuedAt: NOW - 60,
    expiresAt: NOW + 86_400,
    device: '',
    address: '',
    firstSeen: NOW - 60,
    lastSeen: NOW - 60,
  } satisfies SessionDetails;
}

/** What is known of a friend who signed in. */
export function friendFacts(plexId: number, username: string): Facts {
  return {
    subject: `plex:${String(plexId)}`,
    plexId,
    username,
    servers: [{ server: SERVER_ID, relations: ['friend'] }],
  };
}
