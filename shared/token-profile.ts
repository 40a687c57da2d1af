/**
 * What issuer and gate must agree on, and every limit of the gate, in one place. Constants only.
 */

/** Cookie names. The `__Secure-` prefix makes browsers refuse the cookie over plain http (RFC 6265bis, 4.1.3.1). */
export const COOKIE_NAME_HTTPS = '__Secure-usher';
export const COOKIE_NAME_HTTP = 'usher';

/** A longer token is refused before anything else is done with it. Browsers keep no cookie above 4096 bytes. */
export const MAX_TOKEN_CHARS = 4096;

/** So many cookies of our name are tried; later ones are ignored. */
export const MAX_COOKIE_CANDIDATES = 8;

/** Longest Basic credentials that are decoded: base64 of a token, a colon and 255 bytes of user name. */
export const MAX_BASIC_CHARS = 5804;

/** Length of a base64url HMAC-SHA256 value: 32 bytes without padding. */
export const HS256_SIGNATURE_CHARS = 43;

/** RFC 7518, 3.2: an HS256 key is at least as long as the hash. */
export const MIN_HS256_KEY_BYTES = 32;

/** How far the clocks of issuer and gate may differ before a fresh token is refused. */
export const CLOCK_SKEW_SECONDS = 30;

/** Nobody is let in by a token that claims to live longer than this (also catches milliseconds in `exp`). */
export const MAX_TOKEN_LIFETIME_SECONDS = 34_560_000; // 400 days

/** A subject is an identifier, not a text. */
export const MAX_SUBJECT_CHARS = 255;

/** So many entries at most, each of so many characters at most, name what a restricted token opens (resources.ts). */
export const MAX_RESOURCES = 16;
export const MAX_RESOURCE_CHARS = 255;

/** Identity headers are cut at this many characters before encoding. */
export const MAX_IDENTITY_CHARS = 256;

/** Longest return address that travels through a sign-in; a longer one is replaced by the site's root. */
export const MAX_RETURN_ADDRESS_BYTES = 2048;

/** Where each protected server passes a browser on to the issuer to have its session renewed. */
export const RENEWAL_PATH = '/_usher/renew';

/** Where each protected server asks the portal for the page of somebody who is refused; no browser can. */
export const REFUSED_PATH = '/_usher/refused';

/** Path of the cookie that a session is renewed with: it goes to {@link RENEWAL_PATH} alone, and to no app. */
export const REFRESH_COOKIE_PATH = '/_usher/';

/**
 * Name of the cookie that says that a page has just come by way of the issuer: whatever came of it, it is not sent there
 * again while the cookie lives. Nothing is decided by it but that.
 */
export const RENEWED_COOKIE = 'usher-renewed';

export const RENEWED_SECONDS = 60;

/** Longest list of what is revoked: some 15 000 subjects. js_fetch takes 1 MB at most unless told otherwise. */
export const MAX_REVOCATION_LIST_CHARS = 1_000_000;

export const MAX_REVOKED_SUBJECTS = 20_000;

/** Longest JWK Set that the gate takes; 32 keys of 4096 bits have half of that. */
export const MAX_JWKS_CHARS = 65_536;

export const MAX_RING_KEYS = 32;

/** More than a subject's file can hold of ended sessions: a gate that finds a larger one lets nobody in by it. */
export const MAX_REVOCATION_FILE_BYTES = 65_536;
