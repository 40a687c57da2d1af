/**
 * Base URLs in the configuration. Pure. No message quotes a URL: it may hold a password.
 */
import { BlockList, isIP } from 'node:net';
import { parseUrl } from '../parse-url.js';

const MAX_HOST_CHARS = 253;

/**
 * Reads an absolute http(s) URL without credentials, query and fragment. `new URL` alone would take
 * `https:example.com`, backslashes and blanks.
 * @returns the URL in canonical spelling and without a slash at its end, or what is wrong with it
 */
export function readBaseUrl(text: string): { url: string } | { problem: string } {
  const url = /^https?:\/\/[^\s\\]+$/i.test(text) ? parseUrl(text) : undefined;
  if (url === undefined) {
    return { problem: 'must be an absolute address that begins with https:// or http://' };
  }
  const { username, password, search, hash, origin, pathname, hostname } = url;
  if (username !== '' || password !== '') {
    return { problem: 'must not hold a user name or password' };
  }
  if (search !== '' || hash !== '' || /[?#]/.test(text)) {
    return { problem: 'must not have a query (?…) or fragment (#…)' };
  }
  if (hostname.endsWith('.')) {
    return { problem: 'has a dot after the host name' };
  }
  // RFC 1035, 2.3.4. The host goes into every token, and a label of another script grows when it is written in ASCII.
  if (hostname.length > MAX_HOST_CHARS) {
    return { problem: 'has a host name longer than 253 characters' };
  }
  return { url: origin + pathname.replace(/\/+$/, '') };
}

/** The host of a URL that {@link readBaseUrl} gave; IPv6 addresses without brackets. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

const PRIVATE = new BlockList();
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
PRIVATE.addSubnet('169.254.0.0', 16);
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Names that never lead out of a house (RFC 6761, 6762, 8375; .internal is reserved by ICANN). */
const LOCAL_NAME = /(^|\.)(localhost|local|lan|internal|home\.arpa|test)$/;

/** Whether a host is this machine or one of the local network, as far as its name tells. */
export function isLocalHost(host: string): boolean {
  const family = isIP(host);
  if (family !== 0) {
    return PRIVATE.check(host, family === 6 ? 'ipv6' : 'ipv4');
  }
  return !host.includes('.') || LOCAL_NAME.test(host);
}
