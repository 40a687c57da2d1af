/** A question to plex.tv, before the client adds who is asking. Types only. */
export type PlexRequest = Readonly<{
  method: 'GET' | 'POST';
  /**
   * Below apiUrl, with its query. Holds no secret but a PIN's id, and the PIN of a profile, for which plex.tv has no
   * other place: so it is never logged.
   */
  path: string;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Readonly<Record<string, string>>;
  /** What the answer should be written in; JSON unless said otherwise. */
  accept?: 'application/xml';
  /** Plex auth token; travels in a header, because addresses end up in logs. */
  token?: string;
}>;
