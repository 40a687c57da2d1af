/**
 * The page for somebody who is signed in but may not pass, in one piece: no script, no file, no other host, because it
 * is shown in the app's place, at the app's address. Pure.
 */
import cryptoModule from 'crypto';
import type { GateConfig } from './gate-config.js';

export type RefusedPage = Readonly<{
  name: string;
  /** "4 (User)" */
  group: string;
  /** '' where it is not for want of a group: the token opens other addresses only. */
  needed: string;
  /** By which the operator finds the request; '' for none. */
  requestId: string;
  switchUrl: string;
  startUrl: string;
}>;

/** All values are escaped here. */
export function refusedPage(page: RefusedPage): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    '<meta name="robots" content="noindex"><title>Not open to you</title><style>' +
    style() +
    '</style></head><body><main><p class="code">403</p><h1>This page is not open to you</h1>' +
    '<p>You are signed in as <strong>' +
    escapeHtml(page.name) +
    '</strong>.</p><dl><div><dt>Your group</dt><dd>' +
    escapeHtml(page.group) +
    '</dd></div>' +
    (page.needed === '' ? '' : row('Needed here', page.needed + ' or a smaller number')) +
    (page.requestId === '' ? '' : row('Request id', page.requestId)) +
    '</dl>' +
    (page.needed === '' ? '<p>What you were invited to does not include this page.</p>' : '') +
    '<p>If you should be let in, ask the person who runs this server.</p>' +
    '<p class="links"><a class="button" href="' +
    escapeHtml(page.switchUrl) +
    '">Use another account</a> <a href="' +
    escapeHtml(page.startUrl) +
    '">Back to the start page</a></p></main></body></html>\n'
  );
}

function row(term: string, value: string): string {
  return '<div><dt>' + term + '</dt><dd>' + escapeHtml(value) + '</dd></div>';
}

/** The page's Content-Security-Policy: its own style, by its hash (CSP Level 3, 8.4), and nothing else. */
export function refusedPagePolicy(): string {
  return (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-" +
    cryptoModule.createHash('sha256').update(style()).digest('base64') +
    "'"
  );
}

/**
 * "4 (User)"; the number alone where the group has no name.
 * @param id 0–999 as text
 */
export function groupLabel(groupNames: GateConfig['groupNames'], id: string): string {
  return Object.prototype.hasOwnProperty.call(groupNames, id)
    ? id + ' (' + String(groupNames[id]) + ')'
    : id;
}

function style(): string {
  return (
    ':root{color-scheme:light dark;--bg:#f3f4f8;--card:#fff;--ink:#1c2030;--soft:#5a6075;--line:#dfe2ec;--go:#3d4fc4;--on:#fff}' +
    '@media(prefers-color-scheme:dark){:root{--bg:#12141c;--card:#1b1f2b;--ink:#eef0f7;--soft:#a3a9bd;--line:#2d3344;--go:#a9b4ff;--on:#12141c}}' +
    '*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--bg);color:var(--ink);' +
    'font:1rem/1.5 system-ui,sans-serif}main{width:100%;max-width:27rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:2rem;overflow-wrap:anywhere}' +
    '.code{margin:0;color:var(--soft);font-weight:600;letter-spacing:.1em}h1{margin:.25rem 0 1rem;font-size:1.5rem;line-height:1.25}' +
    'dl{margin:1rem 0;border:1px solid var(--line);border-radius:.6rem}dl div{display:flex;justify-content:space-between;flex-wrap:wrap;gap:0 1rem;padding:.6rem .9rem}' +
    'dl div+div{border-top:1px solid var(--line)}dt{color:var(--soft)}dd{margin:0;text-align:end}' +
    '.links{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:center;margin:1.5rem 0 0}a{color:var(--go)}' +
    '.button{background:var(--go);color:var(--on);text-decoration:none;font-weight:600;padding:.7rem 1.1rem;border-radius:.6rem}' +
    'a:focus-visible{outline:3px solid var(--go);outline-offset:3px}'
  );
}

/** Not by replace() with a regular expression, which on njs 0.7 reads past the end of some texts that are not ASCII. */
function escapeHtml(text: string): string {
  return [
    ['&', '&amp;'],
    ['<', '&lt;'],
    ['>', '&gt;'],
    ['"', '&quot;'],
    ["'", '&#39;'],
  ].reduce((escaped, pair) => escaped.split(pair[0] as string).join(pair[1] as string), text);
}
