/**
 * What a visitor asked another proxy for, as that proxy tells it beside its question for the verdict.
 */
import type { Request } from 'express';
import type { RequestHints } from '../../shared/navigation.js';
import type { Address } from '../../shared/resources.js';
import { MAX_RETURN_ADDRESS_BYTES } from '../../shared/token-profile.js';

export type AskedFor = Readonly<{
  hints: RequestHints;
  /** The visitor's address bar, as far as a trusted proxy says; not checked against anything. */
  address: string | undefined;
  /**
   * The same for a token that opens some addresses alone. Which of the two ways of telling it the proxy has, and which the
   * visitor may have written, is not known here: where both are there, they have to say the same.
   */
  target: Address;
  /** Whether the proxy hands our answer to the visitor as it is. nginx does not, and takes no status but 401 and 403. */
  isHandedOn: boolean;
  /** Forwarding headers came from somebody who is not in issuer.trustedProxies, and were not looked at. */
  isStranger: boolean;
}>;

const FORWARDING = [
  'x-original-url',
  'x-original-method',
  'x-forwarded-uri',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-method',
] as const;

type Forwarding = (typeof FORWARDING)[number];

/**
 * Two ways of telling it are in use. Traefik, Caddy and HAProxy send X-Forwarded-Method, -Proto, -Host and -Uri, and
 * hand on the answer. nginx sends what its configuration says, by custom X-Original-URL and X-Original-Method, and takes
 * nothing but a yes or no; where X-Original-URL is present, it is therefore nginx that asks, whatever else is there.
 * `?redirect=no` says the same for a proxy that sends X-Forwarded-Uri and yet cannot hand on a redirect.
 * @param isHttps whether issuer.url is https: the cookie is a secure one then, so the visitor's address is https too,
 *   even if another proxy in front has taken the encryption off
 */
export function askedFor(req: Request, isHttps: boolean): AskedFor {
  const isTrusted = isTrustedPeer(req);
  const header = (name: Forwarding): string | undefined => (isTrusted ? one(req, name) : undefined);
  const isForwarded = (name: Forwarding): boolean => isTrusted && lines(req, name).length > 0;

  const isPlain = isForwarded('x-original-url') || req.query['redirect'] === 'no';
  const byUrl = ofUrl(header('x-original-url') ?? '');
  const byParts = ofParts(
    header('x-forwarded-proto'),
    header('x-forwarded-host'),
    header('x-forwarded-uri'),
  );
  const original = isForwarded('x-original-url') ? byUrl : byParts;
  return {
    hints: hintsOf(req, {
      method: header('x-original-method') ?? header('x-forwarded-method') ?? req.method,
      requestUri: original?.uri ?? '',
    }),
    address: original && addressOf(original, isHttps),
    target:
      isForwarded('x-original-url') && isForwarded('x-forwarded-uri')
        ? agreed(targetOf(byUrl), targetOf(byParts))
        : targetOf(original),
    isHandedOn: !isPlain && isForwarded('x-forwarded-uri'),
    isStranger: !isTrusted && FORWARDING.some((name) => lines(req, name).length > 0),
  };
}

/** The peer of the connection itself, not one that it names: Express's own function for `trust proxy`. */
export function isTrustedPeer(req: Request): boolean {
  const trusts = req.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const { remoteAddress } = req.socket;
  return remoteAddress !== undefined && trusts(remoteAddress, 0);
}

function lines(req: Request, name: string): readonly string[] {
  return req.headersDistinct[name] ?? [];
}

/** A header that comes twice has perhaps one line of the visitor's: none of them is believed. */
function one(req: Request, name: string): string | undefined {
  const [line, ...more] = lines(req, name);
  return more.length === 0 ? line : undefined;
}

type Original = Readonly<{ scheme: string; host: string; uri: string }>;

function ofUrl(url: string): Original | undefined {
  const [, scheme = '', host = '', uri = ''] = /^(https?):\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  return host === '' ? undefined : { scheme, host, uri };
}

function ofParts(scheme = '', host = '', uri?: string): Original | undefined {
  return host === '' || uri === undefined ? undefined : { scheme, host, uri };
}

const NOWHERE: Address = { host: '', path: '', sentPath: '' };

function targetOf(original: Original | undefined): Address {
  const host = original?.host.toLowerCase().replace(/\.?(?::\d*)?$/, '') ?? '';
  const path = original?.uri.split('?')[0] ?? '';
  // `user@host` and the like: no host that a token could name.
  return { host, path, sentPath: path };
}

function agreed(one: Address, other: Address): Address {
  return one.host === other.host && one.path === other.path ? one : NOWHERE;
}

/** An address that is too long for a sign-in is replaced by the site's root, as the gate does. */
function addressOf({ scheme, host, uri }: Original, isHttps: boolean): string {
  const origin = `${isHttps || scheme.toLowerCase() === 'https' ? 'https' : 'http'}://${host}`;
  const path = uri.startsWith('/') ? percentEncoded(uri) : '/';
  return origin.length + path.length > MAX_RETURN_ADDRESS_BYTES ? `${origin}/` : origin + path;
}

/** Byte for byte: Node gives a header as Latin-1. What is not ASCII may stand raw in an address that nginx passes on. */
function percentEncoded(uri: string): string {
  return uri.replace(
    /[\u0080-\u00ff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hintsOf(
  req: Request,
  original: Pick<RequestHints, 'method' | 'requestUri'>,
): RequestHints {
  const header = (name: string): string => lines(req, name).join(', ');
  return {
    ...original,
    // Proxies keep Upgrade to themselves; the rest of a WebSocket handshake they pass on.
    upgrade: header('upgrade') + header('sec-websocket-key'),
    secFetchMode: header('sec-fetch-mode'),
    requestedWith: header('x-requested-with'),
    authorization: header('authorization'),
    apiKey: header('x-api-key'),
    origin: header('origin'),
    referer: header('referer'),
    accept: header('accept'),
  };
}
