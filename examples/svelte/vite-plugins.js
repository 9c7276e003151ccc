import { compile } from 'svelte/compiler';

/**
 * Svelte's compiler and no more: its own plugin looks for Svelte from the server's root, not from this folder.
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
