/** A passkey in software: answers as browsers and their devices do (Web Authentication), also wrongly where a test wants it. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const [USER_PRESENT, USER_VERIFIED, HAS_KEY] = [0x01, 0x04, 0x40];

export type Circumstances = Readonly<{
  challenge: string;
  /** http://localhost:8080 unless given. */
  origin?: string;
  rpId?: string;
  /** False: it did not look at who holds it. */
  isVerified?: boolean;
  counter?: number;
}>;

export type SoftwarePasskey = Readonly<{
  id: string;
  /** JSON, as a page's script sends it. */
  create: (circumstances: Circumstances) => string;
  get: (circumstances: Circumstances) => string;
}>;

export function softwarePasskey(): SoftwarePasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const rawId = randomBytes(32);
  const id = rawId.toString('base64url');
  const coseKey = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
  const keyData = Buffer.concat([Buffer.alloc(16), Buffer.from([0, rawId.length]), rawId, coseKey]);
  return {
    id,
    create: (circumstances) => {
      const data = authenticatorData(circumstances, keyData);
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ]);
      return answerOf(id, {
        clientDataJSON: clientData('webauthn.create', circumstances).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      });
    },
    get: (circumstances) => {
      const data = authenticatorData(circumstances);
      const client = clientData('webauthn.get', circumstances);
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
      return answerOf(id, {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
      });
    },
  };
}

function authenticatorData(
  { rpId = 'localhost', isVerified = true, counter = 0 }: Circumstances,
  keyData: Buffer = Buffer.alloc(0),
): Buffer {
  const flags =
    USER_PRESENT | (isVerified ? USER_VERIFIED : 0) | (keyData.length > 0 ? HAS_KEY : 0);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  const rpIdHash = createHash('sha256').update(rpId).digest();
  return Buffer.concat([rpIdHash, Buffer.from([flags]), count, keyData]);
}

function clientData(
  type: string,
  { challenge, origin = 'http://localhost:8080' }: Circumstances,
): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

function answerOf(id: string, response: object): string {
  return JSON.stringify({
    id,
    rawId: id,
    type: 'public-key',
    response,
    clientExtensionResults: {},
    authenticatorAttachment: 'platform',
  });
}
