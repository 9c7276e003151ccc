import { posix } from 'node:path';
import { importsOf, resolveRelative } from './imports.mjs';

/**
 * Checks the imports of the packages' sources:
 *
 * - a file imports only what its layer may import (layers.mjs), type-only imports included;
 * - no file imports itself through others, type-only and dynamic imports included;
 * - relative imports stay within the package's `src`, and imports of another package of this workspace name one of the
 *   `exports` of its package.json.
 *
 * @param {Map<string, string>} sources path → text of every file below `packages/<name>/src`
 * @param {Readonly<Record<string, Readonly<Record<string, import('./layers.mjs').Layer>>>>} packages
 * @param {ReadonlySet<string>} exported specifiers that the packages of this workspace export, as `@scope/name/subpath`
 * @returns {string[]} one line for each violation: `file:line imports "specifier": rule`
 */
export function dependencyProblems(sources, packages, exported) {
  const problems = [];
  /** @type {Map<string, { target: string, line: number, specifier: string }[]>} */
  const graph = new Map();
  for (const [path, text] of sources) {
    const targets = [];
    const imports = importsOf(path, text);
    if (imports.length === 0) {
      // A file without imports has no line to report, but must belong to a layer as well.
      const packageName = path.split('/')[1];
      const layers = packages[packageName];
      if (layers && !layerOf(path, layers)) {
        problems.push(`${path} belongs to no layer of ${packageName}; add it to layers.mjs`);
      }
    }
    for (const { specifier, line, kind } of imports) {
      const target = specifier.startsWith('.') ? resolveRelative(specifier, path, sources) : undefined;
      if (target !== undefined) targets.push({ target, line, specifier });
      const problem = importProblem({ path, specifier, kind, target }, packages, exported);
      if (problem) problems.push(`${path}:${line} imports "${specifier}": ${problem}`);
    }
    graph.set(path, targets);
  }
  return [...problems, ...cycles(graph)];
}

/**
 * Reports tests, examples and scripts that import the sources or tests of a package other than their own by path. What
 * two packages need belongs into the exports of one of them or into `packages/test-kit`.
 *
 * @param {Map<string, string>} modules path → text of every file outside of `packages/<name>/src`
 * @returns {string[]} one line for each violation: `file:line imports "specifier": rule`
 */
export function boundaryProblems(modules) {
  const problems = [];
  for (const [path, text] of modules) {
    for (const { specifier, line } of importsOf(path, text)) {
      if (!specifier.startsWith('.')) continue;
      const [, packageFolder] =
        /^(packages\/[^/]+\/)(src|test)\//.exec(posix.join(posix.dirname(path), specifier)) ?? [];
      if (packageFolder === undefined || path.startsWith(packageFolder)) continue;
      problems.push(`${path}:${line} imports "${specifier}": another package’s internals; import its exports instead`);
    }
  }
  return problems;
}

function importProblem({ path, specifier, kind, target }, packages, exported) {
  const [, packageName] = path.split('/');
  const layers = packages[packageName];
  if (!layers) return `layers.mjs does not list the package ${packageName}`;
  const from = layerOf(path, layers);
  if (!from) return `${path} belongs to no layer of ${packageName}; add it to layers.mjs`;
  const layer = layers[from];

  if (!specifier.startsWith('.')) {
    if (specifier.startsWith('@cognito-otp/') && !exported.has(specifier)) return 'no package exports this module';
    if ((layer.libraries ?? []).some((pattern) => matches(pattern, specifier))) return undefined;
    return `the layer "${from}" may not import this library`;
  }
  if (!posix.join(posix.dirname(path), specifier).startsWith(`packages/${packageName}/src/`)) {
    return 'a relative import may not leave the package’s sources';
  }
  if (target === undefined) return 'there is no such file';
  const to = layerOf(target, layers);
  if (!to) return `${target} belongs to no layer of ${packageName}; add it to layers.mjs`;
  if (to === from || layer.imports.includes(to)) return undefined;
  if (layer.dynamicImports?.includes(to)) {
    return kind === 'dynamic' ? undefined : `the layer "${from}" may import "${to}" by import() only`;
  }
  return `the layer "${from}" may not import "${to}", only ${layer.imports.join(', ') || 'itself'}`;
}

/** The name of the layer that a file belongs to. */
function layerOf(path, layers) {
  const file = path.split('/').slice(3).join('/');
  return Object.keys(layers).find((name) =>
    layers[name].files.some((one) => (one.endsWith('/') ? file.startsWith(one) : file === one)),
  );
}

const matches = (pattern, specifier) =>
  pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : specifier === pattern;

/** One line for each import that closes a cycle of imports. */
function cycles(graph) {
  const problems = [];
  const finished = new Set();
  const visit = (path, trail) => {
    for (const { target, line, specifier } of graph.get(path) ?? []) {
      const start = trail.indexOf(target);
      if (start >= 0) {
        const cycle = [...trail.slice(start), target].map((file) => file.split('/').slice(3).join('/'));
        problems.push(`${path}:${line} imports "${specifier}": an import cycle: ${cycle.join(' → ')}`);
      } else if (!finished.has(target)) visit(target, [...trail, target]);
    }
    finished.add(path);
  };
  for (const path of graph.keys()) if (!finished.has(path)) visit(path, [path]);
  return problems;
}

/**
 * Reports dependency cycles between packages of the workspace, for which no order of building or installing exists.
 *
 * @param {readonly { name: string, dependencies?: object, devDependencies?: object, peerDependencies?: object }[]} manifests
 *   the package.json of every package of the workspace
 * @returns {string[]} one line for each cycle: `a → b → a`
 */
export function workspaceCycles(manifests) {
  const found = [];
  const graph = new Map(
    manifests.map((manifest) => [
      manifest.name,
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies }),
    ]),
  );
  const finished = new Set();
  const visit = (name, trail) => {
    if (!graph.has(name) || finished.has(name)) return;
    const start = trail.indexOf(name);
    if (start >= 0) {
      found.push([...trail.slice(start), name].join(' → '));
      return;
    }
    for (const dependency of graph.get(name)) visit(dependency, [...trail, name]);
    finished.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return found;
}
