/**
 * What signing in with an account of the portal's own needs, and lives as long as the process: places for passwords that
 * are computed, counters, and what is under way.
 */
import type { JSONSchemaType } from 'ajv';
import type { UsherConfig } from '../config/usher-config.js';
import { createLocalLimits, type LocalLimits } from '../http/local-limits.js';
import { createStep, type Step } from '../http/sealed-step.js';
import { CHALLENGE_SECONDS, createPasskeys, type Passkeys } from './passkeys.js';
import { createPasswordHasher, type PasswordHasher } from './password-hash.js';
import { createTotpBox, type TotpBox } from './totp.js';

const CODE_SECONDS = 5 * 60;
const PROOF_SECONDS = 10 * 60;

/** The password was right, and a code is waited for. */
export type CodeStep = Readonly<{
  name: string;
  /** Checked return address. */
  rd: string;
  /** Of the password that was right: another one has another. */
  passwordMark: string;
}>;

/** A passkey is waited for. */
export type ChallengeStep = Readonly<{ challenge: string }>;

/** In this session the password was typed a moment ago. */
export type ProofStep = Readonly<{ subject: string; sid: string }>;

/** An authenticator is being set up. */
export type TotpStep = Readonly<{ name: string; secret: string }>;

/** Codes for recovery, to be shown on the next page. */
export type CodesStep = Readonly<{ name: string; codes: string }>;

export type LocalSignIn = Readonly<{
  hasher: PasswordHasher;
  totp: TotpBox;
  /** undefined: browsers have none here. */
  passkeys: Passkeys | undefined;
  limits: LocalLimits;
  steps: Readonly<{
    code: Step<CodeStep>;
    signIn: Step<ChallengeStep>;
    newPasskey: Step<ChallengeStep>;
    proof: Step<ProofStep>;
    totp: Step<TotpStep>;
    codes: Step<CodesStep>;
  }>;
}>;

const TEXT = { type: 'string' } as const;

export function createLocalSignIn({
  config,
  sealingKey,
  now,
}: Readonly<{
  config: Pick<UsherConfig, 'issuer' | 'plex'>;
  sealingKey: Uint8Array;
  now: () => number;
}>): LocalSignIn {
  const issuerUrl = config.issuer.url;
  const deps = { issuerUrl, sealingKey, now };
  const login = { path: '/login/local' };
  const account = { path: '/account/local' };
  const challenge = {
    seconds: CHALLENGE_SECONDS,
    schema: texts<ChallengeStep>({ challenge: TEXT }),
  };
  return {
    hasher: createPasswordHasher(),
    totp: createTotpBox(sealingKey),
    passkeys: createPasskeys(issuerUrl, config.plex.serverName, sealingKey),
    limits: createLocalLimits(now),
    steps: {
      code: createStep<CodeStep>(
        {
          ...login,
          purpose: 'local-code',
          seconds: CODE_SECONDS,
          schema: texts<CodeStep>({ name: TEXT, rd: TEXT, passwordMark: TEXT }),
        },
        deps,
      ),
      signIn: createStep<ChallengeStep>({ ...login, purpose: 'passkey', ...challenge }, deps),
      newPasskey: createStep<ChallengeStep>(
        { ...account, purpose: 'new-passkey', ...challenge },
        deps,
      ),
      proof: createStep<ProofStep>(
        {
          ...account,
          purpose: 'local-proof',
          seconds: PROOF_SECONDS,
          schema: texts<ProofStep>({ subject: TEXT, sid: TEXT }),
        },
        deps,
      ),
      codes: createStep<CodesStep>(
        {
          ...account,
          purpose: 'new-codes',
          seconds: CODE_SECONDS,
          schema: texts<CodesStep>({ name: TEXT, codes: TEXT }),
        },
        deps,
      ),
      totp: createStep<TotpStep>(
        {
          ...account,
          purpose: 'new-totp',
          seconds: PROOF_SECONDS,
          schema: texts<TotpStep>({ name: TEXT, secret: TEXT }),
        },
        deps,
      ),
    },
  };
}

/** An object that has all of these texts. */
function texts<T extends Readonly<Record<string, string>>>(
  properties: Readonly<Record<keyof T, typeof TEXT>>,
): JSONSchemaType<T> {
  const schema = { type: 'object', required: Object.keys(properties), properties };
  return schema as unknown as JSONSchemaType<T>;
}
