/** Keys, tokens and requests for measuring, made with node:crypto. Anew for every run: nothing here is ever a secret. */
import { createHmac, randomBytes } from 'node:crypto';
import { TOKEN_CHARS } from './cases.js';

/** @typedef {Readonly<{ kid: string, secret: Buffer }>} Key */

export const COOKIE = 'usher';
export const ISSUER = 'http://localhost:9190';
const OTHER_ISSUER = 'http://localhost:9191';
/** Says what kind of refusal is wanted: no page and no sign-in. */
const PROGRAM = { accept: 'application/json' };
const OTHER_COOKIE_CHARS = 1024;
/** Longer than any run. */
const LIFETIME_SECONDS = 24 * 60 * 60;

/** @param {number} count @returns {Key[]} */
export function makeKeys(count) {
  return Array.from({ length: count }, () => ({
    kid: randomBytes(6).toString('hex'),
    secret: randomBytes(32),
  }));
}

/** keys.json. @param {readonly Key[]} keys */
export function jwkSet(keys) {
  return JSON.stringify({
    keys: keys.map(({ kid, secret }) => ({
      kty: 'oct',
      kid,
      alg: 'HS256',
      use: 'sig',
      k: secret.toString('base64url'),
    })),
  });
}

/**
 * @param {Key} key the one key of most gates
 * @param {Key} tenth the last key of the gate that has ten
 * @param {number} nowSeconds NumericDate
 * @returns {Readonly<Record<string, import('./cases.js').BenchRequest>>} by the names that cases.js uses
 */
export function makeRequests(key, tenth, nowSeconds) {
  const usual = token(key, TOKEN_CHARS['0.48'], nowSeconds);
  const garbage = usual.slice(0, -43) + randomBytes(32).toString('base64url');
  const sized = Object.entries(TOKEN_CHARS).map(([size, chars]) => [
    `token-${size}`,
    withCookie(token(key, chars, nowSeconds)),
  ]);
  return {
    ...Object.fromEntries(sized),
    garbage: withCookie(garbage),
    'one-dot': withCookie(usual.replace(/\.(?=[^.]*$)/, '_')),
    'other-issuer': withCookie(token(key, TOKEN_CHARS['0.48'], nowSeconds, OTHER_ISSUER)),
    crowded: { headers: { ...PROGRAM, cookie: `${otherCookies()}${COOKIE}=${usual}` } },
    'tenth-key': withCookie(token(tenth, TOKEN_CHARS['0.48'], nowSeconds)),
    program: { headers: PROGRAM },
    navigation: { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } },
  };
}

/** @param {string} value */
function withCookie(value) {
  return { headers: { ...PROGRAM, cookie: `${COOKIE}=${value}` } };
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
 * A token of our issuer's shape, as near as can be to a length. What is too much is left out, what is missing goes
 * into the address of the picture.
 * @param {Key} key @param {number} chars @param {number} nowSeconds @param {string} [iss]
 */
function token({ kid, secret }, chars, nowSeconds, iss = ISSUER) {
  const needed = {
    iss,
    aud: 'localhost',
    sub: 'plex:1234567',
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
  const header = segment({ alg: 'HS256', typ: 'JWT', kid });
  /** @param {object} claims */
  const sign = (claims) => {
    const input = `${header}.${segment(claims)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const small = chars < TOKEN_CHARS['0.48'];
  let claims = small
    ? { ...needed, preferred_username: usual.preferred_username }
    : { ...needed, ...usual };
  if (chars > TOKEN_CHARS['0.48']) {
    claims = { ...claims, ...rest };
  }
  let best = sign(claims);
  for (let length = 0; best.length < chars; length += 1) {
    best = sign({ ...claims, picture: `https://plex.tv/${'p'.repeat(length)}` });
  }
  return best;
}

/** @param {object} value */
function segment(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
