/**
 * What the state keeps as JSON, told from anything else that may be in its place. Pure.
 */
import { Ajv } from 'ajv';
import type { DecidedBy } from '../membership/decision.js';
import type { Facts } from '../membership/facts.js';
import type { OwnerLink } from './state.js';

const ajv = new Ajv({ strict: true });

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const number = { type: 'number' };

const RELATIONS = ['owner', 'homeAdmin', 'homeAdult', 'home', 'managed', 'friend'];

const library = {
  type: 'object',
  required: ['key', 'title'],
  properties: { key: number, title: text },
};

const serverFacts = {
  type: 'object',
  required: ['server', 'relations'],
  properties: {
    server: text,
    relations: {
      type: 'array',
      items: { enum: RELATIONS },
    },
    libraries: { anyOf: [{ const: 'all' }, { type: 'array', items: library }] },
  },
};

export const isFacts = ajv.compile<Facts>({
  type: 'object',
  required: ['subject', 'servers'],
  properties: {
    subject: text,
    plexId: number,
    username: text,
    restrictionProfile: { enum: ['little_kid', 'older_kid', 'teen'] },
    servers: { type: 'array', items: serverFacts },
    unknownServers: texts,
  },
});

const because = {
  anyOf: [
    // As an earlier version wrote it.
    text,
    factOf(['access', ...RELATIONS], { server: text, serverName: text }, ['server']),
    factOf(['all_libraries', 'partly_known']),
    factOf(['library'], { title: text }, ['title']),
    factOf(['profile'], { profile: text }, ['profile']),
    factOf(['plex_id'], { plexId: number }, ['plexId']),
    factOf(['username'], { username: text }, ['username']),
    factOf(['subject'], { subject: text }, ['subject']),
    factOf(['from', 'until'], { at: number }, ['at']),
  ],
};

function factOf(names: readonly string[], properties: object = {}, required: string[] = []) {
  return {
    type: 'object',
    required: ['fact', ...required],
    properties: { fact: { enum: names }, ...properties },
  };
}

export const isDecidedBy = ajv.compile<DecidedBy>({
  type: 'object',
  required: ['kind'],
  oneOf: [
    {
      properties: {
        kind: { const: 'rule' },
        index: number,
        because: { type: 'array', items: because },
      },
      required: ['index', 'because'],
    },
    { properties: { kind: { const: 'override' }, note: text, until: number }, required: ['note'] },
    { properties: { kind: { enum: ['owner', 'local_account', 'guest_pass'] } } },
  ],
});

export const isLinkedServers = ajv.compile<OwnerLink['servers']>({
  type: 'array',
  items: {
    type: 'object',
    required: ['machineIdentifier', 'name'],
    properties: { machineIdentifier: text, name: text },
  },
});
