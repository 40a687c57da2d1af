/**
 * Who somebody is, as the session token says it. Pure.
 */

/** Texts are short and hold no control characters, see {@link personOf}. */
export type Person = Readonly<{
  /** `plex:<numeric id>` */
  subject: string;
  /** For people to read; anybody can be called anything. */
  name: string;
  preferredUsername?: string;
  email?: string;
  /** https */
  picture?: string;
}>;
