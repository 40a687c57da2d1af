/** A server, player or other device that an account can reach: the members of GET /api/v2/resources that we use. Types only. */
export type PlexResource = Readonly<{
  /** For a server its machine identifier. Chosen by the device, so it proves nothing alone. */
  clientIdentifier: string;
  /** What its owner calls it; '' for nothing. Proves nothing at all. */
  name: string;
  /** What it is: `server`, `player`, `client`… */
  provides: readonly string[];
  /** It belongs to the account that asked. */
  owned: boolean;
  /** It belongs to the Plex Home of the account that asked. */
  home: boolean;
  /** Account id of its owner; null where the account that asked owns it. */
  ownerId: number | null;
}>;
