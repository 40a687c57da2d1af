/** `usher nginx`: writes the files that nginx includes, and says where they go. */
import { join, resolve } from 'node:path';
import type { GateConfig } from '../../shared/gate-config.js';
import type { UsherConfig } from '../config/usher-config.js';
import { gateConfigOf } from '../keys/gate-config.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import type { NginxFile } from '../nginx-files/nginx-files.js';
import { njsProblem } from '../nginx-files/njs-version.js';
import { requireKeyRing } from './key-ring.js';
import { count, formatJson } from './print.js';

export type NginxOptions = ConfigOption &
  Readonly<{ out: string; njs?: string; organizr?: boolean; json?: boolean }>;

/** The part that knows what the files hold. */
export type NginxFiles = Readonly<{
  render: (
    input: Readonly<{
      gateConfig: GateConfig;
      /** Absolute. */
      outDir: string;
      organizr: boolean;
    }>,
  ) => readonly NginxFile[];
  write: (outDir: string, files: readonly NginxFile[]) => Promise<void>;
}>;

/** keys.json is made if it is missing. 2 if nothing was written. */
export async function nginx(
  options: NginxOptions,
  io: CommandIo,
  files: NginxFiles,
): Promise<ExitCode> {
  const problem = options.njs === undefined ? undefined : njsProblem(options.njs);
  if (problem !== undefined) {
    io.stderr(`error: ${problem}\n`);
    return 2;
  }
  const config = requireConfig(options, io);
  const ring = config && (await requireKeyRing(config, io));
  if (config === undefined || ring === undefined) {
    return 2;
  }
  const outDir = resolve(io.cwd, options.out);
  const rendered = files.render({
    gateConfig: gateConfigOf(config, ring),
    outDir,
    organizr: options.organizr === true,
  });
  await files.write(outDir, rendered);
  io.stdout(
    options.json === true
      ? formatJson({ outDir, files: rendered.map(({ name }) => join(outDir, name)) })
      : instructions(config, outDir, rendered),
  );
  return 0;
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
