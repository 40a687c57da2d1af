/**
 * What we need of plex.tv's answers, as JSON Schemas compiled once. They ask for the members that are used and no
 * more: plex.tv adds members, and sends null for what it does not know. A member that decides something may not be
 * null, so an answer that says nothing is never taken for "no".
 */
import { Ajv } from 'ajv';

const ajv = new Ajv({ strict: true, strictTypes: false });

/** It goes into a header again, so it must fit into one; the longest known (a Plex JWT) has about 540 characters. */
const authToken = { type: 'string', pattern: '^[!-~]{1,2048}$' };
const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const text = { type: ['string', 'null'] };
const flag = { type: ['boolean', 'null'] };

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
  username?: Text;
  title?: Text;
  friendlyName?: Text;
  email?: Text;
  thumb?: Text;
  confirmed?: Flag;
  restricted?: Flag;
  guest?: Flag;
}>;

/** GET /api/v2/user */
export const isAccountBody = ajv.compile<AccountBody>({
  type: 'object',
  required: ['id'],
  properties: {
    id,
    username: text,
    title: text,
    friendlyName: text,
    email: text,
    thumb: text,
    confirmed: flag,
    restricted: flag,
    guest: flag,
  },
});

export type ResourceBody = Readonly<{
  clientIdentifier: string;
  provides?: Text;
  owned: boolean;
  home?: Flag;
  ownerId?: number | null;
}>;

/** GET /api/v2/resources */
export const isResourcesBody = ajv.compile<readonly ResourceBody[]>({
  type: 'array',
  items: {
    type: 'object',
    required: ['clientIdentifier', 'owned'],
    properties: {
      clientIdentifier: { type: 'string' },
      provides: text,
      owned: { type: 'boolean' },
      home: flag,
      ownerId: { type: ['integer', 'null'] },
    },
  },
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
