/**
 * Builds what a `<script>` tag loads.
 *
 * - `cognito-otp.js`, a module with the first paint only. Later steps, languages and phone metadata are files in `chunks/`
 *   beside it, loaded when they are needed.
 * - `cognito-otp.classic.js`, a classic script with everything in one file, for pages that can't load modules.
 */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { writeIntegrity } from './scripts/integrity.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Removes line breaks, indentation and optional punctuation from the style sheets, which the minifier leaves alone. */
const minifyStyles = {
  name: 'minify-styles',
  transform(code, id) {
    if (!id.endsWith('.styles.ts')) return null;
    const minified = code.replace(/css`([^`]*)`/g, (_, css) => {
      const compact = css
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,]) ?/g, '$1')
        .replaceAll(': ', ':')
        .replaceAll(';}', '}');
      return `css\`${compact.trim()}\``;
    });
    return { code: minified, map: null };
  },
};

/** Removes the chunks of an earlier build, whose names contain other hashes. */
const removeOldChunks = {
  name: 'remove-old-chunks',
  buildStart: () => rmSync(here('dist/cdn/chunks'), { recursive: true, force: true }),
};

/** Writes the hashes of all files, after the last build. */
const integrity = { name: 'integrity', writeBundle: () => writeIntegrity(here('dist/cdn')) };

const plugins = [
  minifyStyles,
  nodeResolve({ browser: true, exportConditions: ['source', 'browser'] }),
  esbuild({ target: 'es2022', tsconfig: here('tsconfig.json'), sourceMap: true }),
];
const minify = (options) =>
  terser({ ecma: 2022, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false }, ...options });

export default [
  {
    input: { 'cognito-otp': here('src/cdn.ts') },
    plugins: [removeOldChunks, ...plugins],
    output: {
      dir: here('dist/cdn'),
      format: 'es',
      sourcemap: true,
      // Languages have names without a hash: the first file lists them all, hashes compress badly, and texts of another
      // version do no harm.
      chunkFileNames: ({ moduleIds }) =>
        moduleIds.some((id) => /\/messages\/(?!first|en\b)/.test(id)) ? 'chunks/[name].js' : 'chunks/[name]-[hash].js',
      plugins: [minify({ module: true })],
    },
  },
  {
    input: here('src/cdn.ts'),
    plugins: [...plugins, integrity],
    output: {
      file: here('dist/cdn/cognito-otp.classic.js'),
      format: 'iife',
      sourcemap: true,
      inlineDynamicImports: true,
      plugins: [minify({ module: false })],
    },
  },
];
