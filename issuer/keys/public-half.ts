/**
 * What of a key pair may leave the portal: the public half, as the gate reads it and as the world does. Pure.
 */
import { createPublicKey } from 'node:crypto';
import type { PublicKey } from '../../shared/gate-config.js';
import type { KeyPair } from './key-ring.js';

/** ES256: r and s of 32 bytes each (RFC 7518, 3.4). Ed25519: the same length (RFC 8032, 5.1.6). */
const SIGNATURE_64_BYTES = 64;

/** For the gate: SubjectPublicKeyInfo, because njs 0.7.9 imports nothing else. */
export function publicKeyOf({ kid, alg, privateKey }: KeyPair): PublicKey {
  const publicKey = createPublicKey(privateKey);
  const modulusBits = publicKey.asymmetricKeyDetails?.modulusLength;
  const signatureBytes =
    modulusBits === undefined ? SIGNATURE_64_BYTES : Math.ceil(modulusBits / 8);
  return {
    kid,
    alg,
    spki: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    signatureChars: Math.ceil((signatureBytes * 4) / 3),
  };
}

/** For the world (RFC 7517). */
export function publicJwkOf({ kid, alg, privateKey }: KeyPair): Readonly<Record<string, unknown>> {
  const { kty, ...members } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { kty, kid, alg, use: 'sig', ...members };
}
