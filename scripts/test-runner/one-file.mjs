import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../workspace.mjs';

/**
 * `/one-file/<path>`: a module of this repository with all it imports as one file. For pages that load it where the
 * server's many modules would be refused (another origin), for workers, and for libraries made for bundlers.
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
    // A sandboxed page has no origin, so to it this server is somebody else's.
    context.set('access-control-allow-origin', '*');
  };
}
