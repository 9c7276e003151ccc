import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { writeIntegrity } from './scripts/integrity.mjs';

/**
 * What a `<script>` tag loads.
 *
 * - `cognito-otp.js`, a module: the first paint, and nothing else. Later steps, languages and phone metadata are files in
 *   `chunks/` beside it, loaded when they are needed.
 * - `cognito-otp.classic.js`, a classic script: everything in one file, for pages that can't load modules.
 */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Takes the layout out of the style sheets: what is indented for people is bytes for everybody. */
const tightStyles = {
  name: 'tight-styles',
  transform(code, id) {
    if (!id.endsWith('.styles.ts')) return null;
    const tight = code.replace(/css`([^`]*)`/g, (_, css) => {
      const squeezed = css
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,]) ?/g, '$1')
        .replaceAll(': ', ':')
        .replaceAll(';}', '}');
      return `css\`${squeezed.trim()}\``;
    });
    return { code: tight, map: null };
  },
};

/** Files of an earlier build, whose names are no longer asked for. */
const freshChunks = {
  name: 'fresh-chunks',
  buildStart: () => rmSync(here('dist/cdn/chunks'), { recursive: true, force: true }),
};

/** After the last of the builds. */
const integrity = { name: 'integrity', writeBundle: () => writeIntegrity(here('dist/cdn')) };

const plugins = [
  tightStyles,
  nodeResolve({ browser: true, exportConditions: ['source', 'browser'] }),
  esbuild({ target: 'es2022', tsconfig: here('tsconfig.json'), sourceMap: true }),
];
const minify = (options) =>
  terser({ ecma: 2022, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false }, ...options });

export default [
  {
    input: { 'cognito-otp': here('src/cdn.ts') },
    plugins: [freshChunks, ...plugins],
    output: {
      dir: here('dist/cdn'),
      format: 'es',
      sourcemap: true,
      // A language has its own name: the first file lists them all, and texts of another version do no harm.
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
