/** jose set up to ask for what our profile asks for, as far as it knows of it; and the rules that it does not have. */
import { createPublicKey } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { DenyReason } from '../deny-reason.js';
import type { GateConfig, VerifyingKey } from '../gate-config.js';
import { SKEW_SECONDS } from './token-maker.js';

export type JoseVerdict =
  | Readonly<{ kind: 'accepted'; payload: JWTPayload }>
  | Readonly<{ kind: 'refused'; message: string }>;

/**
 * What jose says about a token: our algorithm, issuer, audience, skew and clock; exp, iat and sub must be there; the
 * key is the one that `kid` names, or the only one.
 * @param nowSeconds NumericDate without a fraction: jose drops it
 * @throws whatever is not one of jose's own errors
 */
export async function joseVerdict(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): Promise<JoseVerdict> {
  try {
    const { payload } = await jwtVerify(
      token,
      (header) => {
        const named = config.keys.filter((key) => key.kid === header.kid);
        const sole = header.kid === undefined && config.keys.length === 1 ? config.keys : [];
        const key = [...named, ...sole][0];
        if (key === undefined) {
          throw new errors.JWKSNoMatchingKey();
        }
        // jose has one list of algorithms for all keys.
        if (header.alg !== key.alg) {
          throw new errors.JOSEAlgNotAllowed('the key is for another algorithm');
        }
        return joseKeyOf(key);
      },
      {
        algorithms: config.keys.map(({ alg }) => alg),
        issuer: config.issuer,
        audience: config.audience,
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(nowSeconds * 1000),
        requiredClaims: ['exp', 'iat', 'sub'],
      },
    );
    return { kind: 'accepted', payload };
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      return { kind: 'refused', message: error.message };
    }
    throw error;
  }
}

function joseKeyOf(key: VerifyingKey) {
  return key.alg === 'HS256'
    ? Buffer.from(key.secret, 'base64url')
    : createPublicKey({ key: Buffer.from(key.spki, 'base64url'), format: 'der', type: 'spki' });
}

/** @returns undefined if jose accepts the token, the message of its refusal if not; see {@link joseVerdict} */
export async function joseRefusal(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): Promise<string | undefined> {
  const verdict = await joseVerdict(token, config, nowSeconds);
  return verdict.kind === 'refused' ? verdict.message : undefined;
}

/**
 * The first rule of ours that a token breaks although jose accepts it. Written a second time here, in other ways than
 * in the verifier. For tokens that jose accepts: what jose has looked at is taken for granted.
 * @returns the reason the verifier has to give, or undefined if the verifier has to accept, too
 */
export function stricterReason(
  token: string,
  config: GateConfig,
  nowSeconds: number,
): DenyReason | undefined {
  const [header, payload, third] = token.split('.') as [string, string, string];
  if (token.length > 4096) {
    return 'token_too_large';
  }
  // jose takes padding and blanks between the characters …
  if (!config.hasPublicKeys && third.length !== 43) {
    return 'signature_malformed';
  }
  if (!isCanonical(header)) {
    return 'header_encoding';
  }
  const headerText = textOf(header);
  const key = keyByText(headerText, config);
  const members = JSON.parse(headerText.replace(/^\ufeff/, '')) as Record<string, unknown>;
  if (key === undefined) {
    return 'key_unknown';
  }
  if (third.length !== (key.alg === 'HS256' ? 43 : key.signatureChars)) {
    return 'signature_malformed';
  }
  // … and bits that stand for nothing.
  if (key.kid !== (members['kid'] ?? config.keys[0]?.kid) || !isCanonical(third)) {
    return 'signature_mismatch';
  }
  if (headerText.startsWith('\ufeff')) {
    return 'header_not_json';
  }
  if ('typ' in members && members['typ'] !== 'JWT' && members['typ'] !== 'jwt') {
    return 'typ_mismatch';
  }
  if (Object.keys(members).some((name) => /^(crit|b64|zip|enc|jku|jwk|x5u|x5c)$/.test(name))) {
    return 'header_forbidden';
  }
  if (!isCanonical(payload)) {
    return 'payload_encoding';
  }
  const text = textOf(payload);
  return text.startsWith('\ufeff')
    ? 'payload_not_json'
    : stricterOnClaims(JSON.parse(text) as Record<string, unknown>, nowSeconds);
}

/** Base64url without padding whose last character has no bit too many (RFC 4648, 3.5). */
function isCanonical(text: string): boolean {
  return /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(text);
}

function textOf(text: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    Buffer.from(text, 'base64url'),
  );
}

/** The one key that is tried: the first whose kid the header holds in quotes; without any kid, the only key. */
function keyByText(headerText: string, { keys }: GateConfig) {
  const named = keys.find((key) => headerText.split(`"${key.kid}"`).length > 1);
  return named ?? (keys.length === 1 && !headerText.includes('"kid"') ? keys[0] : undefined);
}

function stricterOnClaims(
  claims: Record<string, unknown>,
  nowSeconds: number,
): DenyReason | undefined {
  const { aud, exp, nbf, iat, sub, group_id: group } = claims;
  const rules: readonly (readonly [DenyReason, () => boolean])[] = [
    ['aud_mismatch', () => Array.isArray(aud) && aud.some((one) => typeof one !== 'string')],
    ['exp_not_number', () => !Number.isFinite(exp)],
    ['nbf_not_number', () => nbf !== undefined && !Number.isFinite(nbf)],
    ['iat_not_number', () => !Number.isFinite(iat)],
    ['issued_in_future', () => (iat as number) - SKEW_SECONDS > nowSeconds],
    ['lifetime_too_long', () => (exp as number) - (iat as number) > 34_560_000],
    ['sub_malformed', () => typeof sub !== 'string' || sub.length < 1 || sub.length > 255],
    ['group_missing', () => !('group_id' in claims)],
    ['group_not_number', () => typeof group !== 'number'],
    ['group_not_integer', () => !Number.isInteger(group)],
    ['group_negative_zero', () => Object.is(group, -0)],
    ['group_out_of_range', () => !/^\d{1,3}$/.test(String(group))],
    ['resources_malformed', () => 'resources' in claims && !isResourceList(claims['resources'])],
  ];
  return rules.find(([, isBroken]) => isBroken())?.[0];
}

function isResourceList(value: unknown): boolean {
  return Array.isArray(value) && [...value.keys()].length in COUNTS && value.every(isResource);
}

/** 1 to 16. */
const COUNTS = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [index + 1, true]));

function isResource(entry: unknown): boolean {
  if (typeof entry !== 'string' || entry.length > 255 || !entry.includes('/')) {
    return false;
  }
  const [host = '', ...segments] = entry.split('/');
  const isHost = (host.startsWith('[') ? /^\[[\da-f:.]+\]/ : /^[\w.-]+/).exec(host)?.[0] === host;
  return (
    isHost &&
    host === host.toLowerCase() &&
    segments.every(
      (segment, index) =>
        (segment !== '' || index === segments.length - 1) &&
        segment !== '.' &&
        segment !== '..' &&
        segment
          .split('')
          .every((char) => char > ' ' && char < '\u007f' && !'%?#\\;'.includes(char)),
    )
  );
}
