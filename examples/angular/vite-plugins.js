const entry = new URL('main.ts', import.meta.url).pathname;

/**
 * Compiles and bundles the example separately, as Angular's own tools do, because its compiler works on a whole program rather than
 * on single files. The compiler is loaded when the page is first opened, because it and its TypeScript are large.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [
  {
    name: 'angular',
    enforce: 'pre',
    async load(id) {
      if (id !== entry) return undefined;
      const { compile } = await import('./compile.js');
      const { code, sources } = await compile(id);
      for (const source of sources) this.addWatchFile(source);
      return { code, moduleType: 'js' };
    },
  },
];
