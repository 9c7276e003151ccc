import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { functions } from '../../scripts/size/measured.mjs';
import { built, here } from '../lib/set-up.mjs';

/**
 * @typedef {object} Shape a function as somebody deploys it
 * @property {string} name
 * @property {string} file
 * @property {number} [bytes] where it is one file
 * @property {boolean} [own] one of ours
 * @property {boolean} [lean] has no SDK in it
 */

/**
 * Ours, each in a folder by itself as Lambda has it: no package.json above it says what its file is.
 * @returns {Shape[]}
 */
export function ours() {
  return functions().map(({ name, file: source }) => {
    const file = join(built, 'functions', name, 'index.js');
    cpSync(source, file);
    const lean = !readFileSync(file, 'utf8').includes('aws-sdk');
    return { name, file, bytes: statSync(file).size, own: true, lean };
  });
}

/** A file, bundled by esbuild for Node as it does when told nothing else. */
async function bundled(name, input, options = {}) {
  const outfile = join(here, 'node_modules/.built', `${name}${options.format === 'esm' ? '.mjs' : '.cjs'}`);
  await build({
    entryPoints: [input],
    absWorkingDir: here,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    logLevel: 'error',
    ...options,
  });
  return outfile;
}

const single = (name, file) => ({ name, file, bytes: statSync(file).size });

/** What others' functions for this flow load. */
export async function theirs() {
  const own = (name) => join(here, 'triggers', name);
  const sample = join(
    here,
    'node_modules/amazon-cognito-passwordless-auth/dist/cdk/custom-auth/create-auth-challenge.js',
  );
  return {
    empty: single('an empty handler', own('empty.cjs')),
    v3Bundled: single('SDK v3, four clients, bundled with default fields', await bundled('v3', own('sdk-v3.cjs'))),
    v3: { name: 'SDK v3, four clients, unbundled', file: own('sdk-v3.cjs') },
    // As its own construct deploys it: an ES module, not minified, SDK v3 left to the runtime.
    sample: {
      name: 'Create of amazon-cognito-passwordless-auth, as it deploys it',
      file: await bundled('sample', sample, { format: 'esm', minify: false, external: ['@aws-sdk/*', '@smithy/*'] }),
    },
    sampleBundled: single(
      'Create of amazon-cognito-passwordless-auth, bundled with its SDK',
      await bundled('sample-bundled', sample),
    ),
    v2: { name: 'SDK v2, unbundled', file: own('sdk-v2.cjs') },
    v2Bundled: single('SDK v2, all of it bundled', await bundled('v2', own('sdk-v2.cjs'))),
  };
}
