/**
 * Who exists in this imitation of plex.tv, and what each of them can reach. Invented, all of it: names, numbers and
 * passwords are for tests and for trying things out.
 */

/** Machine identifier of the sample media server: what goes into `plex.servers`. */
export const SERVER_ID = 'a1f0c3d5e7b9284660ab1cd2ef34a5b6c7d8e9f0';
/** What the sample server calls itself. The impostor's server bears the same name. */
export const SERVER_NAME = 'Sample Server';
/** The verification code of everybody who has two-factor sign-in switched on. */
export const VERIFICATION_CODE = '246810';
/** Numeric id of the sample server's owner: what goes into `plex.ownerId`. */
export const OWNER_ID = 21000001;

const TWIN_OWNER_ID = 21000011;
const STRANGE_SERVER_ID = 'b2e1d4c6f8a0395771bc2de3f045b6c7d8e9f0a1';
const SAME_NAME_ID = 'c3d2e5f7a9b1406882cd3ef40156c7d8e9f0a1b2';

/** A row of /api/v2/resources, as far as decisions hang on it. */
export type Device = Readonly<{
  clientIdentifier: string;
  name: string;
  /** Comma list, as plex.tv sends it. */
  provides: string;
  owned: boolean;
  home: boolean;
  ownerId: number | null;
  sourceTitle: string | null;
}>;

export type Person = Readonly<{
  /** Short name to pick somebody by; also the user name where there is one. */
  key: string;
  /** One line for a list: who this is and why they are here. */
  about: string;
  id: number;
  uuid: string;
  /** '' for managed accounts, as on plex.tv. */
  username: string;
  email: string;
  title: string;
  friendlyName: string;
  /** null: the account was made through Google, Apple or Facebook, or is managed. */
  password: string | null;
  twoFactor: boolean;
  emailOnly: boolean;
  home: boolean;
  homeAdmin: boolean;
  restricted: boolean;
  restrictionProfile: string | null;
  guest: boolean;
  devices: readonly Device[];
}>;

const OWN_SERVER: Device = {
  clientIdentifier: SERVER_ID,
  name: SERVER_NAME,
  provides: 'server',
  owned: true,
  home: true,
  ownerId: null,
  sourceTitle: null,
};
const HOME_SERVER: Device = {
  ...OWN_SERVER,
  owned: false,
  ownerId: OWNER_ID,
  sourceTitle: 'owner',
};
const SHARED_SERVER: Device = { ...HOME_SERVER, home: false };

/** Everybody's list also has players; they say nothing about access. */
const PLAYER: Device = {
  clientIdentifier: 'f00dplayer1234567890abcd',
  name: 'Living room TV',
  provides: 'client,player,pubsub-player',
  owned: true,
  home: false,
  ownerId: null,
  sourceTitle: null,
};

type Given = Partial<Person> & Pick<Person, 'key' | 'about' | 'id' | 'title'>;

function person(given: Given): Person {
  return {
    uuid: given.id.toString(16).padStart(16, 'd'),
    username: given.key,
    email: `${given.key}@example.com`,
    friendlyName: '',
    password: `${given.key}-password`,
    twoFactor: false,
    emailOnly: false,
    home: false,
    homeAdmin: false,
    restricted: false,
    restrictionProfile: null,
    guest: false,
    devices: [PLAYER],
    ...given,
  };
}

/** The sample people, in the order in which the authorise page shows them. */
export const PEOPLE: readonly Person[] = [
  person({
    key: 'owner',
    about: 'owns the sample server',
    id: OWNER_ID,
    title: 'Olive Owner',
    home: true,
    homeAdmin: true,
    devices: [PLAYER, OWN_SERVER],
  }),
  person({
    key: 'home',
    about: 'adult in the owner’s Plex Home',
    id: 21000002,
    title: 'Harper Home',
    home: true,
    devices: [HOME_SERVER, PLAYER],
  }),
  person({
    key: 'child',
    about: 'managed account of the Home; has no login of its own',
    id: 21000003,
    title: 'Kim',
    username: '',
    email: '',
    password: null,
    home: true,
    restricted: true,
    restrictionProfile: 'older_kid',
    devices: [HOME_SERVER],
  }),
  person({
    key: 'friend',
    about: 'friend with a share of the server',
    id: 21000004,
    title: 'Frankie Friend',
    friendlyName: 'Frankie',
    devices: [PLAYER, SHARED_SERVER],
  }),
  person({
    key: 'careful',
    about: `friend with two-factor sign-in (code ${VERIFICATION_CODE})`,
    id: 21000005,
    title: 'Søren Çareful',
    twoFactor: true,
    devices: [SHARED_SERVER],
  }),
  person({
    key: 'google',
    about: 'friend whose account was made through Google and has no password',
    id: 21000006,
    title: 'Gale Google',
    password: null,
    devices: [SHARED_SERVER],
  }),
  person({
    key: 'mailonly',
    about: 'friend whose account signs in by e-mail address only',
    id: 21000007,
    title: 'Mel Mailonly',
    emailOnly: true,
    devices: [SHARED_SERVER],
  }),
  person({
    key: 'pending',
    about: 'invited, has not accepted yet: nothing to see',
    id: 21000008,
    title: 'Penny Pending',
  }),
  person({
    key: 'stranger',
    about: 'friend of somebody else’s server only',
    id: 21000009,
    title: 'Sam Stranger',
    devices: [
      PLAYER,
      {
        ...SHARED_SERVER,
        clientIdentifier: STRANGE_SERVER_ID,
        name: 'Elsewhere',
        ownerId: 21000099,
        sourceTitle: 'elsewhere',
      },
    ],
  }),
  person({
    key: 'impostor',
    about: 'owns a server that merely bears the same name',
    id: 21000010,
    title: 'Olive Owner',
    devices: [{ ...OWN_SERVER, clientIdentifier: SAME_NAME_ID }],
  }),
  person({
    key: 'servertwin',
    about: 'owns a device that claims the sample server’s identifier, as a server',
    id: TWIN_OWNER_ID,
    title: 'Terry Twin',
    devices: [OWN_SERVER],
  }),
  person({
    key: 'twinfriend',
    about: 'friend of the twin server, not of the real one',
    id: 21000012,
    title: 'Toni Twinfriend',
    devices: [{ ...SHARED_SERVER, ownerId: TWIN_OWNER_ID, sourceTitle: 'servertwin' }],
  }),
  person({
    key: 'playertwin',
    about: 'has a player that bears the sample server’s identifier',
    id: 21000013,
    title: 'Pat Playertwin',
    devices: [{ ...PLAYER, clientIdentifier: SERVER_ID, provides: 'client,player,not-a-server' }],
  }),
  person({
    key: 'homeguest',
    about: 'the Home’s guest profile',
    id: 21000014,
    title: 'Guest',
    username: '',
    email: '',
    password: null,
    home: true,
    guest: true,
    devices: [HOME_SERVER],
  }),
];
