/**
 * The scripts of pages with passkeys, which no page can do without scripts. I/O, once, at start.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { assetOf, type Asset } from '../views/assets.js';
import { PASSKEY_SCRIPT } from '../views/passkey-script.js';

/** In this order. */
export const PASSKEY_ASSETS: readonly Asset[] = [
  assetOf('webauthn', 'js', readBrowserBundle()),
  assetOf('passkey', 'js', PASSKEY_SCRIPT),
];

/** Turns what the portal says into what browsers take, and back: SimpleWebAuthnBrowser, as its makers bundle it. */
function readBrowserBundle(): string {
  const entry = createRequire(import.meta.url).resolve('@simplewebauthn/browser');
  return readFileSync(join(dirname(entry), '../dist/bundle/index.umd.min.js'), 'utf8');
}
