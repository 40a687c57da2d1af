/**
 * The files that `usher nginx` writes. Pure: from what a verifier has to know to names, contents and modes.
 */
import { createHash } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import type { GateConfig } from '../../shared/gate-config.js';
import { gateFileModule } from './gate-file.js';
import { njsFeatures, refreshProblem } from './njs-version.js';
import { ageVariable, refreshLocation, refreshZone, type Outbound } from './refresh-snippets.js';
import { httpConf, identityConf, locationConf, serverConf } from './snippets.js';

export type NginxFile = Readonly<{ name: string; content: string; mode: number }>;

export type NginxFilesInput = Readonly<{
  gateConfig: GateConfig;
  /** The bundle, njs-validator/dist/usher.js. */
  gate: string;
  /** Absolute path of the folder the files will lie in. */
  outDir: string;
  /** Also answer Organizr's `auth_request /organizr-auth/N;` and `/auth-N`. */
  organizr: boolean;
  /** Which njs the files are for: `0.8.9`. */
  njsVersion: string;
  /** What nginx needs where it fetches something from the portal. */
  outbound?: Outbound;
}>;

/**
 * @throws Error if `outDir` has a character that means something to nginx: there is no safe way to quote `$`, and an
 *   include with `[` in it includes nothing, without a word; or if the njs cannot do what the configuration asks for
 */
export function renderNginxFiles(input: NginxFilesInput): readonly NginxFile[] {
  if (!/^\/[^\s"'$\\;{}#*?[\]]*$/.test(input.outDir)) {
    throw new Error(
      `nginx cannot include files from ${JSON.stringify(input.outDir)}: use an absolute path without blanks, quotes and the characters $ \\ ; { } # * ? [ ]`,
    );
  }
  const { renewalUrl, sources, refresh } = input.gateConfig;
  const problem = refresh && refreshProblem(input.njsVersion);
  if (problem !== undefined) {
    throw new Error(problem);
  }
  return [
    { name: 'usher.js', content: input.gate, mode: 0o644 },
    {
      name: 'usher.config.js',
      content: gateFileModule({
        ...input.gateConfig,
        ...(refresh && { refresh: { ...refresh, gate: nameOf(input) } }),
        generation: generationOf(input),
      }),
      mode: 0o600,
    },
    {
      name: 'http.conf',
      content:
        httpConf(input.outDir, njsFeatures(input.njsVersion), renewalUrl !== '', sources) +
        ageVariable() +
        (refresh ? refreshZone() : ''),
      mode: 0o644,
    },
    {
      name: 'server.conf',
      content:
        serverConf(input.organizr, renewalUrl, sources, claimOf(input)) +
        (refresh ? refreshLocation(refresh.intervalSeconds, input.outbound) : ''),
      mode: 0o644,
    },
    { name: 'location.conf', content: locationConf(renewalUrl !== '', sources), mode: 0o644 },
    { name: 'identity.conf', content: identityConf(renewalUrl !== '', sources), mode: 0o644 },
  ];
}

/** What nginx remembers survives a reload. Another release may judge otherwise, or write other records. */
function generationOf({ gateConfig, gate }: NginxFilesInput): string {
  return createHash('sha256')
    .update(`${gateConfig.generation}\n${gate}`)
    .digest('base64url')
    .slice(0, 16);
}

/** What the gate says of itself: which files it is made of, and for which njs. */
function nameOf({ njsVersion }: NginxFilesInput): string {
  return `${packageJson.version}; njs/${njsVersion}`;
}

/** The same with what nginx alone knows, and how old its list of revocations is. */
function claimOf(input: NginxFilesInput): string {
  const { refresh, revocationDir } = input.gateConfig;
  const isListed = refresh !== undefined && refresh.revocationsUrl !== '';
  const unlisted = revocationDir === '' ? '-' : 'folder';
  const list = isListed ? '$usher_revocations_age' : unlisted;
  return `${nameOf(input)}; nginx/$nginx_version; list=${list}`;
}
