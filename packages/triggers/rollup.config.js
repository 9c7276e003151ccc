import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import esbuild, { minify as minifyChunks } from 'rollup-plugin-esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * One self-contained CommonJS file a function: small ones start faster so than as ES modules, and a function that needs
 * no SDK carries none. `module` before `main`: the SDK's ES modules can be shaken, its CommonJS can't.
 */
export default readdirSync(at('src/lambda')).map((file) => {
  const name = file.replace(/\.ts$/, '');
  return {
    input: at(`src/lambda/${file}`),
    output: { file: at(`dist/${name}/index.js`), format: 'cjs', exports: 'named', inlineDynamicImports: true },
    external: /^node:/,
    plugins: [
      {
        name: 'environment-credentials',
        resolveId: (id) =>
          id === '@aws-sdk/credential-provider-node' ? at('src/aws/environment-credentials.ts') : null,
      },
      nodeResolve({
        preferBuiltins: true,
        exportConditions: ['source', 'node', 'module', 'import'],
        mainFields: ['module', 'main'],
      }),
      commonjs(),
      json({ preferConst: true, compact: true }),
      esbuild({ target: 'node20', tsconfig: false, include: /\.ts$/ }),
      minifyChunks({ target: 'node20' }),
    ],
    onwarn(warning, warn) {
      // Circular imports inside the SDK, which work; ours would be shown.
      if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules'))) return;
      if (warning.code === 'THIS_IS_UNDEFINED' && warning.id?.includes('node_modules')) return;
      warn(warning);
    },
  };
});
