/** Whose Plex account a token belongs to: the members of GET /api/v2/user that we use. Types only. */
export type PlexAccount = Readonly<{
  /** The one thing a person is told apart by: names and addresses change hands. */
  id: number;
  /** Names the account within a Plex Home. */
  uuid: string | null;
  /** null for managed accounts. Texts that plex.tv leaves empty are null here. */
  username: string | null;
  title: string | null;
  friendlyName: string | null;
  email: string | null;
  /** Whether the e-mail address was shown to be theirs. */
  confirmed: boolean;
  /** Address of a picture. */
  thumb: string | null;
  /** In a Plex Home, whosever it is. */
  home: boolean;
  /** Its admin. */
  homeAdmin: boolean;
  /** A managed account of somebody's Plex Home. */
  restricted: boolean;
  /** Of a managed account: as plex.tv spells it; null for none. */
  restrictionProfile: string | null;
  /** It has a PIN in its Plex Home. */
  protected: boolean;
  /** The guest profile of a Plex Home: nobody in particular. */
  guest: boolean;
}>;
