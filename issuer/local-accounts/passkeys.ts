/**
 * Passkeys (W3C Web Authentication, level 3): what browsers are asked, and whether they answered rightly. A passkey that
 * counts has looked at who holds it (user verification), so that it stands for two factors.
 */
import { hkdfSync } from 'node:crypto';
import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { Ajv } from 'ajv';
import type { LocalAccount, Passkey } from './account-store.js';

/** How long a browser waits for somebody to touch their device. */
export const CHALLENGE_SECONDS = 5 * 60;

/** More than anybody has devices. */
export const MAX_PASSKEYS = 20;

export type Asked = Readonly<{
  challenge: string;
  /** JSON, for the page's script. */
  options: string;
}>;

export type Passkeys = Readonly<{
  /** Any passkey of this portal may answer: the browser lists those it knows. */
  askToSignIn: () => Promise<Asked>;
  askToAdd: (account: LocalAccount, known: readonly Passkey[]) => Promise<Asked>;
  /**
   * @param answer JSON, of a browser: anything
   * @param find the passkey of a credential id
   * @returns undefined for whatever is not a right answer of a passkey that is known
   */
  verifySignIn: (
    answer: string,
    challenge: string,
    find: (credentialId: string) => Passkey | undefined,
  ) => Promise<Readonly<{ passkey: Passkey; counter: number }> | undefined>;
  verifyNew: (
    answer: string,
    challenge: string,
  ) => Promise<Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports'> | undefined>;
}>;

const base64url = (maxLength: number) =>
  ({ type: 'string', maxLength, pattern: '^[A-Za-z0-9_-]*$' }) as const;
/** Web Authentication, 4: at most 1023 bytes. */
const ID = base64url(1364);
const PUBLIC_KEY = { type: 'string', const: 'public-key' } as const;

const ajv = new Ajv();
const isSignInAnswer = ajv.compile<AuthenticationResponseJSON>(
  answerWith(['clientDataJSON', 'authenticatorData', 'signature'], {
    clientDataJSON: base64url(4000),
    authenticatorData: base64url(4000),
    signature: base64url(8000),
    userHandle: base64url(100),
  }),
);
const isNewAnswer = ajv.compile<RegistrationResponseJSON>(
  answerWith(['clientDataJSON', 'attestationObject'], {
    clientDataJSON: base64url(4000),
    attestationObject: base64url(10_000),
    transports: { type: 'array', maxItems: 10, items: { type: 'string', maxLength: 32 } },
  }),
);

/** PublicKeyCredential as JSON (Web Authentication, 5.1): what both kinds have, and what is theirs alone. */
function answerWith(required: readonly string[], properties: Readonly<Record<string, object>>) {
  return {
    type: 'object',
    required: ['id', 'rawId', 'type', 'response'],
    properties: {
      id: ID,
      rawId: ID,
      type: PUBLIC_KEY,
      response: { type: 'object', required, properties },
    },
  };
}

/**
 * @param issuerUrl address of the portal: passkeys are of its host
 * @param serverName what browsers call it
 * @param sealingKey of the data folder
 * @returns undefined where browsers have none: over plain http, and at an address without a name
 */
export function createPasskeys(
  issuerUrl: string,
  serverName: string,
  sealingKey: Uint8Array,
): Passkeys | undefined {
  const { origin, hostname, protocol } = new URL(issuerUrl);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  if ((protocol !== 'https:' && !isLocal) || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) {
    return undefined;
  }
  const expected = {
    expectedOrigin: origin,
    expectedRPID: hostname,
    requireUserVerification: true,
  } as const;
  return {
    async askToSignIn() {
      const options = await generateAuthenticationOptions({
        rpID: hostname,
        userVerification: 'required',
        timeout: CHALLENGE_SECONDS * 1000,
      });
      return { challenge: options.challenge, options: JSON.stringify(options) };
    },
    async askToAdd(account, known) {
      const options = await generateRegistrationOptions({
        rpName: serverName,
        rpID: hostname,
        userName: account.name,
        userDisplayName: account.displayName,
        userID: userIdOf(account, sealingKey),
        timeout: CHALLENGE_SECONDS * 1000,
        attestationType: 'none',
        excludeCredentials: known.map(({ credentialId, transports }) => ({
          id: credentialId,
          transports: [...transports],
        })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      return { challenge: options.challenge, options: JSON.stringify(options) };
    },
    async verifySignIn(answer, challenge, find) {
      const response = parsed(answer);
      const passkey = isSignInAnswer(response) ? find(response.id) : undefined;
      if (!isSignInAnswer(response) || passkey === undefined) {
        return undefined;
      }
      const { credentialId, publicKey, counter } = passkey;
      const credential = {
        id: credentialId,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter,
      };
      const verified = await quietly(
        verifyAuthenticationResponse({
          response,
          expectedChallenge: challenge,
          credential,
          ...expected,
        }),
      );
      return verified?.verified === true
        ? { passkey, counter: verified.authenticationInfo.newCounter }
        : undefined;
    },
    async verifyNew(answer, challenge) {
      const response = parsed(answer);
      const verified = isNewAnswer(response)
        ? await quietly(
            verifyRegistrationResponse({ response, expectedChallenge: challenge, ...expected }),
          )
        : undefined;
      if (verified?.verified !== true) {
        return undefined;
      }
      const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
      return {
        credentialId: id,
        publicKey: Buffer.from(publicKey).toString('base64url'),
        counter,
        transports: transports.filter((transport) => /^[a-z-]+$/.test(transport)),
      };
    },
  };
}

/**
 * The same for all passkeys of one account. Whoever reads it off a device cannot even try names (Web Authentication, 14.6.1:
 * no hash of a user name without a secret).
 */
function userIdOf({ name, madeAt }: LocalAccount, sealingKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const info = `usher passkeys of ${String(madeAt)}:${name}`;
  return new Uint8Array(hkdfSync('sha256', sealingKey, new Uint8Array(0), info, 32));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whatever is wrong with an answer, it is not a right one. */
async function quietly<T>(verifying: Promise<T>): Promise<T | undefined> {
  try {
    return await verifying;
  } catch {
    return undefined;
  }
}
