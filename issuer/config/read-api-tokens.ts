/**
 * The section apiTokens. Pure.
 */
import { GROUP_SIGNED_IN } from '../../shared/group.js';
import { MAX_TOKEN_LIFETIME_SECONDS } from '../../shared/token-profile.js';
import { parseDuration } from './duration.js';
import type { RawConfig, Report } from './raw-config.js';
import type { UsherConfig } from './usher-config.js';

const DAY_SECONDS = 24 * 60 * 60;

export function readApiTokens(
  raw: RawConfig['apiTokens'],
  report: Report,
): UsherConfig['apiTokens'] {
  const makers = raw?.makers ?? GROUP_SIGNED_IN;
  const seconds = parseDuration(raw?.maxLifetime ?? '90d');
  if (seconds === undefined || seconds < DAY_SECONDS || seconds > MAX_TOKEN_LIFETIME_SECONDS) {
    report.problem(
      ['apiTokens', 'maxLifetime'],
      'apiTokens.maxLifetime must be a number with a unit, from 1d to 400d',
      'for example 90d',
    );
    return { makers, maxLifetimeSeconds: DAY_SECONDS };
  }
  return { makers, maxLifetimeSeconds: seconds };
}
