/** What is measured: which request, through which site, with which answer expected. */
import { CUT_CASES } from './cuts.js';

/**
 * @typedef {Readonly<{ headers: Readonly<Record<string, string>> }>} BenchRequest
 * @typedef {Readonly<{
 *   id: string, title: string, site: string, request: string, status: number, cost: string | undefined,
 *   timed: boolean,
 * }>} Case `site`: of sites.js; `cost`: id of the case without a gate that the same request is compared with, undefined
 *   for what is refused, because no such request reaches the app; `timed`: whether CPU time is measured too
 */

/** Sizes of tokens, in characters, as named in titles. */
export const TOKEN_CHARS = { 0.3: 300, 0.48: 480, '1.0': 1000, '3.0': 3000 };
const USUAL = '0.48';
const OTHER_SIZES = Object.keys(TOKEN_CHARS).filter((size) => size !== USUAL);

/** Every request is for the same path, so that the search for the location is the same too. */
export const PATH = '/app-57/status';

/** The two that most goals are about. */
export const WARM = 'gate token-0.48';
export const COLD = 'gate fresh-0.48';
export const C_MODULE = 'cModule token-0.48';
/** What is refused, in several ways: none of it may cost more than what is accepted. */
export const GARBAGE = ['gate garbage', 'gate foreign-header', 'gate scrap'];

/** @type {readonly Case[]} */
export const CASES = [
  allowed('none', 'no gate'),
  allowed('empty', '`auth_request` to an empty njs handler'),
  ...both('gate', 'gate'),
  allowed('noMemo', 'gate without a memo'),
  refused('gate', 'garbage', 401, 'gate, wrong signature'),
  refused('gate', 'foreign-header', 401, 'gate, a header that is no JSON, wrong signature'),
  refused('gate', 'scrap', 401, 'gate, 480 characters that are no token'),
  refused('gate', 'program', 401, 'gate, no cookie, a program: 401 and JSON'),
  refused('gate', 'navigation', 302, 'gate, no cookie, a navigation: to the sign-in'),
  ...OTHER_SIZES.flatMap((size) => [
    allowed('none', `no gate, token of ${size} KB`, `token-${size}`),
    ...both('gate', `gate, token of ${size} KB`, `-${size}`),
  ]),
  allowed('none', 'no gate, 1 KB of other cookies first', 'crowded'),
  ...both('gate', 'gate, 1 KB of other cookies first', '-crowded'),
  ...both('gate10keys', 'gate, 10 keys, the token signed with the last', '-tenth-key'),
  ...both('stamps100', 'gate, 100 revocation stamps'),
  ...both('stamps10000', 'gate, 10 000 revocation stamps'),
  allowed('stamps10000', 'gate, 10 000 stamps, one of them this person’s, cold', 'fresh-stamped'),
  ...both('unrevoked', 'gate without revocation'),
  ...both('gate100', 'gate, 100 protected locations'),
  allowed('none', 'no gate, ES256', 'token-es256'),
  ...both('es256', 'gate, ES256', '-es256'),
  allowed('roundTrip', 'no gate, the portal asked by HTTP'),
  allowed('cModule', 'C module'),
  refused('cModule', 'garbage', 401, 'C module, wrong signature'),
  ...OTHER_SIZES.map((size) =>
    allowed('cModule', `C module, token of ${size} KB`, `token-${size}`),
  ),
  allowed('cModule', 'C module, 1 KB of other cookies first', 'crowded'),
  allowed('cModuleEs256', 'C module, ES256', 'token-es256'),
  ...CUT_CASES.map(({ site, request }) => ({ ...allowed(site, '', request), timed: false })),
];

/**
 * @param {string} site @param {string} title @param {string} [request]
 * @returns {Case}
 */
function allowed(site, title, request = `token-${USUAL}`) {
  const cost = site === 'none' ? undefined : `none ${plainRequest(request)}`;
  return { id: `${site} ${request}`, title, site, request, status: 200, cost, timed: true };
}

/**
 * A token that is new with each request, so that no memo has it and each is written to it; and one that is always the same.
 * @param {string} site @param {string} title @param {string} [kind] of token
 */
function both(site, title, kind = `-${USUAL}`) {
  const warm = kind === '-crowded' ? 'crowded' : `token${kind}`;
  return [allowed(site, `${title}, cold`, `fresh${kind}`), allowed(site, `${title}, warm`, warm)];
}

/**
 * @param {string} site @param {string} request @param {number} status @param {string} title
 * @returns {Case}
 */
function refused(site, request, status, title) {
  return { id: `${site} ${request}`, title, site, request, status, cost: undefined, timed: true };
}

/**
 * The request of the same length without a gate: nginx has the same work with it.
 * @param {string} request
 */
export function plainRequest(request) {
  const kind = request.replace(/^(token|fresh)-/, '');
  if (kind === 'crowded') {
    return kind;
  }
  return `token-${kind in TOKEN_CHARS || kind === 'es256' ? kind : USUAL}`;
}
