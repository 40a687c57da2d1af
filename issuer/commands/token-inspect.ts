/** `usher token inspect`: what is in a token, and would the gate take it? Never needs the network. */
import { decodeBase64UrlText } from '../../shared/base64url.js';
import { COOKIE_NAME_HTTP, COOKIE_NAME_HTTPS } from '../../shared/token-profile.js';
import { GROUP_SIGNED_IN, parseThreshold } from '../../shared/group.js';
import { decide, type Verdict } from '../../shared/verdict.js';
import { CONFIG_FILE_VARIABLE } from '../config/environment.js';
import { gateConfigOf } from '../keys/gate-config.js';
import { loadKeyRing } from '../keys/key-file.js';
import { revocationIn } from '../revocation/revocation-in.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { REASON_TEXT } from './deny-reason-text.js';
import { keyFileText } from './key-ring.js';
import { formatJson, safeText } from './print.js';
import { askState } from './state.js';

export type TokenInspectOptions = ConfigOption & Readonly<{ threshold?: string; json?: boolean }>;

const MAX_INPUT_BYTES = 64 * 1024;

/**
 * Without a configuration the token is only decoded; with one it is judged, as the gate would.
 * @param source the token, or `-` for standard input; the cookie's name in front of it does not matter
 * @returns 1 if it cannot be read or would be refused, 2 if it could not be judged
 */
export async function tokenInspect(
  source: string,
  options: TokenInspectOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const threshold = parseThreshold(options.threshold ?? String(GROUP_SIGNED_IN));
  if (threshold === undefined) {
    io.stderr('error: --threshold must be a whole number from 0 to 999\n');
    return 2;
  }
  const token = bareToken(source === '-' ? await io.readStdin(MAX_INPUT_BYTES) : source);
  const isJudged = options.config !== undefined || Boolean(io.env[CONFIG_FILE_VARIABLE]);
  const verdict = isJudged ? await judge(token, threshold, options, io) : undefined;
  if (isJudged && verdict === undefined) {
    return 2;
  }
  const decoded = decode(token);
  io.stdout(
    options.json === true
      ? formatJson({ ...decoded, threshold, verdict: verdict && summaryOf(verdict) })
      : asText(decoded, verdict, threshold, io.now()),
  );
  const isReadable = decoded.header !== undefined && decoded.claims !== undefined;
  return (verdict === undefined ? isReadable : verdict.status === 204) ? 0 : 1;
}

/** The token without what comes along when it is copied: blanks, the cookie's name, `Bearer`. */
function bareToken(text: string): string {
  const trimmed = text.trim();
  const prefixes = [`${COOKIE_NAME_HTTPS}=`, `${COOKIE_NAME_HTTP}=`, 'Bearer '];
  const prefix = prefixes.find((candidate) => trimmed.startsWith(candidate));
  return prefix === undefined ? trimmed : trimmed.slice(prefix.length).replace(/;$/, '');
}

async function judge(
  token: string,
  threshold: number,
  options: ConfigOption,
  io: CommandIo,
): Promise<Verdict | undefined> {
  const config = requireConfig(options, io);
  if (config === undefined) {
    return undefined;
  }
  const keyFile = await loadKeyRing(config.issuer.dataDir, io.now());
  if (keyFile.kind !== 'ring') {
    io.stderr(keyFileText(keyFile, io));
    return undefined;
  }
  const candidates = token === '' ? [] : [token];
  const gateConfig = gateConfigOf(config, keyFile.ring);
  return askState(config, (state) => {
    const revocationOf = state === undefined ? () => undefined : revocationIn(state);
    return decide(candidates, { config: gateConfig, revocationOf }, io.now(), threshold);
  });
}

type Decoded = Readonly<{ header?: object; claims?: object }>;

function decode(token: string): Decoded {
  const segments = token.split('.');
  const [header, claims] =
    segments.length === 3 ? segments.slice(0, 2).map(decodeSegment) : [undefined, undefined];
  return { ...(header && { header }), ...(claims && { claims }) };
}

function decodeSegment(segment: string): object | undefined {
  try {
    const value: unknown = JSON.parse(decodeBase64UrlText(segment) ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function summaryOf({ status, reason }: Verdict) {
  return { allowed: status === 204, status, reason };
}

function asText(
  { header, claims }: Decoded,
  verdict: Verdict | undefined,
  threshold: number,
  now: number,
): string {
  return [
    'Header\n',
    header === undefined ? '  cannot be read\n' : members(header, now),
    'Claims\n',
    claims === undefined ? '  cannot be read\n' : members(claims, now),
    verdictText(verdict, threshold),
  ].join('');
}

function verdictText(verdict: Verdict | undefined, threshold: number): string {
  if (verdict === undefined) {
    return 'Not verified: anybody can write such a token. With --config FILE it is held against your keys.\n';
  }
  const outcome = verdict.status === 204 ? 'passes' : `refused with ${String(verdict.status)}`;
  const limit = verdict.claims?.resources === undefined ? '' : ', for its resources alone';
  return `Verdict at threshold ${String(threshold)}: ${outcome}: ${verdict.reason} (${REASON_TEXT[verdict.reason]}${limit})\n`;
}

const TIMES = ['iat', 'exp', 'nbf', 'auth_time'];

function members(value: object, now: number): string {
  const entries = Object.entries(value) as [string, unknown][];
  return entries
    .map(([name, member]) => {
      const time = TIMES.includes(name) ? timeText(member, now) : '';
      return `  ${safeText(name).slice(1, -1).padEnd(18)}  ${safeText(member)}${time}\n`;
    })
    .join('');
}

/** A NumericDate (RFC 7519, section 2) in words; '' for anything else. */
function timeText(value: unknown, now: number): string {
  if (typeof value !== 'number' || Number.isNaN(new Date(value * 1000).getTime())) {
    return '';
  }
  return `  ${new Date(value * 1000).toISOString().slice(0, 19)}Z, ${relativeTime(value - now)}`;
}

const UNITS = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
] as const;

/** `in 3 hours`, `2 days ago`. */
function relativeTime(seconds: number): string {
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(seconds / length), unit);
}
