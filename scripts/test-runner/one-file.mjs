import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../workspace.mjs';

/**
 * `/one-file/<path>`: serves a module of this repository bundled with everything that it imports. For pages of another
 * origin, which the server's separate modules would reject, for workers, and for libraries that require a bundler.
 *
 * @returns {import('koa').Middleware}
 */
export function oneFile() {
  const built = new Map();
  const bundle = async (path) => {
    const { outputFiles } = await build({
      entryPoints: [join(root, path)],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      conditions: ['source'],
      define: { global: 'globalThis' },
    });
    return outputFiles[0].text;
  };
  return async (context, next) => {
    const [, path] = /^\/one-file\/(packages\/[\w/.-]+\.ts)$/.exec(context.path) ?? [];
    if (!path) return next();
    if (!built.has(path)) built.set(path, bundle(path));
    context.body = await built.get(path);
    context.type = 'text/javascript';
    // A sandboxed page has an opaque origin, so this is a cross-origin request.
    context.set('access-control-allow-origin', '*');
  };
}
