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
/** The PINs of those profiles of the owner's Home that have one, by key. */
export const HOME_PINS = { home: '2580', teen: '1379' } as const;

const TWIN_OWNER_ID = 21000011;
const STRANGE_SERVER_ID = 'b2e1d4c6f8a0395771bc2de3f045b6c7d8e9f0a1';
const SAME_NAME_ID = 'c3d2e5f7a9b1406882cd3ef40156c7d8e9f0a1b2';

/** A row of /api/v2/resources that hangs on no share (servers.ts has those): players, and servers that are none of ours. */
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

export const HOME_ROLES = ['admin', 'adult', 'managed', 'guest'] as const;
/** What somebody is in a Plex Home: `adult` has an account of their own, `managed` has none. */
export type HomeRole = (typeof HOME_ROLES)[number];

export type Person = {
  /** Short name to pick somebody by; at the start also the user name where there is one. */
  readonly key: string;
  /** One line for a list: who this is and why they are here. */
  readonly about: string;
  readonly id: number;
  readonly uuid: string;
  /** '' for managed accounts, as on plex.tv. */
  username: string;
  email: string;
  title: string;
  friendlyName: string;
  /** null: the account was made through Google, Apple or Facebook, or is managed. */
  readonly password: string | null;
  readonly twoFactor: boolean;
  readonly emailOnly: boolean;
  /** Whose Home (the key of its admin), and as what; null: in none. */
  home: Readonly<{ of: string; role: HomeRole }> | null;
  /** Four digits that their profile in the Home asks for; null: none. */
  pin: string | null;
  /** `little_kid`, `older_kid`, `teen`; null: none. */
  restrictionProfile: string | null;
  readonly devices: readonly Device[];
};

/** A server that somebody owns, or has shared, and that no share of the sample servers is about. */
const OTHER_SERVER: Device = {
  clientIdentifier: SAME_NAME_ID,
  name: SERVER_NAME,
  provides: 'server',
  owned: true,
  home: true,
  ownerId: null,
  sourceTitle: null,
};

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
    home: null,
    pin: null,
    restrictionProfile: null,
    devices: [],
    ...given,
  };
}

/** Somebody without a login of their own. */
function profile(given: Given & Pick<Person, 'home'>): Person {
  return person({ username: '', email: '', password: null, ...given });
}

/** The sample people, in the order in which the authorise page shows them. */
export const PEOPLE: readonly Person[] = [
  person({
    key: 'owner',
    about: 'owns the sample server and the cabin’s; admin of the Home',
    id: OWNER_ID,
    title: 'Olive Owner',
    home: { of: 'owner', role: 'admin' },
    devices: [PLAYER],
  }),
  person({
    key: 'home',
    about: `adult in the owner’s Plex Home (PIN ${HOME_PINS.home})`,
    id: 21000002,
    title: 'Harper Home',
    home: { of: 'owner', role: 'adult' },
    pin: HOME_PINS.home,
    devices: [PLAYER],
  }),
  profile({
    key: 'child',
    about: 'managed account of the Home, an older kid; has no login of its own',
    id: 21000003,
    title: 'Kim',
    home: { of: 'owner', role: 'managed' },
    restrictionProfile: 'older_kid',
  }),
  profile({
    key: 'teen',
    about: `managed account of the Home, a teen (PIN ${HOME_PINS.teen})`,
    id: 21000015,
    title: 'Tess "T" <3',
    home: { of: 'owner', role: 'managed' },
    pin: HOME_PINS.teen,
    restrictionProfile: 'teen',
  }),
  profile({
    key: 'little',
    about: 'managed account of the Home, a little kid',
    id: 21000016,
    title: 'Łucja',
    home: { of: 'owner', role: 'managed' },
    restrictionProfile: 'little_kid',
  }),
  person({
    key: 'friend',
    about: 'friend with a share of the server',
    id: 21000004,
    title: 'Frankie Friend',
    friendlyName: 'Frankie',
    devices: [PLAYER],
  }),
  person({
    key: 'moviefriend',
    about: 'friend who has two libraries of the server',
    id: 21000017,
    title: 'Mo & Mia "Movie" <3 O’Neill',
  }),
  person({
    key: 'cabinfriend',
    about: 'friend who has the cabin’s server only',
    id: 21000018,
    title: 'Cary Cabin',
  }),
  person({
    key: 'careful',
    about: `friend with two-factor sign-in (code ${VERIFICATION_CODE})`,
    id: 21000005,
    title: 'Søren Çareful',
    twoFactor: true,
  }),
  person({
    key: 'google',
    about: 'friend whose account was made through Google and has no password',
    id: 21000006,
    title: 'Gale Google',
    password: null,
  }),
  person({
    key: 'mailonly',
    about: 'friend whose account signs in by e-mail address only',
    id: 21000007,
    title: 'Mel Mailonly',
    emailOnly: true,
  }),
  person({
    key: 'neighbour',
    about: 'friend with one library, admin of a Home of their own, lends the owner a server',
    id: 21000019,
    title: 'Nour Neighbour',
    home: { of: 'neighbour', role: 'admin' },
  }),
  profile({
    key: 'neighbourkid',
    about: 'managed account of the neighbour’s Home: no access',
    id: 21000020,
    title: 'Noa',
    home: { of: 'neighbour', role: 'managed' },
  }),
  person({
    key: 'lender',
    about: 'lends the owner a server and has none of theirs: no access',
    id: 21000021,
    title: 'Lena Lender',
  }),
  person({
    key: 'pending',
    about: 'invited, has not accepted yet: nothing to see',
    id: 21000008,
    title: 'Penny Pending',
    devices: [PLAYER],
  }),
  person({
    key: 'stranger',
    about: 'friend of somebody else’s server only',
    id: 21000009,
    title: 'Sam Stranger',
    devices: [
      PLAYER,
      {
        ...OTHER_SERVER,
        clientIdentifier: STRANGE_SERVER_ID,
        name: 'Elsewhere',
        owned: false,
        home: false,
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
    devices: [OTHER_SERVER],
  }),
  person({
    key: 'servertwin',
    about: 'owns a device that claims the sample server’s identifier, as a server',
    id: TWIN_OWNER_ID,
    title: 'Terry Twin',
    devices: [{ ...OTHER_SERVER, clientIdentifier: SERVER_ID }],
  }),
  person({
    key: 'twinfriend',
    about: 'friend of the twin server, not of the real one',
    id: 21000012,
    title: 'Toni Twinfriend',
    devices: [
      {
        ...OTHER_SERVER,
        clientIdentifier: SERVER_ID,
        owned: false,
        home: false,
        ownerId: TWIN_OWNER_ID,
        sourceTitle: 'servertwin',
      },
    ],
  }),
  person({
    key: 'playertwin',
    about: 'has a player that bears the sample server’s identifier',
    id: 21000013,
    title: 'Pat Playertwin',
    devices: [{ ...PLAYER, clientIdentifier: SERVER_ID, provides: 'client,player,not-a-server' }],
  }),
  profile({
    key: 'homeguest',
    about: 'the Home’s guest profile',
    id: 21000014,
    title: 'Guest',
    home: { of: 'owner', role: 'guest' },
  }),
];
