/** Builds the programs under examples/ (the plex.tv stand-in and the sample app) to examples/dist. */
import { build } from 'esbuild';

await build({
  entryPoints: {
    'plex-stand-in': 'examples/plex-stand-in/main.ts',
    'sample-app': 'examples/sample-app/main.ts',
  },
  outdir: 'examples/dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
});
