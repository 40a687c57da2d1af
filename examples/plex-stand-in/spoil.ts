/**
 * Sends answers, spoilt by those faults that need the true one to begin with.
 */
import type { Response } from 'express';
import type { Fault } from './faults.js';
import type { XmlElement } from './xml.js';

const SLOW_MS_PER_BYTE = 50;

/** Remembered for the answer that is to come. */
export function spoilLater(res: Response, fault: Fault): void {
  res.locals['fault'] = fault;
}

function faultOf(res: Response): Fault | undefined {
  return res.locals['fault'] as Fault | undefined;
}

/** The members of a document, changed if the fault is about them. */
export function spoiltBody(res: Response, body: unknown): unknown {
  const fault = faultOf(res);
  if (fault === 'wrong_types') {
    return otherTypes(body);
  }
  return fault === 'nulls' ? allNull(body) : body;
}

/** The same for an element: everything in XML is a text, so numbers and flags become words, or everything empty. */
export function spoiltElement(res: Response, element: XmlElement): XmlElement {
  const fault = faultOf(res);
  if (fault !== 'wrong_types' && fault !== 'nulls') {
    return element;
  }
  const attributes = Object.entries(element.attributes).map(([key, value]) => {
    const word = typeof value === 'string' ? value : `not ${String(value)}`;
    return [key, fault === 'nulls' ? null : word] as const;
  });
  return {
    ...element,
    attributes: Object.fromEntries(attributes),
    children: (element.children ?? []).map((child) => spoiltElement(res, child)),
  };
}

/** What an answer holds of a list, and how much it says there is. */
export function spoiltRows<Row>(
  res: Response,
  rows: readonly Row[],
  total = rows.length,
): Readonly<{ rows: readonly Row[]; total: number }> {
  const half = rows.slice(0, Math.floor(rows.length / 2));
  switch (faultOf(res)) {
    case 'half_list':
      return { rows: half, total };
    case 'quiet_half_list':
      return { rows: half, total: half.length };
    case 'no_rows':
      return { rows: [], total: 0 };
    default:
      return { rows, total };
  }
}

/** Sends a finished text, cut, dripped or misnamed if the fault is about that. */
export function send(res: Response, contentType: string, text: string): void {
  const fault = faultOf(res);
  res.set(
    'Content-Type',
    fault === 'wrong_content_type' ? 'text/html; charset=utf-8' : contentType,
  );
  if (fault === 'truncated') {
    res.end(text.slice(0, Math.ceil(text.length / 2)));
    return;
  }
  if (fault === 'slow') {
    drip(res, Buffer.from(text));
    return;
  }
  res.end(text);
}

function drip(res: Response, bytes: Buffer): void {
  let sent = 0;
  res.flushHeaders();
  const timer = setInterval(() => {
    if (sent >= bytes.length) {
      clearInterval(timer);
      res.end();
      return;
    }
    res.write(bytes.subarray(sent, (sent += 1)));
  }, SLOW_MS_PER_BYTE);
  timer.unref();
  res.on('close', () => {
    clearInterval(timer);
  });
}

/** Numbers become words, texts become lists, lists become objects, and so on. */
function otherTypes(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 0 ? { not: 'a list' } : value.map(otherTypes);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, otherTypes(each)]));
  }
  if (typeof value === 'number') {
    return `number ${String(value)}`;
  }
  if (typeof value === 'string') {
    return [value];
  }
  return { not: String(value) };
}

function allNull(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(allNull);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.keys(value).map((key) => [key, null]));
  }
  return value;
}
