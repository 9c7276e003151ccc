// Functions whose sources are built when they run: SAM's `BuildMethod: esbuild`, and handlers in TypeScript.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TemplateError } from '../model/errors.js';
import type { BuildOptions, FunctionCode } from '../model/function-definition.js';
import { isTemplateMap, scalarText, type TemplateMap, type TemplateValue } from './parse.js';
import type { Resource } from './resources.js';

/** The file extensions of sources that have to be built. */
export const SOURCE_EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx'] as const;

const ENTRY_EXTENSIONS = [...SOURCE_EXTENSIONS, '.js', '.mjs', '.cjs', '.jsx'] as const;

/**
 * The sources of a function that is built with esbuild; undefined when it is run as it is.
 *
 * @param module the handler's path without extension
 * @param isBuilt whether there is a file that can run as it is
 * @throws TemplateError when an entry point does not exist
 */
export function readSource(
  resource: Resource,
  module: string,
  code: FunctionCode,
  isBuilt: boolean,
): FunctionCode | undefined {
  if (code.kind !== 'directory') return undefined;
  const { metadata, directory } = resource;
  const byEsbuild = metadata['BuildMethod'] === 'esbuild';
  if (isBuilt && !byEsbuild) return undefined;
  const esbuild = findEsbuild([code.directory, directory]);
  if (esbuild === undefined) return undefined;
  const properties = isTemplateMap(metadata['BuildProperties']) ? metadata['BuildProperties'] : {};
  const entry = findEntry(resource, module, code.directory, byEsbuild ? textsOf(properties['EntryPoints']) : []);
  if (entry === undefined) return undefined;
  return { kind: 'source', directory: code.directory, entry, module, esbuild, options: readOptions(properties) };
}

/** The esbuild that is installed nearest to the code or the template. It is no dependency of the local pool. */
function findEsbuild(folders: readonly string[]): string | undefined {
  for (const folder of folders) {
    try {
      return createRequire(path.join(folder, 'index.js')).resolve('esbuild');
    } catch {
      // Not installed there: the next folder may have it.
    }
  }
  return undefined;
}

/** The entry point that becomes the handler's file. */
function findEntry(
  { properties }: Resource,
  module: string,
  directory: string,
  entryPoints: readonly string[],
): string | undefined {
  const withoutExtension = (file: string): string => file.slice(0, file.length - path.extname(file).length);
  const [first] = entryPoints;
  if (first !== undefined) {
    const normalized = path.posix.normalize(module);
    const chosen =
      entryPoints.find((file) => path.posix.normalize(withoutExtension(file)) === normalized) ??
      entryPoints.find((file) => path.basename(withoutExtension(file)) === path.basename(module)) ??
      first;
    const entry = path.join(directory, chosen);
    if (existsSync(entry)) return entry;
    const at = properties.positions.of(properties.map, 'Handler');
    throw new TemplateError(
      at,
      `EntryPoints with ${chosen}, which does not exist`,
      `a source file: there is no ${entry}`,
    );
  }
  return ENTRY_EXTENSIONS.map((extension) => path.join(directory, `${module}${extension}`)).find((file) =>
    existsSync(file),
  );
}

/** SAM's names of esbuild's options, which are those of esbuild's command line. */
function readOptions(properties: TemplateMap): BuildOptions {
  const flag = (key: string): boolean => scalarText(properties[key])?.toLowerCase() === 'true';
  const pairs = (key: string): Record<string, string> => pairsOf(properties[key]);
  const target = scalarText(properties['Target']);
  return {
    format: scalarText(properties['Format']) === 'esm' ? 'esm' : 'cjs',
    external: textsOf(properties['External']),
    mainFields: textsOf(properties['MainFields']).flatMap((text) => text.split(',')),
    target: target === undefined ? undefined : target.split(','),
    minify: flag('Minify'),
    sourcemap: flag('Sourcemap'),
    keepNames: flag('KeepNames'),
    loader: pairs('Loader'),
    define: pairs('Define'),
    banner: pairs('Banner'),
  };
}

function textsOf(value: TemplateValue | undefined): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((item) => scalarText(item) ?? []);
}

/** A map, or a list of `name=value`. */
function pairsOf(value: TemplateValue | undefined): Record<string, string> {
  if (isTemplateMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, scalarText(text) ?? '']));
  }
  return Object.fromEntries(
    textsOf(value).map((text) => {
      const equals = text.indexOf('=');
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}
