/** Compiles the Angular example ahead of time and bundles it into one module. */
import { readFile } from 'node:fs/promises';
import {
  createCompilerHost,
  exitCodeFromResult,
  formatDiagnostics,
  performCompilation,
  readConfiguration,
} from '@angular/compiler-cli';
import linker from '@angular/compiler-cli/linker/babel';
import { transformAsync } from '@babel/core';
import { build } from 'esbuild';

const tsconfig = new URL('tsconfig.json', import.meta.url).pathname;

/** Compiles the folder's sources ahead of time and checks the templates. Returns a map from source path to JavaScript. */
function compileSources() {
  const emitting = { emitDeclarationOnly: false, declaration: false, declarationMap: false, composite: false };
  const { rootNames, options, errors } = readConfiguration(tsconfig, { ...emitting, outDir: undefined });
  const host = createCompilerHost({ options });
  const compiled = new Map();
  host.writeFile = (_name, text, _mark, _onError, sources) => compiled.set(sources[0].fileName, text);
  const result = performCompilation({ rootNames, options, host });
  const diagnostics = [...errors, ...result.diagnostics];
  if (exitCodeFromResult(diagnostics) !== 0) throw new Error(formatDiagnostics(diagnostics));
  return compiled;
}

/** Runs Angular's linker on a published package: packages are shipped partially compiled, and each project links them itself. */
const link = async (path) => {
  const options = { plugins: [linker], compact: false, configFile: false, babelrc: false };
  const { code } = await transformAsync(await readFile(path, 'utf8'), { ...options, filename: path });
  return { contents: code };
};

/**
 * Compiles and bundles the example into one module.
 *
 * @param {string} main
 * @returns {Promise<{ code: string, sources: string[] }>}
 */
export async function compile(main) {
  const compiled = compileSources();
  const angular = {
    name: 'angular',
    setup: (bundle) => {
      bundle.onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: compiled.get(path) }));
      bundle.onLoad({ filter: /@angular\/[^/]+\/fesm2022\// }, ({ path }) => link(path));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [main],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { ngDevMode: 'false', ngServerMode: 'false', ngI18nClosureMode: 'false' },
    plugins: [angular],
  });
  return { code: outputFiles[0].text, sources: [...compiled.keys()] };
}
