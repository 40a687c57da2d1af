/**
 * The portal's static files, under names that change with their content, so that browsers may keep them for ever.
 */
import { createHash } from 'node:crypto';
import { PORTAL_SCRIPT } from './scripts.js';
import { USUAL_TONES } from './colours.js';
import { MARK, stylesheetOf } from './stylesheet.js';

export type Asset = Readonly<{ name: string; type: string; content: string }>;

export const STYLESHEET_ASSET = asset('portal', 'css', stylesheetOf(USUAL_TONES));
export const MARK_ASSET = asset('mark', 'svg', MARK);
export const SCRIPT_ASSET = asset('portal', 'js', PORTAL_SCRIPT);
export const ASSETS: readonly Asset[] = [STYLESHEET_ASSET, MARK_ASSET, SCRIPT_ASSET];

function asset(stem: string, type: 'css' | 'js' | 'svg', content: string): Asset {
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  return { name: `${stem}-${digest}.${type}`, type, content };
}
