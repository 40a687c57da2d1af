/**
 * What is said of one request's tokens by the folder (shared/revocation.ts), or where there is one, by the list.
 */
import fs from 'fs';
import type { SessionClaims } from '../shared/claims.js';
import type { DenyReason } from '../shared/deny-reason.js';
import type { GateConfig } from '../shared/gate-config.js';
import {
  REVOCATION_ALIVE_FILE,
  REVOCATION_EPOCH_FILE,
  revocationFileName,
  revocationOf,
} from '../shared/revocation.js';
import type { Revoked } from '../shared/revocation.js';
import { MAX_REVOCATION_FILE_BYTES } from '../shared/token-profile.js';
import type { Memo } from './gate-request.js';
import { modifiedAt } from './revocation-folder.js';
import { listedRevocations } from './revocation-list.js';

/** File systems note times in steps, the coarsest of 2 seconds (FAT): what changed just now may change again unseen. */
const UNSETTLED_SECONDS = 3;

export type Revocations = Readonly<{
  /** Names what the folder holds, for the memo (memo-record.ts); '' while that cannot be named. */
  version: string;
  reasonFor: (claims: SessionClaims) => DenyReason | undefined;
  /** For the operator, where the folder cannot be read. */
  problem?: string;
}>;

/**
 * @param state what was fetched from the portal, if anything is
 * @param nowSeconds NumericDate
 */
export function openRevocations(
  config: GateConfig,
  state: Memo | undefined,
  nowSeconds: number,
): Revocations {
  if (config.refresh && config.refresh.revocationsUrl !== '') {
    return listedRevocations(config, state, nowSeconds);
  }
  const folder = config.revocationDir;
  if (folder === '') {
    return { version: '-', reasonFor: () => undefined };
  }
  // Before anything is looked up: a change that comes in between gives another version to the next request.
  const changedAt = modifiedAt(folder);
  const epoch = modifiedAt(folder + '/' + REVOCATION_EPOCH_FILE) / 1000;
  if (!(epoch >= 0)) {
    return {
      version: '',
      reasonFor: () => (config.staleRefuses ? 'revocations_stale' : undefined),
      problem: 'revocations cannot be read: ' + folder,
    };
  }
  return {
    version: changedAt / 1000 < nowSeconds - UNSETTLED_SECONDS ? String(changedAt) : '',
    reasonFor: (claims) =>
      isStale(config, nowSeconds)
        ? 'revocations_stale'
        : revocationOf(claims, epoch, revokedOf(folder, claims.sub)),
  };
}

function isStale(config: GateConfig, nowSeconds: number): boolean {
  if (!config.staleRefuses || config.revocationMaxAgeSeconds === 0) {
    return false;
  }
  const confirmedAt = modifiedAt(config.revocationDir + '/' + REVOCATION_ALIVE_FILE) / 1000;
  return !(nowSeconds - confirmedAt < config.revocationMaxAgeSeconds);
}

function revokedOf(folder: string, subject: string): Revoked | undefined {
  const path = folder + '/' + revocationFileName(subject);
  const found = fs.statSync(path, { throwIfNoEntry: false });
  if (!found) {
    return undefined;
  }
  if (found.size > MAX_REVOCATION_FILE_BYTES) {
    throw new Error('too large: ' + path);
  }
  return {
    notBefore: found.mtimeMs / 1000,
    endedSessions: found.size === 0 ? [] : fs.readFileSync(path, 'utf8').split('\n'),
  };
}
