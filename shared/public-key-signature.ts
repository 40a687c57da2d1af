/**
 * Signatures that a public key verifies: ES256, RS256, EdDSA. By WebCrypto, which Node and every njs have in common.
 */
import type { PublicKey } from './gate-config.js';

/** Length of a base64url signature of 64 bytes: ES256 (RFC 7518, 3.4) and Ed25519 (RFC 8032, 5.1.6). */
const SIGNATURE_64_BYTES_CHARS = 86;

/**
 * How long a signature of this key is.
 * @returns characters of base64url
 */
export function publicKeySignatureChars(key: PublicKey): number {
  return key.alg === 'RS256' ? 342 : SIGNATURE_64_BYTES_CHARS;
}

/**
 * Whether `signature` is one of `signingInput` by this key.
 * @param signingInput the first two segments with their dot
 * @param signature the third segment
 */
export function isPublicKeySignature(
  key: PublicKey,
  signingInput: string,
  signature: string,
): Promise<boolean> {
  return Promise.reject(new Error('not yet: ' + key.kid + signingInput + signature));
}
