/**
 * The little that Node and njs both offer beyond the language. Only the `shared` program sees this file: the
 * issuer's program has @types/node instead, the gate's has njs-types, so each use is checked three times.
 */

interface CommonBuffer {
  readonly length: number;
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  toString(encoding?: 'base64' | 'base64url' | 'hex'): string;
}

declare const Buffer: {
  from(text: string, encoding?: 'base64' | 'base64url' | 'hex'): CommonBuffer;
  byteLength(text: string): number;
};

/** WebCrypto. njs 0.7.9 imports no JWK; Ed25519 came with 0.9.7, and not in every build. */
declare const crypto: {
  readonly subtle: {
    importKey(
      format: 'spki',
      key: CommonBuffer,
      algorithm: Readonly<{ name: string; namedCurve?: string; hash?: string }>,
      extractable: boolean,
      usages: 'verify'[],
    ): Promise<object>;
    verify(
      algorithm: Readonly<{ name: string; hash?: string }>,
      key: object,
      signature: CommonBuffer,
      data: CommonBuffer,
    ): Promise<boolean>;
  };
};

declare module 'crypto' {
  interface CommonDigest {
    update(text: string): CommonDigest;
    digest(): CommonBuffer;
    digest(encoding: 'base64' | 'base64url'): string;
  }
  const cryptoModule: {
    createHash(algorithm: 'sha256'): CommonDigest;
    createHmac(algorithm: 'sha256', key: CommonBuffer): CommonDigest;
  };
  export default cryptoModule;
}
