/**
 * How plex.tv says things: JSON where the request accepts it, XML otherwise, and errors with codes.
 */
import type { Request, Response } from 'express';
import { spoil } from './faults.js';

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
} as const satisfies Record<number, readonly [number, string]>;
export type ErrorCode = keyof typeof ERRORS;

/** Captures of these two have no `status` member. */
const WITHOUT_STATUS: readonly number[] = [1020, 1029];

/** Sends a document: `root` names the outermost element in XML and is not seen in JSON. */
export function answer(req: Request, res: Response, status: number, document: Document): void {
  res.status(status).set('Cache-Control', 'max-age=0, private, must-revalidate');
  if (wantsJson(req)) {
    spoil(res, 'application/json; charset=utf-8', document.body);
    return;
  }
  const element = toXml(document.root, document.xml ?? document.body);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${element}\n`;
  spoil(res, 'application/xml; charset=utf-8', xml);
}

/** `xml` takes the place of `body` where the two differ by more than their spelling. */
export type Document = Readonly<{ root: string; body: unknown; xml?: unknown }>;

/** Sends an error the way /api/v2 does. */
export function answerError(req: Request, res: Response, code: ErrorCode): void {
  const [status, message] = ERRORS[code];
  const error = WITHOUT_STATUS.includes(code) ? { code, message } : { code, message, status };
  if (wantsJson(req)) {
    answer(req, res, status, { root: 'errors', body: { errors: [error] } });
    return;
  }
  answer(req, res, status, { root: 'errors', body: [{ element: 'error', ...error }] });
}

function wantsJson(req: Request): boolean {
  return (req.get('accept') ?? '').includes('json');
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

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
