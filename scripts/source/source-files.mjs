import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.mjs';

/**
 * The TypeScript sources of every package, by path from the root, with forward slashes: `packages/<name>/src/**` without
 * tests and build output.
 *
 * @returns {Map<string, string>} path → text
 */
export function packageSources() {
  const sources = new Map();
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.m?[jt]s$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      sources.set(relativePath(path), readFileSync(path, 'utf8'));
    }
  }
  return sources;
}

const relativePath = (path) => path.slice(root.length).replaceAll('\\', '/').replace(/^\//, '');

/** Every module that a package of this workspace exports, as others import it: `@scope/name` or `@scope/name/subpath`. */
export function exportedModules() {
  const names = readdirSync(join(root, 'packages')).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
    return Object.keys(exports).map((subpath) => name + subpath.slice(1));
  });
  return new Set(names);
}
