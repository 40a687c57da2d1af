/** `usher nginx`: writes the files that nginx includes, and says where they go. */
import { join, resolve } from 'node:path';
import type { UsherConfig } from '../config/usher-config.js';
import { gateConfigOf } from '../keys/gate-config.js';
import { renderNginxFiles, type NginxFile } from '../nginx-files/nginx-files.js';
import { njsProblem } from '../nginx-files/njs-version.js';
import { writeNginxFiles } from '../nginx-files/write-nginx-files.js';
import type { CommandIo, ExitCode } from './command-io.js';
import { requireConfig, type ConfigOption } from './config-file.js';
import { requireKeyRing } from './key-ring.js';
import { count, formatJson } from './print.js';

export type NginxOptions = ConfigOption &
  Readonly<{ out: string; njs?: string; organizr?: boolean; json?: boolean }>;

/**
 * keys.json is made if it is missing. 2 if nothing was written.
 * @param readGate gives the gate's bundle
 */
export async function nginx(
  options: NginxOptions,
  io: CommandIo,
  readGate: () => string,
): Promise<ExitCode> {
  const problem = options.njs === undefined ? undefined : njsProblem(options.njs);
  if (problem !== undefined) {
    io.stderr(`error: ${problem}\n`);
    return 2;
  }
  const gate = readGate();
  const config = requireConfig(options, io);
  const ring = config && (await requireKeyRing(config, io));
  if (config === undefined || ring === undefined) {
    return 2;
  }
  const outDir = resolve(io.cwd, options.out);
  const files = renderNginxFiles({
    gateConfig: gateConfigOf(config, ring),
    gate,
    outDir,
    organizr: options.organizr === true,
  });
  await writeNginxFiles(outDir, files);
  io.stdout(
    options.json === true
      ? formatJson({ outDir, files: files.map(({ name }) => join(outDir, name)) })
      : instructions(config, outDir, files),
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
