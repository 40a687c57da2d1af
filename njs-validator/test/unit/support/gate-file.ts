/** usher.config.js as the gate sees it. */
import type { GateConfig, GateFile } from '../../../../shared/gate-config.js';

export function gateFileOf(config: GateConfig): GateFile {
  return {
    cookieName: config.cookieName,
    generation: config.generation,
    revocationDir: config.revocationDir,
    refuseAfterSeconds: config.staleRefuses ? config.revocationMaxAgeSeconds : 0,
    ...(config.refresh && { usesState: true }),
    whole: config,
  };
}
