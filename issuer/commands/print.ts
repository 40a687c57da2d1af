/**
 * How commands say things. Pure.
 */
import { isAbsolute, relative } from 'node:path';
import type { Problem } from '../config/problem.js';

/** A path as somebody in `cwd` would write it. */
export function displayPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
}

/** `usher.yaml:4:3: error: plex.servers[0]: …` with the suggestion on a line of its own. */
export function formatProblem(
  { source, line, column, path, message, suggestion }: Problem,
  kind: 'error' | 'warning',
  cwd: string,
): string {
  const place = [isAbsolute(source) ? displayPath(source, cwd) : source, line, column]
    .filter((part) => part !== undefined)
    .join(':');
  const subject = path === '' || message.includes(path) ? '' : `${path}: `;
  const hint = suggestion === undefined ? '' : `    hint: ${suggestion}\n`;
  return `${place}: ${kind}: ${subject}${message}\n${hint}`;
}

/** `1 problem`, `2 problems`. */
export function count(amount: number, noun: string): string {
  return `${String(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** JSON for programs. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Columns under one another; the first row names them. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Control characters that JSON leaves alone, and characters that hide or turn the direction of writing. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A foreign value for a terminal: JSON, in which nothing can move the cursor or hide.
 * @param value what JSON.parse gave
 */
export function safeText(value: unknown): string {
  return JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A foreign text within a sentence for a terminal: as it is, but for what could move the cursor or hide. */
export function printable(text: string): string {
  return safeText(text)
    .slice(1, -1)
    .replace(/\\(["\\])/g, '$1');
}
