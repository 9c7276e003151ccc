import { compile } from 'svelte/compiler';

/**
 * Uses Svelte's compiler directly: Svelte's own plugin resolves Svelte from the server's root instead of this folder.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [
  {
    name: 'svelte',
    config: () => ({ optimizeDeps: { exclude: ['svelte'] } }),
    transform: (code, filename) =>
      filename.endsWith('.svelte') ? compile(code, { filename, css: 'injected' }).js : undefined,
  },
];
