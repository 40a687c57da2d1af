/** Which njs the gate runs on. Pure. */

/** The oldest njs that runs the gate: Debian 12's. */
export const OLDEST_NJS = '0.7.9';

/**
 * @param version as in `0.8.9`
 * @returns why the gate cannot run on it, or undefined if it can
 */
export function njsProblem(version: string): string | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  if (parts === null) {
    return `${JSON.stringify(version)} is no njs version; it looks like 0.8.9`;
  }
  if (version === '0.9.7') {
    return 'njs 0.9.7 cannot load its own crypto module; 0.9.6 and 0.9.8 can';
  }
  return numberOf(parts) < numberOf(/^(\d+)\.(\d+)\.(\d+)$/.exec(OLDEST_NJS) ?? parts)
    ? `njs ${version} is too old; the gate needs ${OLDEST_NJS} or newer`
    : undefined;
}

function numberOf([, major, minor, patch]: RegExpExecArray): number {
  return Number(major) * 1_000_000 + Number(minor) * 1_000 + Number(patch);
}
