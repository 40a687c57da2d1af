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
      items: { enum: ['owner', 'homeAdmin', 'homeAdult', 'home', 'managed', 'friend'] },
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

export const isDecidedBy = ajv.compile<DecidedBy>({
  type: 'object',
  required: ['kind'],
  oneOf: [
    {
      properties: { kind: { const: 'rule' }, index: number, because: texts },
      required: ['index', 'because'],
    },
    { properties: { kind: { const: 'override' }, note: text, until: number }, required: ['note'] },
    { properties: { kind: { const: 'owner' } } },
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
