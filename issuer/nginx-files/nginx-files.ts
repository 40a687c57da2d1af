/**
 * The files that `usher nginx` writes. Pure: from what a verifier has to know to names, contents and modes.
 */
import type { GateConfig } from '../../shared/gate-config.js';
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
}>;

/**
 * @throws Error if `outDir` has a character that means something to nginx: there is no safe way to quote `$`, and an
 *   include with `[` in it includes nothing, without a word
 */
export function renderNginxFiles(input: NginxFilesInput): readonly NginxFile[] {
  if (!/^\/[^\s"'$\\;{}#*?[\]]*$/.test(input.outDir)) {
    throw new Error(
      `nginx cannot include files from ${JSON.stringify(input.outDir)}: use an absolute path without blanks, quotes and the characters $ \\ ; { } # * ? [ ]`,
    );
  }
  return [
    { name: 'usher.js', content: input.gate, mode: 0o644 },
    { name: 'usher.config.js', content: gateConfigModule(input.gateConfig), mode: 0o600 },
    { name: 'http.conf', content: httpConf(input.outDir), mode: 0o644 },
    { name: 'server.conf', content: serverConf(input.organizr), mode: 0o644 },
    { name: 'location.conf', content: locationConf(), mode: 0o644 },
    { name: 'identity.conf', content: identityConf(), mode: 0o644 },
  ];
}

/**
 * The tables are getters: njs runs this file for every request, and most requests need none of them or one.
 * JSON is JavaScript, but for two line separators; all that is not ASCII is escaped, whatever the engine reads.
 */
function gateConfigModule(config: GateConfig): string {
  const members = Object.entries(config).map(([name, value]) => {
    const json = JSON.stringify(value, null, 2).replaceAll('\n', '\n    ');
    return typeof value === 'object'
      ? `get ${name}() {\n    return ${json};\n  },`
      : `${name}: ${json},`;
  });
  const text = `export default {\n  ${members.join('\n  ')}\n};\n`.replace(
    /[^\n -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `// Written by \`usher nginx\`. Holds keys: keep it readable for root alone.\n${text}`;
}
