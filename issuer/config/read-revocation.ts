/**
 * The section revocation. Pure.
 */
import { join, resolve } from 'node:path';
import { MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import { parseDuration } from './duration.js';
import type { RawConfig, Report } from './raw-config.js';
import type { UsherConfig } from './usher-config.js';

const NONE = 'none';
/** The portal confirms the folder every ten seconds; a restart takes a few more. */
const MIN_MAX_AGE_SECONDS = 60;

/** @param folders `configDir`: what revocation.dir is relative to */
export function readRevocation(
  raw: RawConfig['revocation'],
  { configDir, dataDir }: Readonly<{ configDir: string; dataDir: string }>,
  report: Report,
): UsherConfig['revocation'] {
  const maxAgeSeconds = readMaxAge(raw?.maxAge ?? NONE, report);
  if (raw?.whenStale === 'refuse' && maxAgeSeconds === undefined) {
    report.warning(
      ['revocation', 'whenStale'],
      'without revocation.maxAge, revocation.whenStale: refuse applies only while nginx cannot read the folder at all',
      'for example maxAge: 15m',
    );
  }
  return {
    dir: readDir(raw?.dir, { configDir, dataDir }, report),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    whenStale: raw?.whenStale ?? 'keep',
  };
}

function readDir(
  dir: string | undefined,
  { configDir, dataDir }: Readonly<{ configDir: string; dataDir: string }>,
  report: Report,
): string {
  if (dir === undefined) {
    return join(dataDir, 'revocations');
  }
  if (dir === NONE) {
    return '';
  }
  if (dir.startsWith('~')) {
    report.problem(['revocation', 'dir'], '~ is not expanded here', 'write the whole path');
  }
  const absolute = resolve(configDir, dir);
  if (absolute === dataDir) {
    report.problem(
      ['revocation', 'dir'],
      'revocation.dir must be a folder of its own, not the one with the keys',
      join(dataDir, 'revocations'),
    );
  }
  return absolute;
}

function readMaxAge(text: string, report: Report): number | undefined {
  if (text === NONE) {
    return undefined;
  }
  const seconds = parseDuration(text);
  if (
    seconds === undefined ||
    seconds < MIN_MAX_AGE_SECONDS ||
    seconds > MAX_TOKEN_LIFETIME_SECONDS
  ) {
    report.problem(
      ['revocation', 'maxAge'],
      'revocation.maxAge must be none, or a number with a unit, from 1m to 400d',
      'for example 15m',
    );
    return undefined;
  }
  return seconds;
}
