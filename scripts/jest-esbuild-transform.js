/** Lets jest run TypeScript: types are stripped by esbuild, nothing else changes; tsc checks them elsewhere. */
import { transformSync } from 'esbuild';

export default {
  /** @param {string} source @param {string} filename */
  process(source, filename) {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node20.19',
      sourcemap: 'external',
      sourcefile: filename,
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    return { code, map };
  },
};
