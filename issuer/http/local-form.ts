/**
 * The bodies of forms about accounts of the portal's own: what may be in them, and nothing else.
 */
import { Ajv, type JSONSchemaType } from 'ajv';
import express, { type Request, type RequestHandler } from 'express';
import { MAX_RETURN_ADDRESS_BYTES } from '../../shared/token-profile.js';
import { MAX_PASSWORD_CHARS } from './form.js';
import { checkedForm } from './checked-form.js';

/** As typed, dashes and blanks included. */
const MAX_CODE_CHARS = 40;
const MAX_LABEL_CHARS = 64;
/** What a browser says of a passkey, as JSON: certificates of some makers included. */
const MAX_ANSWER_CHARS = 12_000;

const MAX_FIELDS = 10;

/** Reads a form of at most 40 KB: what a browser says of a passkey is long, and gets longer on its way. */
export const readPasskeyForm: RequestHandler = express.urlencoded({
  extended: false,
  limit: '40kb',
  parameterLimit: MAX_FIELDS,
});

export type CodeForm = Readonly<{ code: string }>;
export type ProofForm = Readonly<{ password: string; login?: string }>;
export type NewPasswordForm = ProofForm & Readonly<{ again: string }>;
export type PasskeyAnswerForm = Readonly<{ answer: string; rd?: string }>;
export type NewPasskeyForm = Readonly<{ answer: string; label: string }>;
export type PasskeyForm = Readonly<{ passkey: string }>;

const PASSWORD = { type: 'string', maxLength: MAX_PASSWORD_CHARS } as const;
/** Not looked at: it is there for whoever keeps passwords for people. */
const LOGIN = { type: 'string', maxLength: 64, nullable: true } as const;
const ANSWER = { type: 'string', maxLength: MAX_ANSWER_CHARS } as const;
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]*$';

const ajv = new Ajv();
const isCodeForm = ajv.compile<CodeForm>({
  type: 'object',
  additionalProperties: false,
  required: ['code'],
  properties: { code: { type: 'string', maxLength: MAX_CODE_CHARS, pattern: PRINTABLE } },
} satisfies JSONSchemaType<CodeForm>);
const isProofForm = ajv.compile<ProofForm>({
  type: 'object',
  additionalProperties: false,
  required: ['password'],
  properties: { password: PASSWORD, login: LOGIN },
} satisfies JSONSchemaType<ProofForm>);
const isNewPasswordForm = ajv.compile<NewPasswordForm>({
  type: 'object',
  additionalProperties: false,
  required: ['password', 'again'],
  properties: { password: PASSWORD, again: PASSWORD, login: LOGIN },
} satisfies JSONSchemaType<NewPasswordForm>);
const isPasskeyAnswerForm = ajv.compile<PasskeyAnswerForm>({
  type: 'object',
  additionalProperties: false,
  required: ['answer'],
  properties: {
    answer: ANSWER,
    rd: { type: 'string', maxLength: MAX_RETURN_ADDRESS_BYTES, nullable: true },
  },
} satisfies JSONSchemaType<PasskeyAnswerForm>);
const isNewPasskeyForm = ajv.compile<NewPasskeyForm>({
  type: 'object',
  additionalProperties: false,
  required: ['answer', 'label'],
  properties: {
    answer: ANSWER,
    label: { type: 'string', maxLength: MAX_LABEL_CHARS, pattern: PRINTABLE },
  },
} satisfies JSONSchemaType<NewPasskeyForm>);
const isPasskeyForm = ajv.compile<PasskeyForm>({
  type: 'object',
  additionalProperties: false,
  required: ['passkey'],
  properties: { passkey: { type: 'string', maxLength: 1400, pattern: '^[A-Za-z0-9_-]+$' } },
} satisfies JSONSchemaType<PasskeyForm>);

/** Of an authenticator, or for recovery; without blanks. */
export function localCodeOf(req: Request): string {
  return checkedForm(req, isCodeForm).code.replace(/\s/g, '');
}

export function proofFormOf(req: Request): ProofForm {
  return checkedForm(req, isProofForm);
}

export function newPasswordFormOf(req: Request): NewPasswordForm {
  return checkedForm(req, isNewPasswordForm);
}

export function passkeyAnswerOf(req: Request): PasskeyAnswerForm {
  return checkedForm(req, isPasskeyAnswerForm);
}

export function newPasskeyFormOf(req: Request): NewPasskeyForm {
  return checkedForm(req, isNewPasskeyForm);
}

/** @returns a credential id */
export function namedPasskeyOf(req: Request): string {
  return checkedForm(req, isPasskeyForm).passkey;
}
