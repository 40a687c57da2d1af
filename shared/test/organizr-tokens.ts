/**
 * Tokens as Organizr has made them over the years, built with node:crypto after its createToken: members, their order,
 * their types. Its PHP library writes slashes and other scripts as they are, and no padding.
 */
import { createHmac } from 'node:crypto';
import type { Organizr } from '../organizr-token.js';

/** As its wizard asks for it: typed by a person, 3 to 30 characters. */
export const ORGANIZR_SECRET = 'Tür-zu 4ever!';
export const ORGANIZR_COOKIE = 'organizr_token_0f8fad5b-d9cb-469f-a165-70867728950e';

const JTI = '4f1g23a12aa';

/** What the gate knows of the Organizr that has made these tokens. */
export function organizrFor(until: number, secret = ORGANIZR_SECRET): Organizr {
  const key = Buffer.from(secret);
  const filled = Buffer.concat([key, Buffer.alloc(Math.max(0, 32 - key.length))]);
  return { cookieName: ORGANIZR_COOKIE, secret: filled.toString('base64url'), until };
}

/** Microseconds as PHP's json_encode gives them: none at all where they are 0. */
export function claimsSince2022(now: number) {
  const iat = now - 60 + 0.680276;
  return {
    iss: 'Organizr',
    aud: 'Organizr',
    jti: JTI,
    iat,
    nbf: iat,
    exp: iat + 7 * 24 * 60 * 60,
    name: 'zoe',
    group: 'User',
    groupID: 4,
    email: 'zoe@example.com',
    image: 'https://www.gravatar.com/avatar/0?s=100&d=mm',
    userID: 7,
  };
}

function claimsBefore2022(now: number) {
  return {
    iss: 'Organizr',
    aud: 'Organizr',
    jti: JTI,
    iat: now - 60,
    exp: now - 60 + 7 * 24 * 60 * 60,
  };
}

const HEADER_SINCE_2022 = { typ: 'JWT', alg: 'HS256' };
const HEADER_BEFORE_2022 = { typ: 'JWT', alg: 'HS256', jti: JTI };

export type OrganizrShape = Readonly<{ period: string; header: object; claims: object }>;

/** Every shape there has been. Times are the last one's fractions, and whole seconds before. */
export function organizrShapes(now: number): readonly OrganizrShape[] {
  const old = claimsBefore2022(now);
  const email = 'zoe@example.com';
  const image = 'https://www.gravatar.com/avatar/0';
  const rest = { group: 'User', groupID: 4, email, image, userID: 7 };
  return [
    {
      period: '2018 to January 2021',
      header: HEADER_BEFORE_2022,
      claims: { ...old, username: 'zoe', ...rest },
    },
    { period: 'January 2021', header: HEADER_BEFORE_2022, claims: { ...old, userID: 7 } },
    {
      period: 'February to September 2021',
      header: HEADER_BEFORE_2022,
      claims: { ...old, group: 'User', userID: 7 },
    },
    {
      period: 'September 2021',
      header: HEADER_BEFORE_2022,
      claims: { ...old, username: 'zoe', group: 'User', userID: 7 },
    },
    {
      period: 'September 2021 to May 2022',
      header: HEADER_BEFORE_2022,
      claims: { ...old, name: 'zoe', ...rest },
    },
    { period: 'since May 2022', header: HEADER_SINCE_2022, claims: claimsSince2022(now) },
    {
      period: 'since May 2022, in a second without a fraction',
      header: HEADER_SINCE_2022,
      claims: { ...claimsSince2022(now), iat: now - 60, nbf: now - 60, exp: now + 3600 },
    },
    {
      period: 'since May 2022, without e-mail address and picture',
      header: HEADER_SINCE_2022,
      claims: { ...claimsSince2022(now), email: null, image: null },
    },
  ];
}

/** A token with a right signature. */
export function organizrToken(
  claims: object | string,
  header: object | string = HEADER_SINCE_2022,
  secret: string | Buffer = ORGANIZR_SECRET,
): string {
  const text = [header, claims]
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
