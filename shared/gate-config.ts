/**
 * What a verifier has to know, as `usher nginx` writes it to usher.config.js. Types only.
 */

export type VerifyingKey = Readonly<{
  kid: string;
  /** The algorithm belongs to the key; a token never chooses it (RFC 8725, 3.1). */
  alg: 'HS256';
  /** base64url, at least 32 bytes. */
  secret: string;
}>;

export type GateConfig = Readonly<{
  /** `iss` that a token must carry: issuer.url. */
  issuer: string;
  /** `aud` that a token must carry: cookie.domain, or the issuer's host. */
  audience: string;
  /** Where a visitor without a token is sent. */
  signInUrl: string;
  /** Name of the session cookie. */
  cookieName: string;
  clockSkewSeconds: number;
  /** The key ring. */
  keys: readonly VerifyingKey[];
  /**
   * JOSE header segments that our own issuer writes, each with the index of its key in `keys`. A token whose first
   * segment is one of these texts needs no look into its header at all.
   */
  headers: Readonly<Record<string, number>>;
  /** Names of groups by id, for the page that refuses. */
  groupNames: Readonly<Record<string, string>>;
}>;
