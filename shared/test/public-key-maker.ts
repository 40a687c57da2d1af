/**
 * Makes tokens that a public key verifies, good ones and broken ones, with node:crypto alone, as token-maker.ts does for
 * HS256.
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import type { GateConfig, PublicKey, VerifyingKey } from '../gate-config.js';
import { gateConfigFor, joseHeader, segment, type Part } from './token-maker.js';

export type KeyPair = Readonly<{ key: PublicKey; privateKey: KeyObject }>;

/** The samples of RFC 7515, A.2 and A.3, and of RFC 8037, A.1: tests that fail can be run again with the same keys. */
const SAMPLES: Readonly<Record<PublicKey['alg'], JsonWebKey>> = {
  ES256: {
    kty: 'EC',
    crv: 'P-256',
    x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
    y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
  },
  RS256: {
    kty: 'RSA',
    n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
    e: 'AQAB',
    d: 'Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ',
    p: '4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc',
    q: 'uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc',
    dp: 'BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0',
    dq: 'h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU',
    qi: 'IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuMHcPnZSVX-RHN6jB2ruZJPzwtvqp-tgJB93A5fGqZ7Aljcxx6dlXYTBYfnYtVCX9pFYQA3tPFHxjsyk2VYcQwNWQDiwCMm4z2tXs8kZzhWRz3uw8wJf_5-9xqp2P3c',
  },
  EdDSA: {
    kty: 'OKP',
    crv: 'Ed25519',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  },
};

/** The sample key pair for an algorithm. */
export function sampleKeyPair(alg: PublicKey['alg']): KeyPair {
  return keyPairOf(`test-${alg}`, alg, createPrivateKey({ key: SAMPLES[alg], format: 'jwk' }));
}

/** A key pair of any private key. */
export function keyPairOf(kid: string, alg: PublicKey['alg'], privateKey: KeyObject): KeyPair {
  return { key: publicKeyFor(kid, alg, createPublicKey(privateKey)), privateKey };
}

/** A public key, for the gate. */
export function publicKeyFor(kid: string, alg: PublicKey['alg'], publicKey: KeyObject): PublicKey {
  const bytes = (publicKey.asymmetricKeyDetails?.modulusLength ?? 64 * 8) / 8;
  return {
    kid,
    alg,
    spki: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    signatureChars: Buffer.alloc(Math.ceil(bytes)).toString('base64url').length,
  };
}

/** A gate's configuration, as gateConfigFor in token-maker.ts, for keys of any kind. */
export function anyGateConfigFor(keys: readonly VerifyingKey[]): GateConfig {
  return {
    ...gateConfigFor([]),
    keys,
    hasPublicKeys: true,
    headers: Object.fromEntries(keys.map((key) => [segment(joseHeader(key)), key])),
  };
}

/** How a signature is made where not as the algorithm says. */
export type Signing = Readonly<{ hash?: string; der?: boolean; pss?: boolean }>;

/** The bytes of a signature. */
export function signBytes(
  { key, privateKey }: KeyPair,
  signingInput: string,
  { hash = 'sha256', der = false, pss = false }: Signing = {},
): Buffer {
  return sign(key.alg === 'EdDSA' ? null : hash, Buffer.from(signingInput), {
    key: privateKey,
    dsaEncoding: der ? 'der' : 'ieee-p1363',
    ...(pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {}),
  });
}

/** A token of two segments that are given as they are to stand in it. */
export function signSegmentsWith(
  pair: KeyPair,
  header: string,
  payload: string,
  signing?: Signing,
): string {
  const signingInput = `${header}.${payload}`;
  return `${signingInput}.${signBytes(pair, signingInput, signing).toString('base64url')}`;
}

/** A token with a right signature. The header is our issuer's unless given. */
export function mintWith(
  pair: KeyPair,
  payload: Part,
  header: Part = joseHeader(pair.key),
): string {
  return signSegmentsWith(pair, segment(header), segment(payload));
}
