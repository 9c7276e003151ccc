/**
 * Builds what a `<script>` tag loads.
 *
 * - `chunks/`: the later steps, the languages, the companion elements, the phone library and its metadata by country, which
 *   `cognito-otp.js` loads when they are needed. No chunk imports the entry: a page may add a query string to the entry's address, and the browser would
 *   load the file a second time under its plain name. What both need, both contain.
 * - `cognito-otp.js`, a module with the first paint only.
 * - `preload.json`: the files that every page loads, for `<link rel="modulepreload">`.
 * - `cognito-otp.classic.js`, a classic script with everything in one file, for pages that can't load modules.
 * - `cognito-otp.unsupported.js`, a classic script in ES5 that says so where the browser is too old for the others.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';
import { thirdPartyNotices } from '../../scripts/third-party-notices.mjs';
import { emitPhoneMetadata, loadByName } from './scripts/files-by-name.mjs';
import { writeIntegrity } from './scripts/integrity.mjs';
import { litStyles } from './scripts/lit-styles.mjs';
import { phoneLibrary } from './scripts/phone-library.mjs';
import { mapByWords } from './scripts/source-map.mjs';
import { evaluateTexts } from './scripts/unsupported-texts.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Removes comments, line breaks, indentation and optional punctuation from the style sheets, which the minifier leaves alone. */
const minifyStyles = {
  name: 'minify-styles',
  transform(code, id) {
    if (!id.endsWith('.styles.ts')) return null;
    const minified = code.replace(/css`([^`]*)`/g, (_, css) => {
      const compact = css
        .replace(/\/\*.*?\*\//gs, '')
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

/**
 * Files that contain a module again which the client's file contains too: the form in light DOM is painted without the client,
 * the English texts as one file are for the companions alone, and two icons are too small for a file of their own.
 */
const COPIES = {
  'login/light-dom.ts': /dom\/optional/,
  'messages/en.ts': /en-form|en-remembered|en-steps|english-title-app/,
  'messages/en-form.copy.ts': /first/,
  'views/remembered-view.ts': /channel-icons/,
};

const copyModules = {
  name: 'copy-modules',
  async resolveId(source, importer, options) {
    const copied = Object.entries(COPIES).find(([file]) => importer?.endsWith(file))?.[1];
    if (!copied?.test(source)) return null;
    const original = await this.resolve(source, importer, { ...options, skipSelf: true });
    return original?.id.replace(/\.ts$/, '.copy.ts');
  },
  load: (id) => (id.endsWith('.copy.ts') ? readFileSync(id.replace('.copy.ts', '.ts'), 'utf8') : null),
};

const plugins = [
  minifyStyles,
  phoneLibrary,
  litStyles,
  nodeResolve({ browser: true, exportConditions: ['source', 'browser'] }),
  esbuild({ target: 'es2022', tsconfig: here('tsconfig.json'), sourceMap: true }),
];
const minify = (options) =>
  terser({ ecma: 2022, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false }, ...options });

/** The modules that the entry loads with `import()`. */
const lateModules = [
  'define-companions',
  'login/later-steps',
  'login/light-dom',
  'login/login-controller',
  'login/phone-library',
  ...readdirSync(here('src/i18n/messages'))
    .map((file) => `i18n/messages/${file.replace(/\.ts$/, '')}`)
    .filter((name) => !/\/(all|en|en-form|en-remembered|en-steps|first|languages|modules|types)$/.test(name)),
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
 * Loads a file once, and the next time under another address if that failed: browsers keep the failure of a module under its
 * address. Two callers at the same time share one request. In one line, because source maps count lines.
 */
const loadFile =
  "const failed={},loads={};const loadFile=(file)=>loads[file]??=import('./'+file+(failed[file]??'')).catch((error)=>{failed[file]='?'+Date.now();delete loads[file];throw error});";

/** What is requested only after the controller, whose imports include those of these files. */
const isRequestedLater = (file) => /\/(later-steps|phone-library)-/.test(file);

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
    const changed = code.replace(/import\(['"]\.\/(chunks\/[^'"]+)['"]\)/g, (_, first) => {
      const all = Array.from(chunkFiles.values()).find(([name]) => name === first);
      const files = isRequestedLater(first) ? [first] : all;
      const loads = files.map((file) => `loadFile("${file}")`);
      return loads.length === 1 ? loads[0] : `Promise.all([${loads}]).then((all) => all[0])`;
    });
    return { code: loadFile + changed, map: mapByWords(code, loadFile + changed) };
  },
  writeBundle() {
    const files = ['cognito-otp.js', ...chunkFiles.get(here('src/login/login-controller.ts'))];
    writeFileSync(here('dist/cdn/preload.json'), `${JSON.stringify(files, null, 2)}\n`);
  },
};

/**
 * A byte order mark: browsers read a classic script in the page's encoding unless its server names one. Escapes would make the file
 * a fifth larger. https://encoding.spec.whatwg.org/#decode
 */
const markAsUtf8 = { name: 'mark-as-utf8', renderChunk: (code) => ({ code: `\uFEFF${code}`, map: null }) };

// Languages have names without a hash, because the first file puts the names together. Texts of another version do no harm.
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
  'otp-client/src/countries.ts',
  ...[
    'client/client-registry',
    'client/remembered-key',
    'dom/language-observer',
    'dom/optional',
    'contracts/events',
    'dom/adopted-styles',
    'i18n/allowed-countries',
    'i18n/country-codes',
    'styles/late-css',
    'login/error-field',
    'login/new-user',
    'login/redirect',
    'login/snapshot',
    'login/status-line',
    'login/step-facts',
  ].map((file) => `otp-element/src/${file}.ts`),
];
/** The parts that the client loads on demand, with what only they import: most sign-ins need none of these files. */
const CLIENT_PARTS = [
  'cognito/error-codes',
  'handshake/native-flow',
  'platform/lock',
  'session/maintenance',
  'session/token-request',
].map((file) => `otp-client/src/${file}.ts`);

const includesAny = (id, parts) => parts.some((part) => id.includes(part));
const sharedChunk = (id) => (includesAny(id, SHARED_MODULES) && !includesAny(id, CLIENT_PARTS) ? 'client' : undefined);

const chunkName = ({ isDynamicEntry }) => `chunks/${isDynamicEntry ? '[name]' : 'client'}-[hash].js`;

export default [
  {
    input: lateModules,
    plugins: [removeOldChunks, copyModules, ...plugins, recordChunks, emitPhoneMetadata],
    // The module for formatting while typing imports the library from its chunk.
    preserveEntrySignatures: 'allow-extension',
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
    plugins: [
      loadChunks,
      loadByName({
        languages: here('src/i18n/messages/modules.ts'),
        phoneMetadata: here('src/client/phone-metadata.ts'),
      }),
      ...plugins,
    ],
    output: {
      dir: here('dist/cdn'),
      format: 'es',
      sourcemap: true,
      paths: (id) => id.replace(/^entry:/, './'),
      plugins: [minify({ module: true })],
    },
  },
  {
    input: here('src/unsupported.ts'),
    plugins: [
      evaluateTexts(here('src/i18n/unsupported-texts.ts')),
      nodeResolve(),
      esbuild({ target: 'es5', tsconfig: false }),
    ],
    output: {
      file: here('dist/cdn/cognito-otp.unsupported.js'),
      format: 'iife',
      strict: false,
      // A classic script is read in the page's encoding, which may not be UTF-8.
      plugins: [terser({ ecma: 5, ie8: false, format: { comments: false, ascii_only: true } })],
    },
  },
  {
    input: here('src/cdn.ts'),
    // This file contains what the others contain together.
    plugins: [...plugins, thirdPartyNotices(), integrity],
    output: {
      file: here('dist/cdn/cognito-otp.classic.js'),
      format: 'iife',
      sourcemap: true,
      inlineDynamicImports: true,
      plugins: [minify({ module: false }), markAsUtf8],
    },
  },
];
