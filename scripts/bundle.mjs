import { basename, join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { root } from './workspace.mjs';

/**
 * A script as a production page would load it; the bundler and its settings are the same for ours and for others.
 *
 * @param {{ file: string } | { text: string }} entry a file below the folder, or a module's text
 * @param {{ folder?: string, format?: 'esm' | 'iife' }} [options] `iife` is one file that leaves its exports in `bench`.
 * @returns {Promise<{ path: string, text: string, later: boolean }[]>} the entry's own file first; `later` are those that
 *   nothing loads before it is needed.
 */
export async function bundle(entry, { folder = root, format = 'esm' } = {}) {
  // Not above: the commands import this file before they have installed anything.
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
    // Some libraries still ask for Node's name of the global object.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: { '@cognito-otp/client': join(root, 'packages/otp-client/dist/esm/index.js') },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const name = (path) => relative(folder, path).replaceAll('\\', '/');
  const { outputs } = metafile;
  const own = 'file' in entry ? entry.file : 'entry.js';
  const first = new Set(Object.keys(outputs).filter((path) => outputs[path].entryPoint === own));
  for (const path of first) {
    for (const { kind, external, path: imported } of outputs[path].imports) {
      if (kind !== 'dynamic-import' && !external) first.add(imported);
    }
    if (outputs[path].cssBundle) first.add(outputs[path].cssBundle);
  }
  const place = [...first];
  return outputFiles
    .map(({ path, text }) => ({ path: basename(path), text, place: place.indexOf(name(path)) }))
    .sort((a, b) => (a.place + 1 || Number.POSITIVE_INFINITY) - (b.place + 1 || Number.POSITIVE_INFINITY))
    .map(({ path, text, place }) => ({ path, text, later: place < 0 }));
}

/** What texts weigh together, in bytes: as they are, and each as servers send it. */
export function weigh(...texts) {
  const sum = (size) => texts.reduce((total, text) => total + size(Buffer.from(text)), 0);
  return {
    raw: sum((bytes) => bytes.length),
    gzip: sum((bytes) => gzipSync(bytes, { level: 9 }).length),
    brotli: sum((bytes) => brotliCompressSync(bytes).length),
  };
}

/** What a module weighs that is bundled with all it needs at first. */
export async function weightOf(text, folder = root) {
  const files = await bundle({ text }, { folder });
  return weigh(...files.filter(({ later }) => !later).map((file) => file.text));
}

/** Bytes as kB of 1000. */
export const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
