/**
 * cookie.domain: which domain may a session cookie be set for? Pure.
 */
import { isIP } from 'node:net';
import { getDomain, getPublicSuffix } from 'tldts';
import { parseUrl } from '../parse-url.js';
import type { Report } from './raw-config.js';

const LEAVE_OUT = 'leave cookie.domain out: the cookie then belongs to the one host of issuer.url';
const PSL = { allowPrivateDomains: true };

/**
 * Reads cookie.domain. A dot in front is tolerated, as in RFC 6265, 5.2.3.
 * @param issuerHost undefined if issuer.url is unusable
 * @returns the domain, lower-case ASCII, or undefined after a problem
 */
export function readCookieDomain(
  text: string,
  issuerHost: string | undefined,
  report: Report,
): string | undefined {
  const domain = asciiDomain(text.replace(/^\./, ''));
  const refusal =
    domain === undefined
      ? (['this is not a domain name', 'only the name: no https://, no port, no path'] as const)
      : refusalOf(domain, issuerHost);
  if (refusal === undefined) {
    return domain;
  }
  report.problem(['cookie', 'domain'], ...refusal);
  return undefined;
}

/** What is wrong with a domain, and what to do about it. */
function refusalOf(
  domain: string,
  issuerHost: string | undefined,
): readonly [message: string, suggestion: string] | undefined {
  if (isIP(domain) !== 0) {
    return ['a cookie cannot have an IP address as its domain', LEAVE_OUT];
  }
  if (!domain.includes('.')) {
    return [`"${domain}" is a single name, and browsers take no cookie for it`, LEAVE_OUT];
  }
  if (getPublicSuffix(domain, PSL) === domain) {
    return [
      `everybody can get a name below ${domain} (it is on the Public Suffix List), so browsers refuse a cookie for it`,
      ownName(domain, issuerHost),
    ];
  }
  if (issuerHost !== undefined && issuerHost !== domain && !issuerHost.endsWith(`.${domain}`)) {
    return [
      `the host of issuer.url does not lie within ${domain}, so browsers would refuse the cookie`,
      isIP(issuerHost) === 0 ? `reach the portal as auth.${domain}, or so` : LEAVE_OUT,
    ];
  }
  return undefined;
}

/** RFC 1123, 2.1. A cookie for any other name cannot be written, or is not taken. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The name as browsers compare it: lower-case, other scripts in punycode. */
function asciiDomain(text: string): string | undefined {
  const hostname = /^[^\s/\\?#@:%]+$/.test(text) ? parseUrl(`http://${text}`)?.hostname : undefined;
  const isName = hostname?.split('.').every((label) => LABEL.test(label)) === true;
  return isName ? hostname : undefined;
}

function ownName(suffix: string, issuerHost: string | undefined): string {
  const own = issuerHost?.endsWith(`.${suffix}`) === true ? getDomain(issuerHost, PSL) : null;
  return own === null
    ? `use your own name below it, for example yourname.${suffix}`
    : `use ${own}, and put the portal and the apps at that name or below it`;
}
