/**
 * The media servers of this imitation of plex.tv, their libraries, and to whom they are shared at the start. Invented.
 */
import { SERVER_ID, SERVER_NAME } from './people.js';

export type Section = Readonly<{
  /** plex.tv's number for it. */
  id: number;
  /** The server's own number for it, which stays when its title changes. */
  key: number;
  title: string;
  type: 'movie' | 'show' | 'artist' | 'photo';
}>;

export type MediaServer = Readonly<{
  /** Short name to pick it by. */
  key: string;
  /** plex.tv's number for it. */
  id: number;
  machineIdentifier: string;
  name: string;
  /** Key of the person whose it is. */
  owner: string;
  sections: readonly Section[];
}>;

export const SHARE_STATES = ['accepted', 'pending', 'removed'] as const;
/** `pending`: invited, not accepted yet. `removed`: no share any more, but still friends. */
export type ShareState = (typeof SHARE_STATES)[number];

export type Share = {
  readonly id: number;
  /** Key of who was given it. */
  readonly person: string;
  /** Key of what was shared. */
  readonly server: string;
  state: ShareState;
  /** All there are and will be, or the keys of some. */
  libraries: 'all' | readonly number[];
};

/** Another server of the same owner. */
const CABIN_ID = 'd4c3f2e1b0a9587691de4fa5167b8c9d0e1f2a3b';
const LENT_ID = 'e5d4a3f2c1b0697702ef50b6278c9d0e1f2a3b4c';
const NEIGHBOUR_ID = 'f6e5b4a3d2c1708813f061c7389d0e1f2a3b4c5d';

/** The sample servers; the first is the one to configure. */
export const SERVERS: readonly MediaServer[] = [
  {
    key: 'sample',
    id: 8100001,
    machineIdentifier: SERVER_ID,
    name: SERVER_NAME,
    owner: 'owner',
    sections: [
      { id: 118000101, key: 1, title: 'Movies', type: 'movie' },
      { id: 118000102, key: 2, title: 'TV Shows', type: 'show' },
      { id: 118000104, key: 4, title: 'Kids', type: 'movie' },
      { id: 118000105, key: 5, title: 'Música & Töne', type: 'artist' },
      { id: 118000107, key: 7, title: 'Home "Videos" <1999', type: 'photo' },
    ],
  },
  {
    key: 'cabin',
    id: 8100002,
    machineIdentifier: CABIN_ID,
    name: 'Cabin "Sea & Sky"',
    owner: 'owner',
    // Keys count per server: 1 is another library here.
    sections: [
      { id: 118000201, key: 1, title: 'Kids', type: 'show' },
      { id: 118000202, key: 2, title: 'Movies', type: 'movie' },
    ],
  },
  {
    key: 'lent',
    id: 8100003,
    machineIdentifier: LENT_ID,
    name: 'Lena’s Server',
    owner: 'lender',
    sections: [{ id: 118000301, key: 1, title: 'Movies', type: 'movie' }],
  },
  {
    key: 'nextdoor',
    id: 8100004,
    machineIdentifier: NEIGHBOUR_ID,
    name: 'Next Door',
    owner: 'neighbour',
    sections: [{ id: 118000401, key: 1, title: 'Movies', type: 'movie' }],
  },
];

const FIRST_SHARE_ID = 5500001;

type Given = readonly [person: string, libraries: Share['libraries'], server?: string];

const ACCEPTED: readonly Given[] = [
  ['home', 'all'],
  ['home', 'all', 'cabin'],
  ['child', [4]],
  ['teen', [1, 2, 4]],
  ['little', [4]],
  ['homeguest', [4]],
  ['friend', 'all'],
  ['moviefriend', [1, 5]],
  ['cabinfriend', 'all', 'cabin'],
  ['careful', 'all'],
  ['google', 'all'],
  ['mailonly', 'all'],
  ['neighbour', [2]],
  ['owner', 'all', 'lent'],
  ['owner', [1], 'nextdoor'],
];

/** The shares at the start. */
export const SHARES: readonly Share[] = [
  ...ACCEPTED.map(([person, libraries, server = 'sample'], index) => ({
    id: FIRST_SHARE_ID + index,
    person,
    server,
    state: 'accepted' as const,
    libraries,
  })),
  {
    id: FIRST_SHARE_ID + ACCEPTED.length,
    person: 'pending',
    server: 'sample',
    state: 'pending',
    libraries: [1, 2],
  },
];
