/** The address a visitor asked for, ready to stand in the query of the sign-in address. */
import type { GateConfig } from '../shared/gate-config.js';
import { MAX_RETURN_ADDRESS_BYTES, RENEWAL_PATH } from '../shared/token-profile.js';
import { withoutToken } from '../shared/token-sources.js';
import type { Bytes, GateRequest } from './gate-request.js';

/**
 * The sign-in page's address for this request: signInUrl with `rd`, the address asked for.
 * An address that is too long for a sign-in is replaced by the site's root.
 */
export function signInAddress(r: GateRequest, config: GateConfig): string {
  const origin = scheme(r, config) + '://' + hostWithPort(r);
  const uri = r.rawVariables.request_uri;
  const fits = uri && uri[0] === 0x2f && origin.length + uri.length <= MAX_RETURN_ADDRESS_BYTES;
  return (
    config.signInUrl +
    '?rd=' +
    encodeURIComponent(origin) +
    (fits ? withoutToken(percentEncode(uri), config.sources.query) : '%2F')
  );
}

/** The address on this very server where a session is renewed, with the way back. Only for what isOwnPage has seen. */
export function renewalAddress(r: GateRequest, config: GateConfig): string {
  const page = encodeURIComponent(r.variables.request_uri || '');
  return RENEWAL_PATH + '?rd=' + withoutToken(page, config.sources.query);
}

/**
 * Where the portal speaks https the cookie is a secure one, so the way back is https as well, even if another proxy
 * in front has taken the encryption off.
 */
function scheme(r: GateRequest, config: GateConfig): string {
  return config.issuer.startsWith('https:') ? 'https' : r.variables.scheme || 'http';
}

/** nginx's own idea of the host; from the client's Host header only the port, and only if the rest agrees. */
function hostWithPort(r: GateRequest): string {
  const host = r.variables.host || '';
  const asked = r.variables.http_host || '';
  const port = asked.substring(host.length + 1);
  const agrees = asked.substring(0, host.length + 1).toLowerCase() === host + ':';
  return agrees && port !== '' && port.length <= 5 && !/[^0-9]/.test(port)
    ? host + ':' + port
    : host;
}

/**
 * Byte for byte, so that what is not UTF-8 survives too. The longest address costs njs 0.7 well under a millisecond: runs
 * of ASCII are left to the engine, because a step per character is what takes time there.
 */
function percentEncode(bytes: Bytes): string {
  const parts: string[] = [];
  let runStart = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte > 0x7f) {
      parts.push(encodeURIComponent(bytes.toString('utf8', runStart, i)));
      parts.push('%' + hex(byte >> 4) + hex(byte & 15));
      runStart = i + 1;
    }
  }
  parts.push(encodeURIComponent(bytes.toString('utf8', runStart, bytes.length)));
  return parts.join('');
}

function hex(nibble: number): string {
  return '0123456789ABCDEF'.charAt(nibble);
}
