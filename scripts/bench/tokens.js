/** Keys, tokens and requests for measuring, made with node:crypto. Anew for every run: nothing here is ever a secret. */
import { createHmac, generateKeyPairSync, randomBytes, sign as signWith } from 'node:crypto';
import { TOKEN_CHARS } from './cases.js';

/**
 * @typedef {Readonly<{
 *   kid: string, alg: 'HS256' | 'ES256', jwk: Readonly<Record<string, unknown>>, hex: string, publicPem: string,
 *   sign: (input: string) => string,
 * }>} Key `hex`, `publicPem`: as the C module wants them
 * @typedef {import('./cases.js').BenchRequest} BenchRequest
 * @typedef {BenchRequest | (() => BenchRequest)} RequestSource one request, or a new one each time
 * @typedef {Readonly<Record<string, unknown>>} Claims
 */

export const COOKIE = 'usher';
export const ISSUER = 'http://localhost:9190';
/** Somebody with a file in the folder of revocations; numbers from this one on have one too. */
export const FIRST_STAMPED = 2_000_000;
const OTHER_ISSUER = 'http://localhost:9191';
const SUBJECT = 1_234_567;
/** Says what kind of refusal is wanted: no page and no sign-in. */
const PROGRAM = { accept: 'application/json' };
const OTHER_COOKIE_CHARS = 1024;
/** Longer than any run. */
const LIFETIME_SECONDS = 24 * 60 * 60;

/** @param {number} count @returns {Key[]} */
export function makeKeys(count) {
  return Array.from({ length: count }, () => {
    const kid = randomBytes(6).toString('hex');
    const secret = randomBytes(32);
    return {
      kid,
      alg: 'HS256',
      jwk: { kty: 'oct', kid, alg: 'HS256', use: 'sig', k: secret.toString('base64url') },
      hex: secret.toString('hex'),
      publicPem: '',
      sign: (input) => createHmac('sha256', secret).update(input).digest('base64url'),
    };
  });
}

/** @returns {Key} */
export function makeEs256Key() {
  const kid = randomBytes(6).toString('hex');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    kid,
    alg: 'ES256',
    jwk: { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' },
    hex: '',
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (input) =>
      signWith('sha256', Buffer.from(input), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      }).toString('base64url'),
  };
}

/** keys.json. @param {readonly Key[]} keys */
export function jwkSet(keys) {
  return JSON.stringify({ keys: keys.map(({ jwk }) => jwk) });
}

/**
 * @param {Readonly<{ first: Key, tenth: Key, es256: Key }>} keys the one key of most gates, the last key of the gate that
 *   has ten, and the one of the gate with a key pair
 * @param {number} nowSeconds NumericDate
 * @returns {Readonly<Record<string, RequestSource>>} by the names that cases.js uses
 */
export function makeRequests({ first, tenth, es256 }, nowSeconds) {
  const usualChars = TOKEN_CHARS['0.48'];
  const usual = claimsFor(first, usualChars, nowSeconds);
  const good = token(first, usual);
  const stamped = { ...usual, sub: `plex:${String(FIRST_STAMPED)}` };
  const notJson = Buffer.from(`{"alg":"HS256","typ":"JWT","kid":"${first.kid}",`);
  const wrong = randomBytes(32).toString('base64url');
  return {
    ...Object.fromEntries(
      Object.entries(TOKEN_CHARS).flatMap(([size, chars]) =>
        sameAndFresh(`-${size}`, first, claimsFor(first, chars, nowSeconds)),
      ),
    ),
    ...Object.fromEntries(
      sameAndFresh('-tenth-key', tenth, claimsFor(tenth, usualChars, nowSeconds)),
    ),
    // The same claims; the signature has 43 characters more.
    ...Object.fromEntries(sameAndFresh('-es256', es256, usual)),
    ...Object.fromEntries(sameAndFresh('-stamped', first, stamped)),
    crowded: withCookie(good, otherCookies()),
    'fresh-crowded': freshly(first, usual, otherCookies()),
    garbage: withCookie(good.slice(0, -43) + wrong),
    'foreign-header': withCookie(
      `${notJson.toString('base64url')}.${good.split('.')[1] ?? ''}.${wrong}`,
    ),
    scrap: withCookie(randomBytes(usualChars).toString('hex').slice(0, usualChars)),
    'one-dot': withCookie(good.replace(/\.(?=[^.]*$)/, '_')),
    'other-issuer': withCookie(token(first, { ...usual, iss: OTHER_ISSUER })),
    program: { headers: PROGRAM },
    navigation: { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } },
  };
}

