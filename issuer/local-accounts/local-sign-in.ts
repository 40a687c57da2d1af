/**
 * What signing in with an account of the portal's own needs, and lives as long as the process: places for passwords that
 * are computed, counters, and what is under way.
 */
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
  const [login, account] = ['/login/local', '/account/local'];
  const challenge = {
    type: 'object',
    required: ['challenge'],
    properties: { challenge: TEXT },
  } as const;
  return {
    hasher: createPasswordHasher(),
    totp: createTotpBox(sealingKey),
    passkeys: createPasskeys(issuerUrl, config.plex.serverName),
    limits: createLocalLimits(now),
    steps: {
      code: createStep<CodeStep>(
        {
          purpose: 'local-code',
          path: login,
          seconds: CODE_SECONDS,
          schema: {
            type: 'object',
            required: ['name', 'rd', 'passwordMark'],
            properties: { name: TEXT, rd: TEXT, passwordMark: TEXT },
          },
        },
        deps,
      ),
      signIn: createStep<ChallengeStep>(
        { purpose: 'passkey', path: login, seconds: CHALLENGE_SECONDS, schema: challenge },
        deps,
      ),
      newPasskey: createStep<ChallengeStep>(
        { purpose: 'new-passkey', path: account, seconds: CHALLENGE_SECONDS, schema: challenge },
        deps,
      ),
      proof: createStep<ProofStep>(
        {
          purpose: 'local-proof',
          path: account,
          seconds: PROOF_SECONDS,
          schema: {
            type: 'object',
            required: ['subject', 'sid'],
            properties: { subject: TEXT, sid: TEXT },
          },
        },
        deps,
      ),
      codes: createStep<CodesStep>(
        {
          purpose: 'new-codes',
          path: account,
          seconds: CODE_SECONDS,
          schema: {
            type: 'object',
            required: ['name', 'codes'],
            properties: { name: TEXT, codes: TEXT },
          },
        },
        deps,
      ),
      totp: createStep<TotpStep>(
        {
          purpose: 'new-totp',
          path: account,
          seconds: PROOF_SECONDS,
          schema: {
            type: 'object',
            required: ['name', 'secret'],
            properties: { name: TEXT, secret: TEXT },
          },
        },
        deps,
      ),
    },
  };
}
