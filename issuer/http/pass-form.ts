/**
 * The bodies of the forms about guest passes: what may be in them, and nothing else.
 */
import { Ajv } from 'ajv';
import type { Request } from 'express';
import { parseMoment } from '../config/moment.js';
import { isGuestSecret } from '../guest-passes/guest-link.js';
import { MAX_PASS_NAME_CHARS, type PassRequest } from '../guest-passes/make-pass.js';
import { checkedForm } from './checked-form.js';

/** What somebody has typed, to be shown again if it does not do. */
export type PassForm = Readonly<{
  name: string;
  /** A number, or `least`. */
  group: string;
  /** `apps`: what is chosen and nothing else; `group`: whatever the group may. */
  scope: 'apps' | 'group';
  /** Names. */
  apps: readonly string[];
  /** Separated by blanks or commas. */
  addresses: string;
  /** `2026-12-31` */
  until: string;
  /** '' for any number. */
  uses: string;
}>;

const MAX_APPS = 40;

type Sent = Readonly<{
  name?: string;
  group: string;
  scope: PassForm['scope'];
  app?: string | readonly string[];
  addresses?: string;
  until?: string;
  uses?: string;
}>;

const TEXT = { type: 'string', maxLength: 2 * MAX_PASS_NAME_CHARS } as const;

const ajv = new Ajv();
const isPassForm = ajv.compile<Sent>({
  type: 'object',
  additionalProperties: false,
  required: ['group', 'scope'],
  properties: {
    name: TEXT,
    group: { type: 'string', pattern: '^(least|\\d{1,3})$' },
    scope: { enum: ['apps', 'group'] },
    app: {
      anyOf: [
        { type: 'string', maxLength: 256 },
        { type: 'array', items: { type: 'string', maxLength: 256 }, maxItems: MAX_APPS },
      ],
    },
    addresses: { type: 'string', maxLength: 2000 },
    until: { type: 'string', maxLength: 40 },
    uses: { type: 'string', maxLength: 10 },
  },
});
const isGuestForm = ajv.compile<Readonly<{ pass: string }>>({
  type: 'object',
  additionalProperties: false,
  required: ['pass'],
  properties: { pass: { type: 'string', maxLength: 64 }, cookies: { const: 'set' } },
});

/** @throws PortalError 400 */
export function passFormOf(req: Request): PassForm {
  const {
    app = [],
    name = '',
    addresses = '',
    until = '',
    uses = '',
    ...sent
  } = checkedForm(req, isPassForm);
  return { ...sent, name, addresses, until, uses, apps: [app].flat() };
}

/** Numbers and days that are none become such that are refused. */
export function passRequestOf(form: PassForm): PassRequest {
  const { name, group, scope, apps, addresses, until, uses } = form;
  const typed = uses.trim();
  return {
    name,
    group: group === 'least' ? group : Number(group),
    ...(scope === 'apps' && {
      only: { apps, addresses: addresses.split(/[\s,]+/).filter((each) => each !== '') },
    }),
    endsAt: parseMoment(until, 'until') ?? NaN,
    ...(typed !== '' && { maxUses: /^\d+$/.test(typed) ? Number(typed) : NaN }),
  };
}

/** @returns what the link holds; '' for what no link of ours holds */
export function guestSecretOf(req: Request): string {
  const { pass } = checkedForm(req, isGuestForm);
  return isGuestSecret(pass) ? pass : '';
}