/**
 * @param {string} kind @param {Key} key @param {Claims} claims
 * @returns {[string, RequestSource][]}
 */
function sameAndFresh(kind, key, claims) {
  return [
    [`token${kind}`, withCookie(token(key, claims))],
    [`fresh${kind}`, freshly(key, claims)],
  ];
}

/**
 * Requests with tokens that differ in nothing but their identifier; those that have none, in whose they are.
 * @param {Key} key @param {Claims} claims @param {string} [before] other cookies
 * @returns {() => BenchRequest}
 */
function freshly(key, claims, before = '') {
  let number = SUBJECT;
  return () => {
    number += 1;
    const one =
      'jti' in claims
        ? { jti: randomBytes(16).toString('base64url') }
        : { sub: `plex:${String(number)}` };
    return withCookie(token(key, { ...claims, ...one }), before);
  };
}

/** @param {string} value @param {string} [before] other cookies @returns {BenchRequest} */
function withCookie(value, before = '') {
  return { headers: { ...PROGRAM, cookie: `${before}${COOKIE}=${value}` } };
}

/** Ten cookies as apps and analytics set them, with the blank that belongs before the next one. */
function otherCookies() {
  const chars = Math.floor(OTHER_COOKIE_CHARS / 10) - 'other_0=; '.length;
  return Array.from(
    { length: 10 },
    (_, index) => `other_${String(index)}=${'x'.repeat(chars)}; `,
  ).join('');
}

/**
 * Claims of our issuer's shape whose token is as near as can be to a length. What is too much is left out, what is missing
 * goes into the address of the picture.
 * @param {Key} key @param {number} chars @param {number} nowSeconds
 * @returns {Claims}
 */
function claimsFor(key, chars, nowSeconds) {
  const needed = {
    iss: ISSUER,
    aud: 'localhost',
    sub: `plex:${String(SUBJECT)}`,
    iat: nowSeconds,
    exp: nowSeconds + LIFETIME_SECONDS,
    group_id: 4,
  };
  const usual = {
    jti: randomBytes(16).toString('base64url'),
    sid: randomBytes(16).toString('base64url'),
    name: 'Jane Doe',
    preferred_username: 'jane',
    email: 'jane@example.com',
  };
  const rest = { auth_time: nowSeconds, amr: ['plex'], group: 'User' };
  const small = chars < TOKEN_CHARS['0.48'];
  /** @type {Claims} */
  let claims = small ? { ...needed, preferred_username: 'jane' } : { ...needed, ...usual };
  if (chars > TOKEN_CHARS['0.48']) {
    claims = { ...claims, ...rest };
  }
  let best = claims;
  for (let length = 0; token(key, best).length < chars; length += 1) {
    best = { ...claims, picture: `https://plex.tv/${'p'.repeat(length)}` };
  }
  return best;
}

/** A compact JWS (RFC 7515, 7.1) with a header as our issuer writes it. @param {Key} key @param {Claims} claims */
function token({ kid, alg, sign }, claims) {
  const input = `${segment({ alg, typ: 'JWT', kid })}.${segment(claims)}`;
  return `${input}.${sign(input)}`;
}

/** @param {object} value */
function segment(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
