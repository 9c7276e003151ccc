const mine = new URL('main.ts', import.meta.url).pathname;

/**
 * Compiled and bundled by itself, as Angular's own tools do: its compiler looks at a whole program, not at a file. It is
 * loaded when somebody looks at the page: it and its TypeScript are large.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [
  {
    name: 'angular',
    enforce: 'pre',
    async load(id) {
      if (id !== mine) return undefined;
      const { compile } = await import('./compile.js');
      const { code, sources } = await compile(id);
      for (const source of sources) this.addWatchFile(source);
      return { code, moduleType: 'js' };
    },
  },
];
