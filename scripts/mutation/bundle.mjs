import { existsSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

// Stryker's sandbox, three folders below the root, links only the node_modules of the root; link those of the package, too.
const modules = 'packages/triggers/node_modules';
if (!existsSync(modules)) symlinkSync(resolve('../../..', modules), join(process.cwd(), modules));

/**
 * Excludes the local pool, which loads dynalite, and the AWS SDK. The in-memory table needs neither, and loading them takes
 * most of a short run.
 */
const withoutTable = {
  name: 'without-table',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(@cognito-otp\/local-pool|@aws-sdk\/.*)$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'module.exports = {};' }));
  },
};

// One file, so that the run for each mutant is short. It lies next to the tests because some of them read the sources.
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
  // package.json declares `sideEffects: false`, but test files consist of side effects.
  ignoreAnnotations: true,
  logLevel: 'error',
});
