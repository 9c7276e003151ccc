import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.mjs';

/**
 * The sources of every package, by path from the root, with forward slashes: `packages/<name>/src/**` without
 * tests and build output.
 *
 * @returns {Map<string, string>} path → text
 */
export const packageSources = () =>
  modulesIn(readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`));

/** Every other module: tests, examples, scripts and benchmarks. @returns {Map<string, string>} path → text */
export const otherModules = () =>
  modulesIn([
    ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/test`),
    'bench',
    'e2e',
    'examples',
    'scripts',
  ]);

function modulesIn(folders) {
  const modules = new Map();
  const visit = (folder) => {
    if (!existsSync(join(root, folder))) return;
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !['node_modules', 'dist', '.next'].includes(entry.name)) visit(path);
      else if (entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name)) {
        modules.set(path, readFileSync(join(root, path), 'utf8'));
      }
    }
  };
  for (const folder of folders) visit(folder);
  return modules;
}

/** Every module that a package of this workspace exports, as others import it: `@scope/name` or `@scope/name/subpath`. */
export function exportedModules() {
  const names = readdirSync(join(root, 'packages')).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
    return Object.keys(exports).map((subpath) => name + subpath.slice(1));
  });
  return new Set(names);
}

/** The package.json of every package of the workspace. */
export function workspaceManifests() {
  const folders = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  return [...folders, 'examples', 'e2e']
    .map((folder) => join(root, folder, 'package.json'))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
}
