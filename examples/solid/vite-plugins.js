import { transformAsync } from '@babel/core';
import solid from 'babel-preset-solid';

const folder = new URL('.', import.meta.url).pathname;

/**
 * Applies Solid's compiler to this folder's JSX only: Solid's own plugin would compile React's JSX too. Vite strips the types.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [
  {
    name: 'solid',
    enforce: 'pre',
    transform: (code, id) =>
      id.startsWith(folder) && id.endsWith('.tsx')
        ? transformAsync(code, {
            filename: id,
            presets: [solid],
            parserOpts: { plugins: ['jsx', 'typescript'] },
            sourceMaps: true,
            configFile: false,
            babelrc: false,
          })
        : undefined,
  },
];
