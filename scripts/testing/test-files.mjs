import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root, UserError } from '../workspace.mjs';

/** Folders that hold tests. */
const TEST_ROOTS = ['packages', 'scripts', 'examples', 'e2e'];
const TEMPLATE_TESTS = 'packages/triggers/test/template/';

/**
 * The stage that runs a file, by its name; undefined if the file is not a test.
 *
 * @param {string} path from the root, with forward slashes
 * @returns {'unit' | 'template' | 'browser' | 'e2e' | undefined}
 */
export function stageOf(path) {
  if (path.endsWith('.browser.test.ts')) return 'browser';
  if (path.endsWith('.e2e.test.ts')) return 'e2e';
  if (!/\.test\.m?[jt]s$/.test(path)) return undefined;
  return path.startsWith(TEMPLATE_TESTS) ? 'template' : 'unit';
}

/** Every test file of the repository. @returns {string[]} paths from the root, with forward slashes */
export const allTestFiles = () => TEST_ROOTS.flatMap(testFilesIn).sort();

function testFilesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : testFilesIn(path);
    return stageOf(path) === undefined ? [] : [path];
  });
}

/**
 * The test files that command-line arguments select.
 *
 * @param {readonly string[]} paths files and folders, absolute or relative to the root
 * @returns {string[]} paths from the root, with forward slashes
 * @throws {UserError} for a path that does not exist or that holds no test.
 */
export function selectTestFiles(paths) {
  const selected = paths.flatMap((given) => {
    const absolute = resolve(root, given);
    const path = relative(root, absolute).replaceAll('\\', '/');
    if (!existsSync(absolute)) throw new UserError(notFound(given, absolute));
    if (path.startsWith('..')) throw new UserError(`"${given}" is outside of this repository (${absolute}).`);
    const files = statSync(absolute).isDirectory()
      ? allTestFiles().filter((file) => path === '' || file.startsWith(`${path}/`))
      : [path].filter((file) => stageOf(file) !== undefined);
    if (files.length > 0) return files;
    throw new UserError(
      `"${given}" holds no test. Test files end in .test.ts, .test.mjs, .browser.test.ts or .e2e.test.ts.`,
    );
  });
  return [...new Set(selected)];
}

function notFound(given, absolute) {
  const sameName = allTestFiles().filter((file) => file.endsWith(`/${given.split(/[\\/]/).at(-1)}`));
  const hint =
    sameName.length > 0 ? `Did you mean ${sameName.join(' or ')}?` : '"npm test -- --help" lists the stages.';
  return `There is no stage, file or folder "${given}" (looked for ${absolute}). ${hint}`;
}

/**
 * Whether a unit test uses something that has to be built: it, or test support that it imports, names the template (whose
 * functions are the built bundles) or a `dist` folder. Tests outside of `packages` run the project's commands and always do.
 *
 * @param {string} file path from the root
 */
export function needsBuild(file, seen = new Set()) {
  if (!file.startsWith('packages/')) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const text = readFileSync(join(root, file), 'utf8');
  if (/template\.yaml|\bdist\//.test(text)) return true;
  return [...text.matchAll(/\b(?:from|import)\b\s*\(?'(\.{1,2}\/[^']+|@cognito-otp\/test-kit[^']*)'/g)].some(
    ([, specifier]) => {
      const imported = sourceOf(specifier, file);
      return imported !== undefined && needsBuild(imported, seen);
    },
  );
}

/** The test support that an import names; undefined for a package's own sources, which run without a build. */
function sourceOf(specifier, from) {
  const path = specifier.startsWith('.')
    ? join(dirname(from), specifier).replaceAll('\\', '/')
    : `packages/test-kit/src${specifier.slice('@cognito-otp/test-kit'.length) || '/index'}.ts`;
  if (/^packages\/(?!test-kit\/)[^/]+\/src\//.test(path)) return undefined;
  return [path, path.replace(/\.js$/, '.ts')].find((one) => existsSync(join(root, one)));
}
