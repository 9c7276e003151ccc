import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { functions } from '../../scripts/size/measured.mjs';
import { BENCH_FOLDER, BUILD_FOLDER } from '../lib/set-up.mjs';

/**
 * @typedef {object} Shape a function in the form in which it is deployed
 * @property {string} name
 * @property {string} file
 * @property {number} [bytes] its size, if it is a single file
 * @property {boolean} [own] a function of this project
 * @property {boolean} [lean] contains no SDK
 */

/**
 * This project's functions, each copied to a folder without a package.json above it, as on Lambda, where none declares the
 * type of the module.
 *
 * @returns {Shape[]}
 */
export function ownFunctions() {
  return functions().map(({ name, file: source }) => {
    const file = join(BUILD_FOLDER, 'functions', name, 'index.js');
    cpSync(source, file);
    const lean = !readFileSync(file, 'utf8').includes('aws-sdk');
    return { name, file, bytes: statSync(file).size, own: true, lean };
  });
}

/** Bundles a file for Node with esbuild's defaults. */
async function bundled(name, input, options = {}) {
  const outfile = join(BENCH_FOLDER, 'node_modules/.built', `${name}${options.format === 'esm' ? '.mjs' : '.cjs'}`);
  await build({
    entryPoints: [input],
    absWorkingDir: BENCH_FOLDER,
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

/** What other implementations of this flow load. */
export async function otherFunctions() {
  const own = (name) => join(BENCH_FOLDER, 'triggers', name);
  const sample = join(
    BENCH_FOLDER,
    'node_modules/amazon-cognito-passwordless-auth/dist/cdk/custom-auth/create-auth-challenge.js',
  );
  return {
    empty: single('an empty handler', own('empty.cjs')),
    v3Bundled: single('SDK v3, four clients, bundled with default fields', await bundled('v3', own('sdk-v3.cjs'))),
    v3: { name: 'SDK v3, four clients, unbundled', file: own('sdk-v3.cjs') },
    // As its own CDK construct deploys it: an ES module, not minified, with SDK v3 from the Lambda runtime.
    sample: {
      name: 'CreateAuthChallenge of amazon-cognito-passwordless-auth, as it deploys it',
      file: await bundled('sample', sample, { format: 'esm', minify: false, external: ['@aws-sdk/*', '@smithy/*'] }),
    },
    sampleBundled: single(
      'CreateAuthChallenge of amazon-cognito-passwordless-auth, bundled with its SDK',
      await bundled('sample-bundled', sample),
    ),
    v2: { name: 'SDK v2, unbundled', file: own('sdk-v2.cjs') },
    v2Bundled: single('SDK v2, all of it bundled', await bundled('v2', own('sdk-v2.cjs'))),
  };
}
