/**
 * What we need of plex.tv's answers, as JSON Schemas compiled once. They ask for the members that are used and no
 * more: plex.tv adds members, and sends null for what it does not know. A member that decides something may not be
 * null, so an answer that says nothing is never taken for "no".
 */
import { Ajv } from 'ajv';

const ajv = new Ajv({ strict: true, strictTypes: false });

/** Names a profile. It becomes a part of an address; as far as known it has 16 hexadecimal digits. */
export const UUID = /^[A-Za-z0-9_-]{1,64}$/;

/** It goes into a header again, so it must fit into one; the longest known (a Plex JWT) has about 540 characters. */
const authToken = { type: 'string', pattern: '^[!-~]{1,2048}$' };
const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const uuid = { type: 'string', pattern: UUID.source };
const text = { type: ['string', 'null'] };
const flag = { type: ['boolean', 'null'] };
const decides = { type: 'boolean' };

/** POST /api/v2/users/signin */
export const isSignInBody = ajv.compile<Readonly<{ authToken: string }>>({
  type: 'object',
  required: ['authToken'],
  properties: { authToken },
});

/** POST /api/v2/pins */
export const isPinBody = ajv.compile<Readonly<{ id: number; code: string }>>({
  type: 'object',
  required: ['id', 'code'],
  properties: { id, code: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' } },
});

/** GET /api/v2/pins/{id} */
export const isPinStateBody = ajv.compile<Readonly<{ authToken: string | null }>>({
  type: 'object',
  required: ['authToken', 'id'],
  properties: { id, authToken: { anyOf: [authToken, { enum: [null, ''] }] } },
});

type Text = string | null | undefined;
type Flag = boolean | null | undefined;

export type AccountBody = Readonly<{
  id: number;
  uuid?: Text;
  username?: Text;
  title?: Text;
  friendlyName?: Text;
  email?: Text;
  thumb?: Text;
  confirmed?: Flag;
  home: boolean;
  homeAdmin: boolean;
  restricted: boolean;
  restrictionProfile?: Text;
  protected: boolean;
  guest: boolean;
}>;

/** GET /api/v2/user */
export const isAccountBody = ajv.compile<AccountBody>({
  type: 'object',
  required: ['id', 'home', 'homeAdmin', 'restricted', 'protected', 'guest'],
  properties: {
    id,
    uuid: text,
    username: text,
    title: text,
    friendlyName: text,
    email: text,
    thumb: text,
    confirmed: flag,
    home: decides,
    homeAdmin: decides,
    restricted: decides,
    restrictionProfile: text,
    protected: decides,
    guest: decides,
  },
});

export type ResourceBody = Readonly<{
  clientIdentifier: string;
  name?: Text;
  provides?: Text;
  owned: boolean;
  home: boolean;
  ownerId?: number | null;
}>;

/** GET /api/v2/resources */
export const isResourcesBody = ajv.compile<readonly ResourceBody[]>({
  type: 'array',
  items: {
    type: 'object',
    required: ['clientIdentifier', 'owned', 'home'],
    properties: {
      clientIdentifier: { type: 'string' },
      name: text,
      provides: text,
      owned: decides,
      home: decides,
      ownerId: { type: ['integer', 'null'] },
    },
  },
});

export type HomeUserBody = Readonly<{
  id: number;
  uuid: string;
  title?: Text;
  friendlyName?: Text;
  username?: Text;
  thumb?: Text;
  admin: boolean;
  guest: boolean;
  restricted: boolean;
  restrictionProfile?: Text;
  protected: boolean;
}>;

/** GET /api/v2/home/users */
export const isHomeUsersBody = ajv.compile<Readonly<{ users: readonly HomeUserBody[] }>>({
  type: 'object',
  required: ['users'],
  properties: {
    users: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        required: ['id', 'uuid', 'admin', 'guest', 'restricted', 'protected'],
        properties: {
          id,
          uuid,
          title: text,
          friendlyName: text,
          username: text,
          thumb: text,
          admin: decides,
          guest: decides,
          restricted: decides,
          restrictionProfile: text,
          protected: decides,
        },
      },
    },
  },
});

/** POST /api/v2/home/users/{uuid}/switch */
export const isSwitchBody = ajv.compile<Readonly<{ authToken: string; uuid?: Text }>>({
  type: 'object',
  required: ['authToken'],
  properties: { authToken, uuid: text },
});

/** What plex.tv sends with a refusal. */
export const isErrorsBody = ajv.compile<
  Readonly<{ errors: ReadonlyArray<Readonly<{ code: number }>> }>
>({
  type: 'object',
  required: ['errors'],
  properties: {
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'integer' } },
      },
    },
  },
});
