/**
 * Who has access, as the owner of a server sees it; and who is in a Plex Home. Types only.
 */

/** A server within an entry of GET /api/users. */
export type ListedServer = Readonly<{
  machineIdentifier: string;
  /** The server of who asks, shared to this user; otherwise it is theirs, shared to who asks, which is no access. */
  owned: boolean;
  /** Invited, and has not accepted. */
  pending: boolean;
  allLibraries: boolean;
}>;

/** An entry of GET /api/users: friends, members of the Plex Home, managed accounts; never who asks. */
export type ListedUser = Readonly<{
  /** Numeric account id. */
  id: number;
  title: string | null;
  /** null for managed accounts. */
  username: string | null;
  email: string | null;
  thumb: string | null;
  home: boolean;
  restricted: boolean;
  servers: readonly ListedServer[];
}>;

/** An entry of GET /api/servers/{machineIdentifier}/shared_servers. */
export type Share = Readonly<{
  userId: number;
  username: string | null;
  /** False for an invitation that nobody has accepted. */
  accepted: boolean;
  allLibraries: boolean;
  /** Those that are shared; with allLibraries, as plex.tv lists them, perhaps none. */
  libraries: readonly Readonly<{ key: number; title: string }>[];
}>;

/** An entry of GET /api/v2/home/users. */
export type HomeUser = Readonly<{
  id: number;
  uuid: string;
  title: string;
  username: string | null;
  /** Address of a picture. */
  thumb: string | null;
  admin: boolean;
  /** The guest profile: nobody in particular. */
  guest: boolean;
  /** A managed account. */
  restricted: boolean;
  /** As plex.tv spells it. */
  restrictionProfile: string | null;
  /** It has a PIN. */
  protected: boolean;
}>;
