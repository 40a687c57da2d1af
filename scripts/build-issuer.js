/** Builds issuer/dist/cli.js, the `usher` command; npm packages stay outside the bundle. Another folder: argument. */
import { build } from 'esbuild';

await build({
  entryPoints: ['issuer/cli.ts'],
  outdir: process.argv[2] ?? 'issuer/dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  sourcesContent: false,
  banner: { js: '#!/usr/bin/env node' },
});
