/**
 * Restricted tokens: a token with the claim `resources` opens what is named there and nothing else, within what its group
 * may. Pure.
 *
 * An entry is `host/path`: the host in lower case, without a port; `/` is the whole host, `/x/` all that is below it, `/x`
 * itself and all that is below `/x/`.
 */
import { GROUP_GUEST } from './group.js';
import { MAX_RESOURCE_CHARS, MAX_RESOURCES } from './token-profile.js';
import type { Verdict } from './verdict.js';

/** What somebody asked for, as far as whoever passes it on says so; '' for what is not known. */
export type Address = Readonly<{
  /** In lower case, without a port. */
  host: string;
  /** Without a query; as nginx has normalised it, or as it was sent. */
  path: string;
  /** As it was sent, without a query: what an app may read otherwise than nginx does. */
  sentPath: string;
}>;

/**
 * Whether a value is a list of entries. An entry has one spelling: nothing in it is encoded, and no segment of its path is
 * one that leads elsewhere.
 * @param value the claim, of a token whose signature holds
 */
export function isResources(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_RESOURCES &&
    value.every(
      (entry) =>
        typeof entry === 'string' &&
        entry.length <= MAX_RESOURCE_CHARS &&
        /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])\//.test(entry) &&
        // `$` also matches before a last newline in njs, and is no hole: no entry has one.
        !/[^!-~]|[%?#\\;]|\/\/|\/\.\.?(?:\/|$)/.test(entry),
    )
  );
}

/**
 * The verdict on somebody with a restricted token. (After the verdict and not within it: njs pays for each thing that
 * verifying has to know of, and hardly a token is restricted.)
 * @param verdict on the token, as if it were not restricted
 * @returns the same for a token that is not, for one that is refused anyway, and within what it opens; elsewhere a refusal,
 *   or a guest where everybody passes
 */
export function restrict<Given extends Verdict>(
  verdict: Given,
  threshold: number,
  address: Address,
): Given {
  const claims = verdict.claims;
  if (
    verdict.status !== 204 ||
    claims === undefined ||
    claims.resources === undefined ||
    isWithin(claims.resources, address)
  ) {
    return verdict;
  }
  return threshold === GROUP_GUEST
    ? Object.assign({}, verdict, { reason: 'guest' as const, claims: undefined })
    : Object.assign({}, verdict, { status: 403 as const, reason: 'resource_not_allowed' as const });
}

/**
 * Whether an address is within what a restricted token opens. Upper and lower case are different paths, as they are for
 * nginx.
 *
 * The app is sent the address as the visitor wrote it, and apps do not all read one alike: an encoded slash, a backslash,
 * dots, a semicolon, or what is encoded twice may lead one of them out of the part that nginx took it for. So whatever is
 * not plain is within nothing but a whole host.
 * @param resources {@link isResources}
 */
export function isWithin(resources: readonly string[], address: Address): boolean {
  const host = address.host;
  const path = address.path;
  const sentPath = address.sentPath;
  if (host === '' || path[0] !== '/') {
    return false;
  }
  const isPlain =
    sentPath[0] === '/' &&
    !/[^!-~]|[#\\;]|\/\/|\/\.\.?(?:\/|$)/.test(sentPath) &&
    // Controls, percent (encoded twice), dot, slash, semicolon, backslash; letters in more bytes than they need.
    !/%(?![0-9a-f]{2})|%(?:[01]|2[5ef]|3b|5c|7f|c[01]|e0%[89]|f0%8)/i.test(sentPath);
  return resources.some((entry) => {
    const slash = entry.indexOf('/');
    const open = entry.substring(slash);
    if (entry.substring(0, slash) !== host) {
      return false;
    }
    return (
      open === '/' ||
      (isPlain && (path === open || path.startsWith(open.endsWith('/') ? open : open + '/')))
    );
  });
}
