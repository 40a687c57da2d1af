/** `usher serve`: runs the portal until it is told to stop. */
import type { UsherConfig } from '../config/usher-config.js';
import { openSecrets, type Secrets } from '../data-dir/secrets.js';
import type { SigningKey } from '../keys/key-ring.js';
import { wayInWarnings } from '../revocation/way-in.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { requireKeys } from './key-ring.js';

/** Starts the portal, which says itself where it listens; `closed` resolves when somebody has stopped it. */
export type StartPortal = (
  config: UsherConfig,
  state: Readonly<{ keys: readonly SigningKey[]; secrets: Secrets }>,
) => Promise<Readonly<{ closed: Promise<void> }>>;

/** Data folder, keys and secrets are made if they are missing. 2 if the portal did not start. */
export async function serve(
  options: ConfigOption,
  io: CommandIo,
  start: StartPortal,
): Promise<ExitCode> {
  const config = requireConfig(options, io, { warnings: true });
  const keyFile = config && (await requireKeys(config, io));
  if (config === undefined || keyFile === undefined) {
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
