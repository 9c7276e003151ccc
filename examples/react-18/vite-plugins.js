import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = new URL('main.tsx', import.meta.url).pathname;

/**
 * Bundles the page separately: a Vite server resolves one version of `react` for all of its pages, and the gallery's is 19.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [
  {
    name: 'react-18',
    enforce: 'pre',
    async load(id) {
      if (id !== entry) return undefined;
      const options = { entryPoints: [id], bundle: true, write: false, format: 'esm', jsx: 'automatic' };
      const { outputFiles } = await build({
        ...options,
        define: { 'process.env.NODE_ENV': '"production"' },
        // In this workspace the element's own folder has another version of React.
        alias: { react: fileURLToPath(new URL('node_modules/react', import.meta.url)) },
      });
      return { code: outputFiles[0].text, moduleType: 'js' };
    },
  },
];
