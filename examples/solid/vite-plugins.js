import { transformAsync } from '@babel/core';
import solid from 'babel-preset-solid';

const mine = new URL('.', import.meta.url).pathname;

/**
 * Solid's compiler, for this folder's JSX alone: Solid's own plugin would take React's too. Types are left to Vite.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [
  {
    name: 'solid',
    enforce: 'pre',
    transform: (code, id) =>
      id.startsWith(mine) && id.endsWith('.tsx')
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
