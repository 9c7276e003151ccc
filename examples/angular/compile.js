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

/** The folder's sources as Angular's compiler ahead of time makes them, templates checked: name of the source → JavaScript. */
function ahead() {
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

/** Angular's packages are compiled but for a last step, the linker's, that each project does with its own compiler. */
const link = async (path) => {
  const options = { plugins: [linker], compact: false, configFile: false, babelrc: false };
  const { code } = await transformAsync(await readFile(path, 'utf8'), { ...options, filename: path });
  return { contents: code };
};

/**
 * Angular's example in one module.
 *
 * @param {string} main
 * @returns {Promise<{ code: string, sources: string[] }>}
 */
export async function compile(main) {
  const compiled = ahead();
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
