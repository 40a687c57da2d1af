/**
 * The portal's static files, under names that change with their content, so that browsers may keep them for ever.
 */
import { createHash } from 'node:crypto';
import { ACCOUNT_SHEET } from './account-sheet.js';
import { ADMIN_SHEET } from './admin-sheet.js';
import { PASS_SHEET } from './pass-sheet.js';
import { COPY_SCRIPT } from './copy-script.js';
import { PORTAL_SCRIPT } from './scripts.js';
import { USUAL_TONES } from './colours.js';
import { markOf, stylesheetOf } from './stylesheet.js';

export type Asset = Readonly<{ name: string; type: string; content: string | Buffer }>;

export const STYLESHEET_ASSET = assetOf('portal', 'css', stylesheetOf(USUAL_TONES));
export const MARK_ASSET = assetOf('mark', 'svg', markOf('#4450c9', '#ffffff'));
export const SCRIPT_ASSET = assetOf('portal', 'js', PORTAL_SCRIPT);
/** For the pages for admins, besides the one of all pages. */
export const ADMIN_SHEET_ASSET = assetOf('admin', 'css', ADMIN_SHEET);
/** For the pages about guest passes. */
export const PASS_SHEET_ASSET = assetOf('passes', 'css', PASS_SHEET);
/** For the account pages. */
export const ACCOUNT_SHEET_ASSET = assetOf('account', 'css', ACCOUNT_SHEET);
/** For pages that show something to be copied. */
export const COPY_SCRIPT_ASSET = assetOf('copy', 'js', COPY_SCRIPT);
export const ASSETS: readonly Asset[] = [
  STYLESHEET_ASSET,
  ADMIN_SHEET_ASSET,
  ACCOUNT_SHEET_ASSET,
  COPY_SCRIPT_ASSET,
  PASS_SHEET_ASSET,
  MARK_ASSET,
  SCRIPT_ASSET,
];

/**
 * @param stem what the name begins with
 * @param type of its content, and what the name ends with
 */
export function assetOf(
  stem: string,
  type: 'css' | 'js' | 'svg' | 'png' | 'jpeg' | 'webp',
  content: Asset['content'],
): Asset {
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  return { name: `${stem}-${digest}.${type}`, type, content };
}
