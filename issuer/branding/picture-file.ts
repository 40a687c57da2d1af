/**
 * Pictures that the operator gives: the server's logo and icons of apps. They are read at start, known by what they hold
 * and not by their name, and served by the portal itself.
 */
import { readFileSync, statSync } from 'node:fs';
import { reasonOf } from '../config/read-failure.js';
import { svgProblem } from './svg-problem.js';

export type PictureType = 'png' | 'jpeg' | 'webp' | 'svg';

export type Picture = Readonly<{ type: PictureType; content: Buffer }>;

/** A page shows many of them, some on a phone's line. */
const MAX_PICTURE_BYTES = 256 * 1024;

/**
 * Reads a picture from the disk.
 * @param file absolute path
 * @returns the picture, or in plain words why the file is none
 */
export function readPicture(file: string): Picture | Readonly<{ problem: string }> {
  try {
    const found = statSync(file);
    if (!found.isFile() && !found.isDirectory()) {
      return { problem: 'it is no file' };
    }
    return found.size > MAX_PICTURE_BYTES
      ? { problem: `it has more than ${String(MAX_PICTURE_BYTES / 1024)} KB` }
      : pictureOf(readFileSync(file));
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

/** Pure. Nobody but the operator gives pictures; what browsers make of an SVG is looked at all the same. */
export function pictureOf(content: Buffer): Picture | Readonly<{ problem: string }> {
  const type = typeOf(content);
  if (type === undefined) {
    return { problem: 'it is no PNG, JPEG, WebP or SVG' };
  }
  const problem = type === 'svg' ? svgProblem(content.toString('utf8')) : undefined;
  return problem === undefined ? { type, content } : { problem };
}

/** By the first bytes: PNG 5.2, JFIF, RFC 9649; an SVG is what begins like XML. */
function typeOf(content: Buffer): PictureType | undefined {
  const start = content.toString('latin1', 0, 16);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) {
    return 'png';
  }
  if (start.startsWith('\xff\xd8\xff')) {
    return 'jpeg';
  }
  if (/^RIFF.{4}WEBP/s.test(start)) {
    return 'webp';
  }
  return /^(\xef\xbb\xbf)?\s*</.test(start) ? 'svg' : undefined;
}
