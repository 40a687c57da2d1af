/** `usher serve`: runs the portal until it is told to stop. */
import type { UsherConfig } from '../config/usher-config.js';
import { openSecrets, type Secrets } from '../data-dir/secrets.js';
import type { SigningKey } from '../keys/key-ring.js';
import { policyOf } from '../membership/policy.js';
import { wayInWarnings } from '../revocation/way-in.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { requireKeys } from './key-ring.js';
import { askState } from './state.js';

/** Starts the portal, which says itself where it listens; `closed` resolves when somebody has stopped it. */
export type StartPortal = (
  config: UsherConfig,
  state: Readonly<{ keys: readonly SigningKey[]; secrets: Secrets }>,
) => Promise<Readonly<{ closed: Promise<void> }>>;

/**
 * Data folder, keys and secrets are made if they are missing. 2 if the portal did not start.
 * @throws StateError
 */
export async function serve(
  options: ConfigOption,
  io: CommandIo,
  start: StartPortal,
): Promise<ExitCode> {
  const config = requireConfig(options, io, { warnings: true });
  if (config === undefined || !(await hasServers(config, io))) {
    return 2;
  }
  const keyFile = await requireKeys(config, io);
  if (keyFile === undefined) {
    return 2;
  }
  for (const warning of wayInWarnings(config.revocation.dir)) {
    io.stderr(`warning: ${warning}\n`);
  }
  const secrets = await openSecrets(config.issuer.dataDir);
  const { closed } = await start(config, { keys: keyFile.keys, secrets });
  await closed;
  return 0;
}

/** Without a server nobody is a member of anything. */
async function hasServers(config: UsherConfig, io: CommandIo): Promise<boolean> {
  const { servers } = await askState(config, (state) => policyOf(config, state?.ownerLink()));
  if (servers.length === 0) {
    io.stderr(
      'error: no server to be a member of: plex.servers is not set, and no owner’s account is attached\n' +
        '    hint: attach it and choose its servers with: usher link\n',
    );
  }
  return servers.length > 0;
}
