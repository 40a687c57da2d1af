/**
 * Puts together what asks in the name of the servers' owner: who has access, and who has lost it.
 */
import type { Logger } from 'pino';
import type { UsherConfig } from '../config/usher-config.js';
import { placeOf } from '../http/error-handler.js';
import {
  createOwnerDirectory,
  type OwnerDirectory,
  type OwnerDirectoryDeps,
} from '../membership/owner-directory.js';
import { policyOf } from '../membership/policy.js';
import type { Publisher } from '../revocation/publisher.js';
import { createRevoker } from '../revocation/revoker.js';
import type { State } from '../state/state.js';
import { createAccessWatch, type AccessWatch } from './access-watch.js';

export type OwnerAccess = Readonly<{
  directory: OwnerDirectory;
  accessWatch: AccessWatch;
  /** To be called before the state is closed. */
  close: () => void;
}>;

export type OwnerAccessDeps = Pick<OwnerDirectoryDeps, 'sealingKey' | 'plexAs' | 'now'> &
  Readonly<{
    config: UsherConfig;
    state: State;
    publisher: Publisher;
    logger: Logger;
    /** Whether it looks by itself; true unless given. */
    isTimed?: boolean;
  }>;

/** Begins to look at once. */
export function createOwnerAccess(deps: OwnerAccessDeps): OwnerAccess {
  const { config, state, publisher, logger, now } = deps;
  const policy = () => policyOf(config, state.ownerLink());
  const directory = createOwnerDirectory({
    ...deps,
    policy,
    onHealth: (reason) => {
      if (reason === '') {
        logger.info('the lists of the owner can be read again');
      } else {
        logger.warn({ reason }, 'the lists of the owner cannot all be read');
      }
    },
    onFailed: (error) => {
      logger.error({ error: placeOf(error) }, 'the state takes no note of the owner’s link');
    },
  });
  const accessWatch = createAccessWatch({
    directory,
    state,
    revoker: createRevoker(state, () => publisher),
    policy,
    logger,
    now,
    intervalSeconds: config.plex.recheckSeconds,
    random: Math.random,
    ...(deps.isTimed !== undefined && { isTimed: deps.isTimed }),
  });
  return {
    directory,
    accessWatch,
    close: () => {
      accessWatch.close();
      directory.close();
    },
  };
}
