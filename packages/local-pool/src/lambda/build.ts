// Builds a function's sources with the esbuild that is installed beside them.

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../model/errors.js';
import type { FunctionCode } from '../model/function-definition.js';

/** The sources of a function. */
export type SourceCode = Extract<FunctionCode, { kind: 'source' }>;

/** The part of esbuild's API that is used. https://esbuild.github.io/api/ */
interface Esbuild {
  build(options: object): Promise<{ readonly metafile: { readonly inputs: Readonly<Record<string, unknown>> } }>;
}

/** The file of a failed build's first error. */
interface BuildMessage {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/**
 * Builds the handler's file into a folder.
 *
 * @returns the files that the build was made of
 * @throws UsageError with file, line and column of the first error
 */
export async function buildSource(source: SourceCode, target: string): Promise<string[]> {
  const { directory, entry, module, esbuild, options } = source;
  const { format, target: runtime, sourcemap, mainFields, ...rest } = options;
  const loaded = (await import(pathToFileURL(esbuild).href)) as { default?: Esbuild } & Esbuild;
  try {
    const { metafile } = await (loaded.default ?? loaded).build({
      ...rest,
      ...(runtime === undefined ? {} : { target: runtime }),
      ...(mainFields.length === 0 ? {} : { mainFields }),
      absWorkingDir: directory,
      entryPoints: [entry],
      outfile: path.join(target, `${module}.${format === 'esm' ? 'mjs' : 'js'}`),
      bundle: true,
      platform: 'node',
      format,
      sourcemap: sourcemap ? 'inline' : false,
      metafile: true,
      logLevel: 'silent',
    });
    return Object.keys(metafile.inputs).map((file) => path.resolve(directory, file));
  } catch (cause) {
    throw new UsageError(describe(cause, directory), { cause });
  }
}

function describe(error: unknown, directory: string): string {
  const [first] = (error as { errors?: readonly BuildMessage[] }).errors ?? [];
  if (first === undefined) return `esbuild failed: ${String(error)}`;
  const { text, location } = first;
  // esbuild counts columns from 0.
  const place =
    location === null ? directory : `${path.resolve(directory, location.file)}:${location.line}:${location.column + 1}`;
  return `${place}: esbuild can't build the function: ${text}`;
}

/**
 * A fingerprint of the files. Undefined while a file is missing, which happens while an editor
 * writes it.
 */
export async function versionOf(files: readonly string[]): Promise<string | undefined> {
  const states = await Promise.all(files.map((file) => stat(file).catch(() => undefined)));
  if (states.includes(undefined)) return undefined;
  return states.map((state) => `${state?.mtimeMs}:${state?.size}`).join(' ');
}
