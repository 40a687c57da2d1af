/**
 * What each step of a verdict costs. The gate is measured in copies that end early: each answers 204 before the line that
 * is named here. The difference between two of them is the price of what lies between.
 */

/**
 * @typedef {Readonly<{ name: string, before: RegExp }>} Cut `before`: finds one line of the built gate
 * @typedef {Readonly<{ title: string, part: string, id: string }>} Step `part`: what the plot calls it; `id`: of the case
 *   that goes so far and no further
 */

/** @type {readonly Cut[]} */
export const CUTS = [
  { name: 'loaded', before: /^ *return authorize\(r, /m },
  { name: 'threshold', before: /^ *const token = usualCookie\(/m },
  { name: 'cookie', before: /^ *const known = \w+ && token/m },
  { name: 'memo', before: /^ *if \(known\) \{$/m },
  { name: 'made', before: /^ *const zones = question\.zones;$/m },
  { name: 'config', before: /^ *const revocations = openRevocations\(/m },
  { name: 'folder', before: /^ *const verifier = \{ config, revocationOf: revocations\b/m },
  { name: 'cookies', before: /^ *const end = \(found/m },
  { name: 'decided', before: /^ *const verdict\d* = onCookies instanceof Promise/m },
  { name: 'recorded', before: /^ *variables\.usher_source = verdict/m },
];
/** The copy that does not end early. */
export const WHOLE = 'whole';
/** This one also without revocation: the difference is the look at the folder. */
export const UNREVOKED_CUT = 'memo';

const USUAL = 'token-0.48';
const NEW = 'fresh-0.48';

const NGINX = [
  {
    title: 'nginx: `auth_request`, and a virtual machine for the handler',
    part: 'nginx, virtual machine',
    id: `empty ${USUAL}`,
  },
];

/** @param {string} request @returns {readonly Step[]} */
function untilMemo(request) {
  return [
    ...NGINX,
    {
      title: 'loading the gate and its configuration',
      part: 'loading the gate',
      id: `cut-loaded ${request}`,
    },
    { title: 'threshold', part: 'threshold, cookie', id: `cut-threshold ${request}` },
    { title: 'the cookie', part: 'threshold, cookie', id: `cut-cookie ${request}` },
  ];
}

/** @type {readonly Step[]} */
export const WARM_STEPS = [
  ...untilMemo(USUAL),
  { title: 'memo: look-up', part: 'memo', id: `unrevoked-cut-memo ${USUAL}` },
  { title: 'revocation: the folder is as it was', part: 'revocation', id: `cut-memo ${USUAL}` },
  {
    title: 'comparison, who it is as variables, headers to the app',
    part: 'answer, identity headers',
    id: `gate ${USUAL}`,
  },
];

/** @type {readonly Step[]} */
export const COLD_STEPS = [
  ...untilMemo(NEW),
  { title: 'memo: look-up, without success', part: 'memo', id: `cut-memo ${NEW}` },
  { title: 'making the functions that verify', part: 'loading the gate', id: `cut-made ${NEW}` },
  { title: 'the rest of the configuration', part: 'loading the gate', id: `cut-config ${NEW}` },
  { title: 'revocation: folder, epoch', part: 'revocation', id: `cut-folder ${NEW}` },
  { title: 'whether there are other cookies', part: 'threshold, cookie', id: `cut-cookies ${NEW}` },
  { title: 'size, and form of the signature', part: 'signature', id: 'cut-decided one-dot' },
  { title: 'key, HMAC, comparison', part: 'signature', id: 'cut-decided garbage' },
  {
    title: 'payload: base64url, UTF-8, JSON',
    part: 'decoding and parsing',
    id: 'cut-decided other-issuer',
  },
  {
    title: 'claims; revocation: this person’s file',
    part: 'claims, record',
    id: `cut-decided ${NEW}`,
  },
  {
    title: 'who it is, as a record; memo: write',
    part: 'claims, record',
    id: `cut-recorded ${NEW}`,
  },
  {
    title: 'who it is as variables, headers to the app',
    part: 'answer, identity headers',
    id: `gate ${NEW}`,
  },
];

/** What has to be measured for them, besides what is measured anyway. The whole gates come first: they fill the memo. */
export const CUT_CASES = [
  ...new Set([
    `cut-${WHOLE} ${USUAL}`,
    `unrevoked-cut-${WHOLE} ${USUAL}`,
    ...[...WARM_STEPS, ...COLD_STEPS].map(({ id }) => id),
  ]),
]
  .map((id) => id.split(' '))
  .filter(([site = '']) => /^(unrevoked-)?cut-/.test(site))
  .map(([site = '', request = '']) => ({ site, request }));

/**
 * The gate, ending before a line.
 * @param {string} gate the bundle @param {Cut} cut
 * @returns {string | undefined} undefined if there is no such line, or more than one
 */
export function cutGate(gate, { before }) {
  const found = [...gate.matchAll(new RegExp(before.source, `${before.flags}g`))];
  const at = found[0]?.index;
  return at === undefined || found.length > 1
    ? undefined
    : `${gate.slice(0, at)}r.return(204, ''); return undefined;\n${gate.slice(at)}`;
}
