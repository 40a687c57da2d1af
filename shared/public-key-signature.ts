/**
 * Signatures that a public key verifies: ES256, RS256 (RFC 7518, 3.3 and 3.4), EdDSA with Ed25519 (RFC 8037). By
 * WebCrypto, which Node and every njs have in common.
 */
import type { PublicKey } from './gate-config.js';

/**
 * Whether `signature` is one of `signingInput` by this key. ECDSA takes s as well as n - s, as every other verifier
 * does and every signer needs; RSA and Ed25519 have one signature per text.
 * @param signingInput the first two segments with their dot
 * @param signature the third segment, `key.signatureChars` long; stray bits and other characters are refused
 * @returns a promise that rejects if the engine cannot import the key (it is broken, or the engine has no Ed25519), never
 *   because of the signature
 * @throws TypeError instead, on QuickJS, where the engine does not know the algorithm
 */
export function isPublicKeySignature(
  key: PublicKey,
  signingInput: string,
  signature: string,
): Promise<boolean> {
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.toString('base64url') !== signature) {
    return Promise.resolve(false);
  }
  const algorithm = algorithmOf(key.alg);
  // Node's crypto may give a promise of another realm, which is no `instanceof Promise`.
  return Promise.resolve(
    crypto.subtle
      .importKey('spki', Buffer.from(key.spki, 'base64url'), algorithm, false, ['verify'])
      .then((imported) =>
        crypto.subtle.verify(algorithm, imported, bytes, Buffer.from(signingInput)).then(
          (holds) => holds,
          // njs rejects where WebCrypto says false: an RSA signature above the modulus, r or s of 0.
          () => false,
        ),
      ),
  );
}

/** Parameters of importKey and of verify at once: each takes the members that it knows. */
function algorithmOf(alg: PublicKey['alg']) {
  if (alg === 'RS256') {
    return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
  }
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  // The types of njs are those of 0.7, and do not know this name.
  return alg === 'ES256' ? ecdsa : ({ name: 'Ed25519' } as unknown as typeof ecdsa);
}
