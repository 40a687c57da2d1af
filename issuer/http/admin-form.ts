/**
 * The bodies of the admin page's forms: what may be in them, and nothing else.
 */
import { Ajv } from 'ajv';
import express, { type Request, type RequestHandler } from 'express';
import { parseThreshold } from '../../shared/group.js';
import { MAX_NOTE_CHARS } from '../membership/change-override.js';
import type { Override } from '../membership/decision.js';
import { MAX_FILTER_CHARS } from '../views/filters.js';
import { checkedForm, malformedForm } from './checked-form.js';

const MAX_FIELDS = 50;

/** Reads a form of at most 8 KB. A field that comes twice becomes an array: only servers may. */
export const readAdminForm: RequestHandler = express.urlencoded({
  extended: false,
  limit: '8kb',
  parameterLimit: MAX_FIELDS,
});

export type OverrideForm = Readonly<{
  group: Override['group'];
  note: string;
  /** As typed; '' for none. */
  until: string;
}>;

const ID = { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' } as const;

const ajv = new Ajv();
const isOverrideForm = ajv.compile<
  Readonly<{ group: string; note?: string; until?: string; meant?: 'yes' }>
>({
  type: 'object',
  additionalProperties: false,
  required: ['group'],
  properties: {
    group: { type: 'string', pattern: '^(refused|\\d{1,3})$' },
    // It goes into the audit log, and onto terminals.
    note: { type: 'string', maxLength: MAX_NOTE_CHARS, pattern: '^[^\\u0000-\\u001f\\u007f]*$' },
    until: { type: 'string', maxLength: 40 },
    meant: { const: 'yes' },
  },
});
const isServersForm = ajv.compile<Readonly<{ server: string | readonly string[] }>>({
  type: 'object',
  additionalProperties: false,
  required: ['server'],
  properties: { server: { anyOf: [ID, { type: 'array', items: ID, maxItems: MAX_FIELDS }] } },
});
const TEXT = { type: 'string', maxLength: MAX_FILTER_CHARS } as const;
const isSessionForm = ajv.compile<Readonly<{ session: string; q?: string; page?: string }>>({
  type: 'object',
  additionalProperties: false,
  required: ['session'],
  properties: { session: ID, q: TEXT, page: TEXT },
});

/** @throws PortalError 400 */
export function overrideFormOf(req: Request): OverrideForm {
  const { group, note = '', until = '' } = checkedForm(req, isOverrideForm);
  const groupId = parseThreshold(group);
  if (group !== 'refused' && groupId === undefined) {
    throw malformedForm();
  }
  return { group: groupId ?? 'refused', note: note.trim(), until };
}

/** Whether the page that asks has been answered with yes. */
export function isMeant(req: Request): boolean {
  const body: unknown = req.body;
  return typeof body === 'object' && body !== null && 'meant' in body && body.meant === 'yes';
}

/** @returns machine identifiers */
export function serversFormOf(req: Request): readonly string[] {
  return [checkedForm(req, isServersForm).server].flat();
}

export type SessionForm = Readonly<{
  /** A sid. */
  session: string;
  /** What the list was asked for; '' for nothing. */
  asked: Readonly<{ q: string; page: string }>;
}>;

export function sessionFormOf(req: Request): SessionForm {
  const { session, q = '', page = '' } = checkedForm(req, isSessionForm);
  return { session, asked: { q, page } };
}
