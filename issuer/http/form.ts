/**
 * The bodies of the portal's forms: what may be in them, and nothing else.
 */
import { Ajv, type JSONSchemaType } from 'ajv';
import express, { type Request, type RequestHandler } from 'express';
import { MAX_TOKEN_NAME_CHARS } from '../token/token-name.js';
import { MAX_RETURN_ADDRESS_BYTES } from '../../shared/token-profile.js';
import { LANGUAGES, type Language } from '../languages/language.js';
import { THEMES, type Theme } from './look.js';
import { checkedForm } from './checked-form.js';

export const MAX_LOGIN_CHARS = 254;
export const MAX_PASSWORD_CHARS = 256;
export const MAX_CODE_CHARS = 16;

const MAX_FIELDS = 10;

/** Reads a form of at most 8 KB. A field that comes twice becomes an array, which no schema here takes. */
export const readForm: RequestHandler = express.urlencoded({
  extended: false,
  limit: '8kb',
  parameterLimit: MAX_FIELDS,
});

/** Both may say that a cookie was set along with the page that they are on. */
export type PlexForm = Readonly<{ rd?: string; cookies?: string }>;
export type PasswordForm = PlexForm & Readonly<{ login: string; password: string }>;
export type CodeForm = Readonly<{ code: string }>;
export type ProfileForm = Readonly<{ profile: string; pin?: string }>;
export type TokenForm = Readonly<{ name: string; group: number; days: number }>;
export type SessionForm = Readonly<{ session: string }>;
export type LookForm = Readonly<{ language: Language | ''; theme: Theme; back?: string }>;

const RD = { type: 'string', maxLength: MAX_RETURN_ADDRESS_BYTES, nullable: true } as const;

const COOKIES = { type: 'string', maxLength: 8, nullable: true } as const;

/** No control characters: a login goes into a log of Plex's, and back into our page. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]*$';

const ajv = new Ajv();
const isPlexForm = ajv.compile<PlexForm>({
  type: 'object',
  additionalProperties: false,
  properties: { rd: RD, cookies: COOKIES },
} satisfies JSONSchemaType<PlexForm>);
const isPasswordForm = ajv.compile<PasswordForm>({
  type: 'object',
  additionalProperties: false,
  required: ['login', 'password'],
  properties: {
    login: { type: 'string', maxLength: MAX_LOGIN_CHARS, pattern: PRINTABLE },
    password: { type: 'string', maxLength: MAX_PASSWORD_CHARS },
    rd: RD,
    cookies: COOKIES,
  },
} satisfies JSONSchemaType<PasswordForm>);
const isCodeForm = ajv.compile<CodeForm>({
  type: 'object',
  additionalProperties: false,
  required: ['code'],
  properties: { code: { type: 'string', maxLength: MAX_CODE_CHARS, pattern: PRINTABLE } },
} satisfies JSONSchemaType<CodeForm>);
/** What names a profile at Plex, and a session here. */
const NAME = { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' } as const;
const isProfileForm = ajv.compile<ProfileForm>({
  type: 'object',
  additionalProperties: false,
  required: ['profile'],
  properties: {
    profile: NAME,
    pin: { type: 'string', maxLength: MAX_CODE_CHARS, pattern: PRINTABLE, nullable: true },
  },
} satisfies JSONSchemaType<ProfileForm>);
const isTokenForm = ajv.compile<Record<keyof TokenForm, string>>({
  type: 'object',
  additionalProperties: false,
  required: ['name', 'group', 'days'],
  properties: {
    // It goes into the audit log, and onto terminals.
    name: { type: 'string', maxLength: MAX_TOKEN_NAME_CHARS, pattern: '^[^\\p{C}]*$' },
    group: { type: 'string', pattern: '^(0|[1-9][0-9]{0,2})$' },
    days: { type: 'string', pattern: '^[1-9][0-9]{0,2}$' },
  },
} satisfies JSONSchemaType<Record<keyof TokenForm, string>>);
const isSessionForm = ajv.compile<SessionForm>({
  type: 'object',
  additionalProperties: false,
  required: ['session'],
  properties: { session: NAME },
} satisfies JSONSchemaType<SessionForm>);

const isLookForm = ajv.compile<LookForm>({
  type: 'object',
  additionalProperties: false,
  required: ['language', 'theme'],
  properties: {
    language: { type: 'string', enum: ['', ...LANGUAGES] },
    theme: { type: 'string', enum: THEMES },
    back: { type: 'string', nullable: true },
  },
} satisfies JSONSchemaType<LookForm>);

/** @throws PortalError 400 */
export function plexFormOf(req: Request): PlexForm {
  return checkedForm(req, isPlexForm);
}

/** Name and code are trimmed, as people paste them; a password is not. */
export function passwordFormOf(req: Request): PasswordForm {
  const form = checkedForm(req, isPasswordForm);
  return { ...form, login: form.login.trim() };
}

/** Blanks inside a code ("123 456") are how some apps show it. */
export function codeFormOf(req: Request): CodeForm {
  return { code: checkedForm(req, isCodeForm).code.replace(/\s/g, '') };
}

/** The PIN without blanks; '' for an empty field. */
export function profileFormOf(req: Request): ProfileForm {
  const { profile, pin } = checkedForm(req, isProfileForm);
  return { profile, ...(pin !== undefined && { pin: pin.replace(/\s/g, '') }) };
}

/** The name is trimmed. */
export function tokenFormOf(req: Request): TokenForm {
  const { name, group, days } = checkedForm(req, isTokenForm);
  return { name: name.trim(), group: Number(group), days: Number(days) };
}

export function sessionFormOf(req: Request): SessionForm {
  return checkedForm(req, isSessionForm);
}

export function lookFormOf(req: Request): LookForm {
  return checkedForm(req, isLookForm);
}
