import { basename, join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { root } from './workspace.mjs';

/**
 * Bundles a script as a production page would load it. Benchmarks bundle other libraries with the same settings.
 *
 * @param {{ file: string } | { text: string }} entry a file below the folder, or the text of a module
 * @param {{ folder?: string, format?: 'esm' | 'iife' }} [options] `iife` creates one file that assigns its exports to the
 *   global `bench`.
 * @returns {Promise<{ path: string, text: string, later: boolean }[]>} the entry's own file first; `later` is set for files
 *   that are loaded by import() only.
 */
export async function bundle(entry, { folder = root, format = 'esm' } = {}) {
  // Imported here because commands load this module before dependencies are installed.
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    ...('file' in entry
      ? { entryPoints: [entry.file] }
      : { stdin: { contents: entry.text, resolveDir: folder, sourcefile: 'entry.js' } }),
    absWorkingDir: folder,
    outdir: join(folder, 'out'),
    bundle: true,
    minify: true,
    format,
    splitting: format === 'esm',
    globalName: format === 'iife' ? 'bench' : undefined,
    target: 'es2022',
    jsx: 'automatic',
    // Some libraries use `global`, Node's name of the global object.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: { '@cognito-otp/client': join(root, 'packages/otp-client/dist/esm/index.js') },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const name = (path) => relative(folder, path).replaceAll('\\', '/');
  const { outputs } = metafile;
  const entryPoint = 'file' in entry ? entry.file : 'entry.js';
  // Grows while it is iterated: the files that the entry imports statically, and theirs.
  const initial = new Set(Object.keys(outputs).filter((path) => outputs[path].entryPoint === entryPoint));
  for (const path of initial) {
    for (const { kind, external, path: imported } of outputs[path].imports) {
      if (kind !== 'dynamic-import' && !external) initial.add(imported);
    }
    if (outputs[path].cssBundle) initial.add(outputs[path].cssBundle);
  }
  const order = [...initial];
  return outputFiles
    .map(({ path, text }) => ({ path: basename(path), text, position: order.indexOf(name(path)) }))
    .sort((a, b) => (a.position + 1 || Number.POSITIVE_INFINITY) - (b.position + 1 || Number.POSITIVE_INFINITY))
    .map(({ path, text, position }) => ({ path, text, later: position < 0 }));
}

/** The total size of texts in bytes: uncompressed, and each compressed as servers send it. */
export function sizeOf(...texts) {
  const sum = (size) => texts.reduce((total, text) => total + size(Buffer.from(text)), 0);
  return {
    raw: sum((bytes) => bytes.length),
    gzip: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
    brotli: sum((bytes) => brotliCompressSync(bytes).length),
  };
}

/** The size of a module bundled with everything that it imports statically. */
export async function bundledSize(text, folder = root) {
  const files = await bundle({ text }, { folder });
  return sizeOf(...files.filter(({ later }) => !later).map((file) => file.text));
}

/** Formats bytes as kB (1,000 bytes) with one decimal. */
export const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
