/**
 * What is kept of accounts of the portal's own. A port, part of the state; types only.
 */

export type LocalAccount = Readonly<{
  /** As it is typed to sign in; see account-name.ts. The subject is `local:<name>`. */
  name: string;
  /** For people to read. */
  displayName: string;
  /** 0–999: theirs, unless an override or a rule says otherwise. */
  groupId: number;
  /** PHC string; absent where there is none, so that nobody signs in by one. */
  passwordHash?: string;
  /** The secret of their authenticator, encrypted; absent for none. */
  sealedTotp?: string;
  /** NumericDate */
  madeAt: number;
  /** NumericDate; absent while they may sign in. */
  disabledAt?: number;
}>;

/** A key that a device keeps for somebody (WebAuthn). */
export type Passkey = Readonly<{
  /** Base64url. */
  credentialId: string;
  /** Name of the account. */
  name: string;
  /** What its owner calls it. */
  label: string;
  /** COSE_Key, base64url. */
  publicKey: string;
  /** How often the device says it has signed; 0 for devices that do not count. */
  counter: number;
  /** How browsers reach the device: `internal`, `usb`, … */
  transports: readonly string[];
  /** NumericDate */
  madeAt: number;
  /** NumericDate; absent for never. */
  lastUsedAt?: number;
}>;

/** Every function throws StateError if the storage fails. Where an account is named, there may be none: nothing happens. */
export type AccountStore = Readonly<{
  hasLocalAccounts: () => boolean;
  localAccount: (name: string) => LocalAccount | undefined;
  /** By name. */
  localAccounts: () => readonly LocalAccount[];
  addLocalAccount: (account: LocalAccount) => 'added' | 'name_taken';
  /** Puts other values in the place of those that are named. */
  changeLocalAccount: (
    name: string,
    change: Partial<Pick<LocalAccount, 'groupId' | 'passwordHash'>>,
  ) => void;
  /** @param disabledAt NumericDate; undefined: they may sign in again */
  setDisabled: (name: string, disabledAt: number | undefined) => void;
  /** With its codes and passkeys. */
  removeLocalAccount: (name: string) => 'removed' | 'none';

  /**
   * Another authenticator, or none. Codes for recovery of the former one are void.
   * @param step the time step of the code that proved it: no code until then is taken again
   */
  setTotp: (
    name: string,
    totp: Readonly<{ sealed: string; step: number; codeHashes: readonly string[] }> | undefined,
  ) => void;
  /**
   * Takes a code of that time step, and so all before it.
   * @returns false if one of that step, or of a later one, was taken before (RFC 6238, 5.2)
   */
  useTotpStep: (name: string, step: number) => boolean;
  /** In place of all there were. */
  setRecoveryCodes: (name: string, codeHashes: readonly string[]) => void;
  /** @returns false if there is no such code, or it was used */
  useRecoveryCode: (name: string, codeHash: string, now: number) => boolean;
  recoveryCodesLeft: (name: string) => number;

  /** Anybody has one. */
  hasPasskeys: () => boolean;
  /** Oldest first. */
  passkeysOf: (name: string) => readonly Passkey[];
  passkey: (credentialId: string) => Passkey | undefined;
  addPasskey: (passkey: Passkey) => 'added' | 'known';
  /**
   * Takes an answer of a passkey.
   * @param use `counter`: as the device says it
   * @returns false if there is no such passkey (any more), or it has counted as far before (Web Authentication, 6.1.1);
   * devices that do not count say 0 each time
   */
  usePasskey: (credentialId: string, use: Readonly<{ counter: number; now: number }>) => boolean;
  removePasskey: (name: string, credentialId: string) => 'removed' | 'none';
}>;
