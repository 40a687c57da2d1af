/**
 * Organizr's own token, for the time of a migration: people who are signed in there need not sign in again. Pure; `now`
 * is given.
 *
 * Organizr's secret is typed by a person and 3 to 30 characters long, and whoever guesses it can make himself an admin.
 * So its tokens are looked for under its own cookie name alone, until a day that the operator sets, and with a key that
 * signs nothing of ours.
 */
import { decodeBase64UrlText } from './base64url.js';
import { checkClaims, readPayload } from './claims.js';
import type { DenyReason } from './deny-reason.js';
import { isHmacSha256 } from './hmac-sha256.js';
import { checkJoseHeader } from './jose-header.js';
import { HS256_SIGNATURE_CHARS, MAX_TOKEN_CHARS } from './token-profile.js';
import type { Verified } from './verify-token.js';

/** What the gate knows of an Organizr. */
export type Organizr = Readonly<{
  /** Its cookie: `organizr_token_` and a UUID. */
  cookieName: string;
  /**
   * Its key, base64url. One of less than 32 bytes is filled up with zero bytes, as HMAC does itself (RFC 2104, section
   * 2), so that the gate has one rule for the length of keys.
   */
  secret: string;
  /** NumericDate from which on no token of Organizr's is taken. */
  until: number;
}>;

/** `iss` and `aud` of every Organizr there is. */
const ORGANIZR = 'Organizr';

type OrganizrClaims = {
  readonly [
    claim in
      | 'iss'
      | 'aud'
      | 'iat'
      | 'nbf'
      | 'exp'
      | 'userID'
      | 'groupID'
      | 'group'
      | 'name'
      | 'username'
      | 'email'
      | 'image'
  ]?: unknown;
};

/**
 * Verifies a token of Organizr's (HS256; createToken in its api/functions/token-functions.php), whose claims have had
 * several shapes. One without `groupID` (January to September 2021) says nothing about what somebody may open, and is
 * refused. Unlike Organizr, which compares a token with its database, this asks for a signature and an end.
 * In this order: size, segments, signature, `until`, header, payload, claims.
 * @param nowSeconds NumericDate
 * @returns claims like those of our own tokens, `sub` being `organizr:` and the number of the account
 */
export function verifyOrganizrToken(
  token: string,
  organizr: Organizr,
  clockSkewSeconds: number,
  nowSeconds: number,
): Verified {
  if (token.length > MAX_TOKEN_CHARS) {
    return 'token_too_large';
  }
  const segments = token.split('.');
  if (segments.length !== 3) {
    return 'not_three_segments';
  }
  const header = segments[0] as string;
  const payload = segments[1] as string;
  const signature = segments[2] as string;
  if (signature.length !== HS256_SIGNATURE_CHARS) {
    return 'signature_malformed';
  }
  if (!isHmacSha256(organizr.secret, header + '.' + payload, signature)) {
    return 'signature_mismatch';
  }
  if (!(nowSeconds < organizr.until)) {
    return 'expired';
  }
  const refusal = checkHeader(header, organizr.secret);
  const claims = refusal || readPayload(payload);
  return typeof claims === 'object'
    ? checkClaims(
        inOurWords(claims),
        { issuer: ORGANIZR, audience: ORGANIZR, clockSkewSeconds },
        nowSeconds,
      )
    : claims;
}

/** Organizr names no key; until 2022 it repeated `jti` in the header, which means nothing there. */
function checkHeader(header: string, secret: string): DenyReason | undefined {
  return decodeBase64UrlText(header) === undefined
    ? 'header_encoding'
    : checkJoseHeader(header, { kid: '', alg: 'HS256', secret }, 1);
}

/** Its claims under the names of ours. Times stay as they are, fractions (since 2022) and all. */
function inOurWords(claims: OrganizrClaims): object {
  const userId = claims.userID;
  // Since September 2021 `name`, before it `username`.
  const name = claims.name || claims.username;
  return {
    iss: claims.iss,
    aud: claims.aud,
    iat: claims.iat,
    nbf: claims.nbf,
    exp: claims.exp,
    sub:
      typeof userId === 'number' && userId > 0 && userId % 1 === 0
        ? 'organizr:' + String(userId)
        : '',
    name,
    preferred_username: name,
    email: claims.email,
    picture: claims.image,
    group: claims.group,
    group_id: claims.groupID,
  };
}
