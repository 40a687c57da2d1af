/** `usher nginx`: writes the files that nginx includes, and says where they go. */
import { join, resolve } from 'node:path';
import type { UsherConfig } from '../config/usher-config.js';
import { gateConfigOf, gateFolderOf } from '../keys/gate-config.js';
import type { KeyRing } from '../keys/key-ring.js';
import type { LocalNjs } from '../nginx-files/local-njs.js';
import { renderNginxFiles, type NginxFile } from '../nginx-files/nginx-files.js';
import {
  ed25519Problem,
  njsProblem,
  OLDEST_NJS,
  refreshProblem,
} from '../nginx-files/njs-version.js';
import { writeNginxFiles } from '../nginx-files/write-nginx-files.js';
import { wayInWarnings } from '../revocation/way-in.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { requireKeyRing } from './key-ring.js';
import { count, formatJson } from './print.js';

export type NginxOptions = ConfigOption &
  Readonly<{ out: string; njs?: string; organizr?: boolean; json?: boolean }>;

/** What the command needs from this machine: the gate's bundle, and the njs that nginx has here. */
export type NginxParts = Readonly<{ readGate: () => string; localNjs: () => Promise<LocalNjs> }>;

/** keys.json is made if it is missing. 2 if nothing was written. */
export async function nginx(
  options: NginxOptions,
  io: CommandIo,
  { readGate, localNjs }: NginxParts,
): Promise<ExitCode> {
  const local: LocalNjs =
    options.njs === undefined ? await localNjs() : { kind: 'njs', version: options.njs };
  const problem = local.kind === 'njs' ? njsProblem(local.version) : undefined;
  if (problem !== undefined) {
    const where =
      options.njs === undefined ? ' (asked of nginx here; --njs VERSION overrides it)' : '';
    io.stderr(`error: ${problem}${where}\n`);
    return 2;
  }
  const gate = readGate();
  const config = requireConfig(options, io);
  const ring = config && (await requireKeyRing(config, io));
  if (config === undefined || ring === undefined) {
    return 2;
  }
  const version = local.kind === 'njs' ? local.version : undefined;
  const keyProblem = (config.refresh && refreshProblem(version)) || eddsaProblem(ring, local);
  if (keyProblem !== undefined) {
    io.stderr(`error: ${keyProblem}\n`);
    return 2;
  }
  for (const warning of wayInWarnings(gateFolderOf(config))) {
    io.stderr(`warning: ${warning}\n`);
  }
  const gateConfig = gateConfigOf(config, ring);
  if (config.session.renewal && gateConfig.renewalUrl === '') {
    io.stderr(
      'warning: sessions are not renewed: issuer.listen has port 0, and nginx.issuerAddress does not say where nginx finds the portal\n',
    );
  }
  const outDir = resolve(io.cwd, options.out);
  const files = renderNginxFiles({
    gateConfig,
    gate,
    outDir,
    organizr: options.organizr === true,
    njsVersion: version ?? OLDEST_NJS,
    outbound: config.nginx,
  });
  await writeNginxFiles(outDir, files);
  io.stdout(
    options.json === true
      ? formatJson({
          outDir,
          files: files.map(({ name }) => join(outDir, name)),
          njs: local.kind === 'njs' ? local.version : null,
        })
      : instructions(config, outDir, files),
  );
  if (local.kind !== 'njs') {
    io.stderr(unknownNjs(local));
  }
  return 0;
}

/** Why the gate on this njs could not verify with a key of the ring, if so. */
function eddsaProblem({ keys }: KeyRing, local: LocalNjs): string | undefined {
  const key = keys.find(({ alg }) => alg === 'EdDSA');
  const problem =
    local.kind === 'njs'
      ? ed25519Problem(local.version, local.hasEd25519)
      : ed25519Problem(undefined, undefined);
  return key && problem && `key ${key.kid}: ${problem}`;
}

/** The files are good for any njs that the gate runs on; whether there is one, somebody else has to know. */
function unknownNjs(local: Exclude<LocalNjs, { kind: 'njs' }>): string {
  const why =
    local.kind === 'no_nginx'
      ? 'there is no nginx here'
      : `nginx here has no njs module (on Debian: libnginx-mod-http-js), it says:\n${local.detail}\nnote`;
  return `note: ${why}: the files need njs ${OLDEST_NJS} or newer, --njs VERSION says whether yours will do\n`;
}

function instructions(config: UsherConfig, outDir: string, files: readonly NginxFile[]): string {
  const include = (name: string) => `include ${join(outDir, name)};`;
  const [app] = config.apps;
  const threshold = String(app?.group ?? 4);
  return [
    `wrote ${count(files.length, 'file')} to ${outDir}: ${files.map(({ name }) => name).join(', ')}`,
    '',
    'Now, in your nginx configuration:',
    '',
    '  http {',
    `    ${include('http.conf')}`,
    '    server {',
    `      ${include('server.conf')}`,
    '      location / {',
    `        auth_request /_usher/${threshold};    # group ${threshold} or smaller may pass`,
    `        ${include('location.conf')}`,
    '        proxy_pass http://127.0.0.1:8989;',
    '      }',
    '    }',
    '  }',
    ...(config.apps.length === 0 ? [] : ['', 'The thresholds of your apps:', '']),
    ...config.apps.map(({ group, url }) => `  auth_request /_usher/${String(group)};    # ${url}`),
    '',
    'Then: nginx -t && nginx -s reload. Run this again after a change of configuration or keys.',
    '',
  ].join('\n');
}
