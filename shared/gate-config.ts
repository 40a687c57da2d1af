/**
 * What a verifier has to know, as `usher nginx` writes it to usher.config.js. Types only.
 */
import type { Organizr } from './organizr-token.js';
import type { TokenSources } from './token-sources.js';

/** A key that signs as well as it verifies: whoever has it can mint. */
export type SharedKey = Readonly<{
  kid: string;
  alg: 'HS256';
  /** base64url, at least 32 bytes. */
  secret: string;
}>;

/** The public half of a key pair. */
export type PublicKey = Readonly<{
  kid: string;
  /** RFC 7518, 3.1; EdDSA is Ed25519 (RFC 8037). */
  alg: 'ES256' | 'RS256' | 'EdDSA';
  /** SubjectPublicKeyInfo (RFC 5280, 4.1), DER as base64url: njs 0.7.9 imports no JWK. */
  spki: string;
  /** Length of a signature, base64url: 86 for ES256 and EdDSA; as long as the modulus for RS256, so 342 to 683. */
  signatureChars: number;
}>;

/** The algorithm belongs to the key; a token never chooses it (RFC 8725, 3.1). */
export type VerifyingKey = SharedKey | PublicKey;

export type GateConfig = Readonly<{
  /** `iss` that a token must carry: issuer.url. */
  issuer: string;
  /** `aud` that a token must carry: cookie.domain, or the issuer's host. */
  audience: string;
  /** Where a visitor without a token is sent. */
  signInUrl: string;
  /** Where nginx passes a browser on to have its session renewed: http://127.0.0.1:9190/renew; '' for nowhere. */
  renewalUrl: string;
  /** Name of the session cookie. */
  cookieName: string;
  /** Where else a token may be. */
  sources: TokenSources;
  /** Only during a migration. */
  organizr?: Organizr;
  clockSkewSeconds: number;
  /** Names this configuration: what was remembered under another one is forgotten. */
  generation: string;
  /** Absolute path of the folder that says what is revoked (revocation.ts); '' for none. */
  revocationDir: string;
  /** Past this, `staleRefuses` applies; 0: never. */
  revocationMaxAgeSeconds: number;
  /** Whether a list that nobody has confirmed for so long refuses everybody (else the last one stays in force). */
  staleRefuses: boolean;
  /** The key ring. */
  keys: readonly VerifyingKey[];
  /** Whether one of the keys is a {@link PublicKey}, or may come to be. */
  hasPublicKeys: boolean;
  /**
   * JOSE header segments that our own issuer writes, each with its key. A token whose first segment is one of these texts
   * needs no look into its header at all.
   */
  headers: Readonly<Record<string, VerifyingKey>>;
  /** Names of groups by id, for the page that refuses. */
  groupNames: Readonly<Record<string, string>>;
  /** Only where the gate asks the portal, off the path of requests. */
  refresh?: Refresh;
}>;

/** What nginx keeps in its shared memory and has renewed by a timer (njs 0.8.1 and newer). */
export type Refresh = Readonly<{
  /** Of the signed list of what is revoked (revocation-list.ts); '': it is not asked for. */
  revocationsUrl: string;
  /** Of the JWK Set that takes the place of the ring's public keys; '': it is not asked for. */
  keysUrl: string;
  intervalSeconds: number;
  /** What the gate says of itself when it asks: `0.1.0; njs/0.8.9`. */
  gate?: string;
}>;

/** What usher.config.js holds: what every request needs, and behind a getter the rest, which costs njs much to make. */
export type GateFile = Readonly<{
  cookieName: string;
  generation: string;
  revocationDir: string;
  /** How old the list of revocations may be before everybody is refused; 0: any age. */
  refuseAfterSeconds: number;
  /** Whether there is a {@link Refresh}: what is remembered is good as long as shared memory says the same. */
  usesState?: boolean;
  whole: GateConfig;
}>;

/** Without public keys a verdict is there at once. */
export type SharedKeyGateConfig = Omit<GateConfig, 'keys' | 'hasPublicKeys'> &
  Readonly<{ keys: readonly SharedKey[]; hasPublicKeys: false }>;
