import { build } from 'esbuild';

const mine = new URL('main.tsx', import.meta.url).pathname;

/**
 * Bundled by itself: a dev server has one `react` for all of its pages, and the gallery's is 19.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [
  {
    name: 'react-18',
    enforce: 'pre',
    async load(id) {
      if (id !== mine) return undefined;
      const options = { entryPoints: [id], bundle: true, write: false, format: 'esm', jsx: 'automatic' };
      const { outputFiles } = await build({ ...options, define: { 'process.env.NODE_ENV': '"production"' } });
      return { code: outputFiles[0].text, moduleType: 'js' };
    },
  },
];
