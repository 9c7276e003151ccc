import { existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

// Stryker's sandbox (three folders down) links the workspace's own node_modules alone; those of the package come besides.
const modules = 'packages/triggers/node_modules';
if (!existsSync(modules)) symlinkSync(resolve('../../..', modules), join(process.cwd(), modules));

/** The table's stand-in needs neither server nor SDK, and loading them is most of a short run. */
const withoutTable = {
  name: 'without-table',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(dynalite|@aws-sdk\/.*)$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

// One file, so that a mutant's run is short. It lies beside the tests: some of them read the sources.
await build({
  entryPoints: ['packages/triggers/test/fast.ts'],
  outfile: 'packages/triggers/test/fast.bundle.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['source'],
  external: ['fast-check'],
  plugins: [withoutTable],
  // The package says that importing it does nothing, and test files do nothing else.
  ignoreAnnotations: true,
  logLevel: 'error',
});
