import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import esbuild, { minify as minifyChunks } from 'rollup-plugin-esbuild';
import { thirdPartyNotices } from '../../scripts/third-party-notices.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Bundles each Lambda function into one self-contained CommonJS file: small ones start faster than ES modules
 * (docs/decisions/0008), and a function that needs no SDK contains none. `module` comes before `main` because the SDK's
 * ES modules can be tree-shaken and its CommonJS modules cannot.
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
      {
        // No operation used here streams events. The SDK loads its part for that only when one does.
        name: 'no-event-streams',
        resolveId: (id) => (id === '@smithy/core/event-streams' ? '\0no-event-streams' : null),
        load: (id) => (id === '\0no-event-streams' ? 'export {};' : null),
      },
      {
        // Phone numbers are parsed here but never formatted for display. Formats are a third of the numbering plans.
        name: 'numbering-plans-without-formats',
        transform(code, id) {
          if (!/libphonenumber-js[/\\]metadata\.max\.json\.js$/.test(id)) return null;
          const plans = JSON.parse(code.slice(code.indexOf('{'), code.lastIndexOf('}') + 1));
          for (const plan of Object.values(plans.countries)) plan[4] = 0;
          return { code: `export default ${JSON.stringify(plans)}`, map: null };
        },
      },
      {
        // The build of libphonenumber-js for engines that support classes.
        name: 'numbering-plans-modern',
        async resolveId(source, importer, options) {
          if (!importer?.includes('libphonenumber-js')) return null;
          const found = await this.resolve(source, importer, { ...options, skipSelf: true });
          return found && { ...found, id: found.id.replace(/([/\\])es6([/\\])/, '$1es6-modern$2') };
        },
      },
      nodeResolve({
        preferBuiltins: true,
        exportConditions: ['source', 'node', 'module', 'import'],
        mainFields: ['module', 'main'],
      }),
      commonjs(),
      json({ preferConst: true, compact: true }),
      esbuild({ target: 'node20', tsconfig: false, include: /\.ts$/ }),
      minifyChunks({ target: 'node20', charset: 'utf8', legalComments: 'none' }),
      thirdPartyNotices(),
    ],
    onwarn(warning, warn) {
      // Circular imports within the SDK, which work. Circular imports of this package would be shown.
      if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules'))) return;
      if (warning.code === 'THIS_IS_UNDEFINED' && warning.id?.includes('node_modules')) return;
      warn(warning);
    },
  };
});
