/**
 * How plex.tv says things: below /api/v2 in JSON where the request accepts it, in XML otherwise; the API from before that
 * always in XML. Errors have codes.
 */
import type { Request, Response } from 'express';
import { send, spoiltBody, spoiltElement } from './spoil.js';
import { escapeXml, renderXml, XML_DECLARATION, type XmlElement } from './xml.js';

/** The codes used here, each with its status and a wording like plex.tv's. */
const ERRORS = {
  1000: [400, 'X-Plex-Client-Identifier is missing'],
  1001: [401, 'User could not be authenticated'],
  1002: [404, 'The requested resource could not be found'],
  1003: [429, 'API rate limit exceeded'],
  1004: [400, 'The request was malformed'],
  1005: [405, 'Method not allowed'],
  1007: [500, 'Internal server error'],
  1020: [404, 'Code not found or expired'],
  1028: [401, 'The verification code is incorrect'],
  1029: [401, 'Please enter the verification code'],
  1030: [401, 'Please sign in with your email address'],
  1031: [401, 'Too many failed sign-ins from this IP address'],
  1041: [403, 'A valid PIN is required'],
  1080: [403, 'A valid server token is required'],
} as const satisfies Record<number, readonly [number, string]>;
export type ErrorCode = keyof typeof ERRORS;

const XML_TYPE = 'application/xml; charset=utf-8';

/** Captures of these two have no `status` member. */
const WITHOUT_STATUS: readonly number[] = [1020, 1029];

/** Sends a document: `root` names the outermost element in XML and is not seen in JSON. */
export function answer(req: Request, res: Response, status: number, document: Document): void {
  begin(res, status);
  if (wantsJson(req)) {
    const text = JSON.stringify(spoiltBody(res, document.body));
    send(res, 'application/json; charset=utf-8', text);
    return;
  }
  const element = toXml(document.root, spoiltBody(res, document.xml ?? document.body));
  send(res, XML_TYPE, `${XML_DECLARATION}${element}\n`);
}

/** Sends a document of the API from before v2. */
export function answerXml(res: Response, root: XmlElement): void {
  begin(res, 200);
  send(res, XML_TYPE, renderXml(spoiltElement(res, root)));
}

function begin(res: Response, status: number): void {
  res.status(status).set('Cache-Control', 'max-age=0, private, must-revalidate');
}

/** `xml` takes the place of `body` where the two differ by more than their spelling. */
export type Document = Readonly<{ root: string; body: unknown; xml?: unknown }>;

/** Sends an error the way that part of the API does. */
export function answerError(req: Request, res: Response, code: ErrorCode): void {
  const [status, message] = ERRORS[code];
  if (isBeforeV2(req) && code === 1001) {
    // The only form attested there: no code, no status.
    begin(res, status);
    send(res, XML_TYPE, '<errors><error>Invalid authentication token.</error></errors>\n');
    return;
  }
  const error = WITHOUT_STATUS.includes(code) ? { code, message } : { code, message, status };
  if (wantsJson(req)) {
    answer(req, res, status, { root: 'errors', body: { errors: [error] } });
    return;
  }
  answer(req, res, status, { root: 'errors', body: [{ element: 'error', ...error }] });
}

function wantsJson(req: Request): boolean {
  return !isBeforeV2(req) && (req.get('accept') ?? '').includes('json');
}

/** /api/users and its like, which know one form only. */
function isBeforeV2(req: Request): boolean {
  return /^\/api\/(?!v2\/)/.test(req.originalUrl);
}

const ISO_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;

/** XML the way Plex writes it: plain members as attributes (0/1 for booleans), the others as children. */
function toXml(name: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return `<${name}>${escapeXml(scalar(value))}</${name}>`;
  }
  if (Array.isArray(value)) {
    const children = value.map((each: unknown) => toXml(elementOf(each, name), each));
    return `<${name}>${children.join('')}</${name}>`;
  }
  const attributes: string[] = [];
  const children: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (key === 'element') {
      continue;
    }
    if (typeof member === 'object' && member !== null) {
      children.push(toXml(key, member));
    } else {
      attributes.push(` ${key}="${escapeXml(scalar(member))}"`);
    }
  }
  return `<${name}${attributes.join('')}>${children.join('')}</${name}>`;
}

function elementOf(each: unknown, listName: string): string {
  if (typeof each === 'object' && each !== null && 'element' in each) {
    return String(each.element);
  }
  return listName.replace(/s$/, '');
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value === 'boolean') {
    return value ? '1' : '0';
  }
  return typeof value === 'string' ? value.replace(ISO_TIME, '$1 $2 UTC') : JSON.stringify(value);
}
