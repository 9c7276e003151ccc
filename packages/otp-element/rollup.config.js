/**
 * Builds what a `<script>` tag loads.
 *
 * - `chunks/`: the later steps, the languages, the companion elements and the phone library, which `cognito-otp.js` loads when
 *   they are needed. No chunk imports the entry: a page may add a query string to the entry's address, and the browser would
 *   load the file a second time under its plain name. What both need, both contain.
 * - `cognito-otp.js`, a module with the first paint only.
 * - `preload.json`: the files that every page loads, for `<link rel="modulepreload">`.
 * - `cognito-otp.classic.js`, a classic script with everything in one file, for pages that can't load modules.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { writeIntegrity } from './scripts/integrity.mjs';
import { mapByWords } from './scripts/source-map.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Removes line breaks, indentation and optional punctuation from the style sheets, which the minifier leaves alone. */
const minifyStyles = {
  name: 'minify-styles',
  transform(code, id) {
    if (!id.endsWith('.styles.ts')) return null;
    const minified = code.replace(/css`([^`]*)`/g, (_, css) => {
      const compact = css
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,]) ?/g, '$1')
        .replaceAll(': ', ':')
        .replaceAll(';}', '}');
      return `css\`${compact.trim()}\``;
    });
    return { code: minified, map: null };
  },
};

/** Removes the chunks of an earlier build, whose names contain other hashes. */
const removeOldChunks = {
  name: 'remove-old-chunks',
  buildStart: () => rmSync(here('dist/cdn/chunks'), { recursive: true, force: true }),
};

/** Writes the hashes of all files, after the last build. */
const integrity = { name: 'integrity', writeBundle: () => writeIntegrity(here('dist/cdn')) };

const plugins = [
  minifyStyles,
  nodeResolve({ browser: true, exportConditions: ['source', 'browser'] }),
  esbuild({ target: 'es2022', tsconfig: here('tsconfig.json'), sourceMap: true }),
];
const minify = (options) =>
  terser({ ecma: 2022, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false }, ...options });

/** The modules that the entry loads with `import()`. */
const lateModules = [
  'define-companions',
  'login/light-dom',
  'login/login-controller',
  'login/phone-library',
  ...readdirSync(here('src/i18n/messages'))
    .map((file) => `i18n/messages/${file.replace(/\.ts$/, '')}`)
    .filter((name) => !/\/(first|languages|types)$/.test(name)),
].map((name) => here(`src/${name}.ts`));

/** The file of each late module, and the chunks that the file imports. Filled in by the build of the chunks. */
const chunkFiles = new Map();

const recordChunks = {
  name: 'record-chunks',
  generateBundle(_, bundle) {
    for (const { facadeModuleId, fileName, imports } of Object.values(bundle)) {
      if (lateModules.includes(facadeModuleId)) chunkFiles.set(facadeModuleId, [fileName, ...imports]);
    }
  },
};

/**
 * Connects the entry with the chunks. A chunk's own imports are requested together with it: a browser finds them only once
 * the chunk has arrived, one round trip later.
 */
const loadChunks = {
  name: 'load-chunks',
  async resolveDynamicImport(specifier, importer) {
    const { id } = await this.resolve(specifier, importer);
    if (!chunkFiles.has(id)) this.error(`${id} is loaded by the entry, but is not in the list of late modules`);
    return { id: `entry:${chunkFiles.get(id)[0]}`, external: true };
  },
  renderChunk(code) {
    const changed = code.replace(/import\(['"]\.\/(chunks\/[^'"]+)['"]\)/g, (load, first) => {
      const files = Array.from(chunkFiles.values()).find(([name]) => name === first);
      if (files.length === 1) return load;
      return `Promise.all([${files.map((file) => `import("./${file}")`)}]).then((all) => all[0])`;
    });
    return { code: changed, map: mapByWords(code, changed) };
  },
  writeBundle() {
    const files = ['cognito-otp.js', ...chunkFiles.get(here('src/login/login-controller.ts'))];
    writeFileSync(here('dist/cdn/preload.json'), `${JSON.stringify(files, null, 2)}\n`);
  },
};

// Languages have names without a hash: the first file lists them all, hashes compress badly, and texts of another version
// do no harm.
const entryName = ({ facadeModuleId }) =>
  /\/messages\/(?!en\.)/.test(facadeModuleId) ? 'chunks/[name].js' : 'chunks/[name]-[hash].js';
/**
 * What several late modules share: the client, and the few modules of the element that the companions need as well. It is one
 * file, which every page loads: a part that only the client and the phone library share, for example, would be too small
 * for a request of its own. `loading.browser.test.ts` fails if a shared module is missing here.
 */
const SHARED_MODULES = [
  ...['client', 'cognito', 'contracts', 'handshake', 'platform', 'session', 'validation'].map(
    (folder) => `otp-client/src/${folder}/`,
  ),
  ...['client/client-registry', 'contracts/events', 'i18n/page-language'].map((file) => `otp-element/src/${file}.ts`),
  'reactive-element/css-tag.js',
];
/** The native flow is not shared: only pages with `flow="native"` load it. */
const sharedChunk = (id) =>
  SHARED_MODULES.some((part) => id.includes(part)) && !id.endsWith('/native-flow.ts') ? 'client' : undefined;

const chunkName = ({ isDynamicEntry }) => `chunks/${isDynamicEntry ? '[name]' : 'client'}-[hash].js`;

export default [
  {
    input: lateModules,
    plugins: [removeOldChunks, ...plugins, recordChunks],
    output: {
      dir: here('dist/cdn'),
      format: 'es',
      sourcemap: true,
      entryFileNames: entryName,
      chunkFileNames: chunkName,
      manualChunks: sharedChunk,
      plugins: [minify({ module: true })],
    },
  },
  {
    input: { 'cognito-otp': here('src/cdn.ts') },
    plugins: [loadChunks, ...plugins],
    output: {
      dir: here('dist/cdn'),
      format: 'es',
      sourcemap: true,
      paths: (id) => id.replace(/^entry:/, './'),
      plugins: [minify({ module: true })],
    },
  },
  {
    input: here('src/cdn.ts'),
    plugins: [...plugins, integrity],
    output: {
      file: here('dist/cdn/cognito-otp.classic.js'),
      format: 'iife',
      sourcemap: true,
      inlineDynamicImports: true,
      plugins: [minify({ module: false })],
    },
  },
];
