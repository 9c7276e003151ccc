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
      {
        // None of the operations here streams events; the SDK's part for it is asked for when one does.
        name: 'no-event-streams',
        resolveId: (id) => (id === '@smithy/core/event-streams' ? '\0no-event-streams' : null),
        load: (id) => (id === '\0no-event-streams' ? 'export {};' : null),
      },
      {
        // Numbers are told apart here and never written for people: their formats are a third of the numbering plans.
        name: 'numbering-plans-without-formats',
        transform(code, id) {
          if (!/libphonenumber-js[/\\]metadata\.max\.json\.js$/.test(id)) return null;
          const plans = JSON.parse(code.slice(code.indexOf('{'), code.lastIndexOf('}') + 1));
          for (const plan of Object.values(plans.countries)) plan[4] = 0;
          return { code: `export default ${JSON.stringify(plans)}`, map: null };
        },
      },
      {
        // The same library, written for engines that know classes.
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
    ],
    onwarn(warning, warn) {
      // Circular imports inside the SDK, which work; ours would be shown.
      if (warning.code === 'CIRCULAR_DEPENDENCY' && warning.ids?.every((id) => id.includes('node_modules'))) return;
      if (warning.code === 'THIS_IS_UNDEFINED' && warning.id?.includes('node_modules')) return;
      warn(warning);
    },
  };
});
