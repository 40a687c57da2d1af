/** Which njs the gate runs on. Pure. */

/** The oldest njs that runs the gate: Debian 12's. */
export const OLDEST_NJS = '0.7.9';

/**
 * @param version as in `0.8.9`
 * @returns why the gate cannot run on it, or undefined if it can
 */
export function njsProblem(version: string): string | undefined {
  const number = numberOf(version);
  if (number === undefined) {
    return `${JSON.stringify(version)} is no njs version; it looks like 0.8.9`;
  }
  if (version === '0.9.7') {
    return 'njs 0.9.7 cannot load its own crypto module; 0.9.6 and 0.9.8 can';
  }
  return isAtLeast(version, OLDEST_NJS)
    ? undefined
    : `njs ${version} is too old; the gate needs ${OLDEST_NJS} or newer`;
}

/** What the gate can use of an njs. */
export type NjsFeatures = Readonly<{
  /** js_shared_dict_zone with all that the gate says to it: where a verified token is remembered. */
  sharedMemory: boolean;
  /** js_periodic: something is done off the path of requests. */
  timers: boolean;
}>;

/** @param version as in `0.8.9` */
export function njsFeatures(version: string): NjsFeatures {
  return {
    sharedMemory: isAtLeast(version, '0.8.0'),
    timers: isAtLeast(version, OLDEST_NJS_WITH_TIMERS),
  };
}

const OLDEST_NJS_WITH_TIMERS = '0.8.1';

/**
 * Whether a gate can fetch anything from the portal.
 * @param version as in `0.8.9`; undefined where nobody knows
 * @returns why it cannot, or undefined if it can
 */
export function refreshProblem(version: string | undefined): string | undefined {
  const wanted = 'revocation.source: url and keys.fetch need';
  if (version === undefined) {
    return `${wanted} njs ${OLDEST_NJS_WITH_TIMERS} or newer; say which it will be with --njs VERSION`;
  }
  return njsFeatures(version).timers
    ? undefined
    : `${wanted} js_periodic, which njs ${version} has not; ${OLDEST_NJS_WITH_TIMERS} and newer have. revocation.source: file works everywhere`;
}

/** It has Ed25519 where it was built so; Debian's 1.0.2 was not. */
const OLDEST_NJS_WITH_ED25519 = '0.9.7';

/**
 * Whether a gate can verify EdDSA.
 * @param version as in `0.8.9`; undefined where nobody knows
 * @param hasEd25519 what njs says itself, if it was asked
 * @returns why it cannot, or undefined if it can, as far as anybody knows
 */
export function ed25519Problem(
  version: string | undefined,
  hasEd25519: boolean | undefined,
): string | undefined {
  if (version === undefined) {
    return `an EdDSA key needs njs ${OLDEST_NJS_WITH_ED25519} or newer; say which it will be with --njs VERSION`;
  }
  if (!isAtLeast(version, OLDEST_NJS_WITH_ED25519)) {
    return `njs ${version} cannot verify an EdDSA key; ${OLDEST_NJS_WITH_ED25519} and newer can. ES256 works everywhere`;
  }
  return hasEd25519 === false
    ? `njs ${version} here was built without Ed25519, so it cannot verify an EdDSA key. ES256 works everywhere`
    : undefined;
}

function isAtLeast(version: string, other: string): boolean {
  return (numberOf(version) ?? 0) >= (numberOf(other) ?? 0);
}

/** Undefined for what is no version. */
function numberOf(version: string): number | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  return major === undefined
    ? undefined
    : Number(major) * 1_000_000 + Number(minor) * 1_000 + Number(patch);
}
