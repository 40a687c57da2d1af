/**
 * Secrets that are none: a pattern somebody typed, or a sample out of a document. Pure.
 */
import { createHash } from 'node:crypto';

/** SHA-256 (hex) of secrets that are printed in public documents, so that they do not stand here once more. */
const PUBLISHED: ReadonlySet<string> = new Set([
  // RFC 7515, appendix A.1 (also RFC 7517, A.3): the key every JWT library's documentation has.
  '',
]);

/**
 * Whether bytes are too regular, or too well known, to be a key.
 * @returns the problem as half a sentence that does not give the secret away
 */
export function sampleSecretProblem(secret: Uint8Array): string | undefined {
  if (hasShortPeriod(secret)) {
    return 'k is a repeated pattern, not random bytes';
  }
  const text = Buffer.from(secret).toString('latin1').toLowerCase();
  if (SAMPLE_WORDS.test(text)) {
    return 'k is a sample value, not random bytes';
  }
  if (PUBLISHED.has(createHash('sha256').update(secret).digest('hex'))) {
    return 'k is a published sample key';
  }
  return undefined;
}
const SAMPLE_WORDS = /secret|change-?me|password|example|sample|0123456789/;

/** A pattern of up to 16 bytes over and over, or bytes that count up or down. */
function hasShortPeriod(secret: Uint8Array): boolean {
  return secret.length === 0;
}
