/** What is measured: which request, through which site, with which answer expected. */

/**
 * @typedef {Readonly<{ headers: Readonly<Record<string, string>> }>} BenchRequest
 * @typedef {'none' | 'empty' | 'gate' | 'gate100' | 'gate10keys' | 'guests' | 'roundTrip' | 'cModule'} Site
 * @typedef {Readonly<{
 *   id: string, title: string, site: Site, request: string, status: number, cost: string | undefined,
 * }>} Case `cost`: id of the case without a gate that the same request is compared with; undefined for what is refused,
 *   because no such request reaches the app
 */

/** Sizes of tokens, in characters, as named in titles. */
export const TOKEN_CHARS = { 0.3: 300, 0.48: 480, '1.0': 1000, '3.0': 3000 };
const USUAL = '0.48';
/** Requests that are as long as the one with the usual token, so that nginx has the same work with them. */
const SAME_SIZE = ['tenth-key', 'one-dot', 'garbage', 'other-issuer'];

/** Every request is for the same path, so that the search for the location is the same too. */
export const PATH = '/app-57/status';

/** @type {readonly Case[]} */
export const CASES = [
  allowed('none', 'no gate'),
  allowed('empty', '`auth_request` to an empty njs handler'),
  allowed('gate', 'gate, good token of 0.48 KB'),
  refused('gate', 'garbage', 401, 'gate, same token with a wrong signature'),
  refused('gate', 'program', 401, 'gate, no cookie, a program: 401 and JSON'),
  refused('gate', 'navigation', 302, 'gate, no cookie, a navigation: to the sign-in'),
  ...Object.keys(TOKEN_CHARS)
    .filter((size) => size !== USUAL)
    .flatMap((size) => [
      allowed('none', `no gate, token of ${size} KB`, `token-${size}`),
      allowed('gate', `gate, token of ${size} KB`, `token-${size}`),
    ]),
  allowed('none', 'no gate, 1 KB of other cookies first', 'crowded'),
  allowed('gate', 'gate, 1 KB of other cookies first', 'crowded'),
  allowed('gate10keys', 'gate, 10 keys, the token signed with the last', 'tenth-key'),
  allowed('gate100', 'gate, 100 protected locations'),
  allowed('roundTrip', 'no gate, the portal asked by HTTP'),
  allowed('cModule', 'C module, good token of 0.48 KB'),
  refused('cModule', 'garbage', 401, 'C module, same token with a wrong signature'),
  ...Object.keys(TOKEN_CHARS)
    .filter((size) => size !== USUAL)
    .map((size) => allowed('cModule', `C module, token of ${size} KB`, `token-${size}`)),
  allowed('cModule', 'C module, 1 KB of other cookies first', 'crowded'),
  ...['program', 'one-dot', 'garbage', 'other-issuer', `token-${USUAL}`].map((request) =>
    allowed('guests', `everybody may pass: ${request}`, request),
  ),
  allowed('none', 'no gate, no cookie', 'program'),
];

/**
 * @param {Site} site @param {string} title @param {string} [request]
 * @returns {Case}
 */
function allowed(site, title, request = `token-${USUAL}`) {
  const cost =
    site === 'none'
      ? undefined
      : `none ${SAME_SIZE.includes(request) ? `token-${USUAL}` : request}`;
  return { id: `${site} ${request}`, title, site, request, status: 200, cost };
}

/**
 * @param {Site} site @param {string} request @param {number} status @param {string} title
 * @returns {Case}
 */
function refused(site, request, status, title) {
  return { id: `${site} ${request}`, title, site, request, status, cost: undefined };
}

/**
 * The steps of a verdict, each with the case that goes so far and no further. Group 999 is everybody, so that these
 * requests all reach the app, whatever is wrong with their tokens; the difference between two is the price of a step.
 * @type {readonly Readonly<{ title: string, id: string }>[]}
 */
export const STEPS = [
  {
    title: 'nginx: `auth_request`, and a virtual machine for the handler',
    id: `empty token-${USUAL}`,
  },
  { title: 'the gate without a cookie: loading it, threshold, variables', id: 'guests program' },
  { title: 'finding the cookie; size, and form of the signature', id: 'guests one-dot' },
  { title: 'key, HMAC and comparison', id: 'guests garbage' },
  { title: 'decoding and parsing the payload', id: 'guests other-issuer' },
  { title: 'claims, and who it is, as headers to the app', id: `guests token-${USUAL}` },
];
