/**
 * Secrets that are none: a pattern, something typed, or a sample out of a document. Pure.
 */
import { createHash, type JsonWebKey } from 'node:crypto';

/** SHA-256 (hex) of keys that are printed in standards, and so in the tests and manuals of many libraries. */
const PUBLISHED: ReadonlySet<string> = new Set([
  // RFC 7515, appendix A.1
  'c8ecc9361a05e285f04c26f9572131a6deab07e9e2b865053c6f75a4d8bd2b32',
  // RFC 7520, section 3.5
  '73ec74458059c70cae3f0ade8663fe0da1dc4b114ed8cdac75364140b4458a4c',
]);

/** JWK thumbprints (RFC 7638) of key pairs whose private half is printed in a standard. */
const PUBLISHED_PAIRS: ReadonlySet<string> = new Set([
  // RFC 7515, appendices A.2 and A.3
  'IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8',
  'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
  // RFC 7520, section 3.4
  '9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI',
  // RFC 8037, appendix A.1
  'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
]);

/** What people type into samples. In 32 random bytes the shortest of them turns up once in 10^11 keys. */
const SAMPLE_WORDS = /secret|change-?me|password|example|sample|0123456789/i;

const MAX_PERIOD_BYTES = 16;

/**
 * Whether bytes are too regular, or too well known, to be a key.
 * @returns the problem as half a sentence that does not give the secret away
 */
export function sampleSecretProblem(secret: Uint8Array): string | undefined {
  if (isPeriodic(secret) || isCounting(secret)) {
    return 'k is a pattern, not random bytes';
  }
  if (SAMPLE_WORDS.test(Buffer.from(secret).toString('latin1'))) {
    return 'k is a sample text, not random bytes';
  }
  if (PUBLISHED.has(createHash('sha256').update(secret).digest('hex'))) {
    return 'k is a published sample key';
  }
  return undefined;
}

/**
 * Whether everybody knows the private half of a key.
 * @param publicJwk the members that make up the public half, and none else
 * @returns the problem as half a sentence
 */
export function publishedKeyProblem(publicJwk: JsonWebKey): string | undefined {
  return PUBLISHED_PAIRS.has(thumbprintOf(publicJwk)) ? 'it is a published sample key' : undefined;
}

/**
 * JWK thumbprint by SHA-256 (RFC 7638).
 * @param publicJwk the members that make up the public half, and none else
 */
export function thumbprintOf(publicJwk: JsonWebKey): string {
  const sorted = Object.entries(publicJwk).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(sorted)))
    .digest('base64url');
}

/** One byte, or up to 16, over and over. */
function isPeriodic(secret: Uint8Array): boolean {
  const longest = Math.min(MAX_PERIOD_BYTES, Math.floor(secret.length / 2));
  for (let period = 1; period <= longest; period++) {
    if (secret.every((byte, at) => at < period || byte === secret[at - period])) {
      return true;
    }
  }
  return false;
}

/** 0, 1, 2… or any other steady step. */
function isCounting(secret: Uint8Array): boolean {
  const steps = secret.slice(1).map((byte, at) => byte - (secret[at] ?? 0));
  return steps.every((step) => step === steps[0]);
}
