/**
 * What we need of the attributes in plex.tv's XML, as JSON Schemas compiled once. There every value is text. What
 * decides something must be there and be one of the texts that are known: neither "no" nor "yes" is ever read into
 * anything else.
 */
import { Ajv } from 'ajv';

const ajv = new Ajv({ strict: true, strictTypes: false });

/** No more digits than a number holds exactly. */
const id = { type: 'string', pattern: '^[1-9][0-9]{0,14}$' };
const count = { type: 'string', pattern: '^(0|[1-9][0-9]{0,8})$' };
const flag = { enum: ['0', '1'] };
const text = { type: 'string' };

/** Seconds since 1970; nothing, '' or 0: nobody has. */
const acceptedAt = { type: 'string', pattern: '^([1-9][0-9]{0,11}|0|)$' };

type Flag = '0' | '1';

/** A list. */
export const isContainer = ajv.compile<
  Readonly<{ size?: string; totalSize?: string; offset?: string }>
>({
  type: 'object',
  properties: { size: count, totalSize: count, offset: count },
});

/** Someone in GET /api/users. */
export const isUser = ajv.compile<
  Readonly<{
    id: string;
    title?: string;
    username?: string;
    email?: string;
    thumb?: string;
    home: Flag;
    restricted: Flag;
  }>
>({
  type: 'object',
  required: ['id', 'home', 'restricted'],
  properties: {
    id,
    title: text,
    username: text,
    email: text,
    thumb: text,
    home: flag,
    restricted: flag,
  },
});

/** A server of theirs or ours below it. */
export const isUserServer = ajv.compile<
  Readonly<{ machineIdentifier: string; owned: Flag; pending: Flag; allLibraries: Flag }>
>({
  type: 'object',
  required: ['machineIdentifier', 'owned', 'pending', 'allLibraries'],
  properties: {
    machineIdentifier: { type: 'string', minLength: 1 },
    owned: flag,
    pending: flag,
    allLibraries: flag,
  },
});

/** A share in GET /api/servers/{machineIdentifier}/shared_servers. */
export const isShare = ajv.compile<
  Readonly<{
    id: string;
    userID: string;
    username?: string;
    acceptedAt?: string;
    allLibraries: Flag;
  }>
>({
  type: 'object',
  required: ['id', 'userID', 'allLibraries'],
  properties: {
    id,
    userID: id,
    username: text,
    acceptedAt,
    allLibraries: flag,
  },
});

/** A share of nobody: somebody was invited by an address that no account has, and has not come yet. */
export const isOpenInvitation = ajv.compile<Readonly<{ id: string }>>({
  type: 'object',
  required: ['id', 'invitedAt'],
  properties: {
    id,
    userID: { enum: [''] },
    acceptedAt: { enum: ['', '0'] },
    invitedAt: { type: 'string', pattern: '^[1-9][0-9]{0,11}$' },
  },
});

/** A library below it, shared or not. */
export const isSection = ajv.compile<Readonly<{ key: string; title?: string; shared: Flag }>>({
  type: 'object',
  required: ['key', 'shared'],
  properties: { key: id, title: text, shared: flag },
});
