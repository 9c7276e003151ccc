/** The built files require no syntax and no API that is newer than the supported minimum (docs/browsers.md). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const cdn = fileURLToPath(new URL('../dist/cdn/', import.meta.url));
const read = (file: string) => readFileSync(`${cdn}${file}`, 'utf8');

/** The minimum: Chrome 115, Safari 16.4, Firefox 115. */
const MINIMUM = ['chrome115', 'safari16.4', 'firefox115'];

/**
 * Features that are newer in one of the three engines: the versions of Chrome, Safari and Firefox, and a pattern for
 * minified code. Versions: https://github.com/mdn/browser-compat-data. A use behind a check of its existence is in {@link
 * GUARDED}.
 */
const NEWER: Readonly<Record<string, readonly [versions: string, pattern: RegExp]>> = {
  'Promise.withResolvers': ['119, 17.4, 121', /\.withResolvers\b/],
  'Promise.try': ['128, 18.2, 134', /\bPromise\.try\b/],
  'AbortSignal.any': ['116, 17.4, 124', /\bAbortSignal\.any\b/],
  'methods of Set': [
    '122, 17, 127',
    /\.(union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/,
  ],
  'Object.groupBy, Map.groupBy': ['117, 17.4, 119', /\.groupBy\(/],
  'Array.fromAsync': ['121, 16.4, 115', /\bArray\.fromAsync\b/],
  'URL.canParse': ['120, 17, 115', /\bURL\.canParse\b/],
  'URL.parse': ['126, 18, 126', /\bURL\.parse\b/],
  'iterator helpers': [
    '122, 18.4, 131',
    /\bIterator\.(from|prototype|concat)\b|\.(values|keys|entries)\(\)\.(map|filter|take|drop|flatMap|reduce|toArray|some|every|find)\(/,
  ],
  'Uint8Array.fromBase64, toBase64, fromHex, toHex': [
    '140, 18.2, 133',
    /\.(fromBase64|toBase64|setFromBase64|fromHex|toHex|setFromHex)\(/,
  ],
  'String.prototype.isWellFormed': ['111, 16.4, 119', /\.(isWellFormed|toWellFormed)\(/],
  'RegExp.escape': ['136, 18.2, 134', /\bRegExp\.escape\b/],
  'flags within a regular expression': ['125, 26, 132', /\(\?(?!:)[ims]*(-[ims]+)?:/],
  'Error.isError': ['134, 26, 138', /\bError\.isError\b/],
  'Math.sumPrecise': ['147, 26.2, 137', /\bMath\.sumPrecise\b/],
  'ArrayBuffer.prototype.transfer': ['114, 17.4, 122', /\.transferToFixedLength\(/],
  'Intl.DurationFormat': ['129, 16.4, 136', /\bIntl\.DurationFormat\b/],
  moveBefore: ['133, none, 144', /\.moveBefore\(/],
  'setHTML, setHTMLUnsafe, getHTML': ['124, 17.4, 128', /\.(setHTML|setHTMLUnsafe|getHTML)\(/],
  checkVisibility: ['105, 17.4, 106', /\.checkVisibility\b/],
  requestIdleCallback: ['47, none, 55', /\brequestIdleCallback\b/],
  startViewTransition: ['111, 18, 144', /\.startViewTransition\b/],
  popovers: ['114, 17, 125', /\.(showPopover|hidePopover|togglePopover)\b|\bpopover(target)?["'=:]/],
  'scheduler.yield, scheduler.postTask': ['94, none, 142', /\bscheduler\.(yield|postTask)\b/],
  'navigator.userActivation': ['72, 16.4, 120', /\.userActivation\b/],
  'import attributes': [
    '123, 17.2, 138',
    /\bimport\s*[^;(]*["'][^"']+["']\s*(with|assert)\s*\{|\bimport\([^()]*,\s*\{\s*(with|assert)\b/,
  ],
  'CSS nesting': ['120, 17.2, 117', /[{;]\s*&\s*[.:[>+~ \w-]*\{/],
  '@starting-style': ['117, 17.5, 129', /@starting-style/],
  '@scope': ['118, 17.4, 146', /@scope\b/],
  '@property': ['85, 16.4, 128', /@property\b/],
  'light-dark()': ['123, 17.5, 120', /\blight-dark\(/],
  'text-wrap': ['114, 17.4, 121', /\btext-wrap\b/],
  ':has()': ['105, 15.4, 121', /:has\(/],
  ':state()': ['125, 17.4, 126', /:state\(/],
  'field-sizing': ['123, 26.2, none', /\bfield-sizing\b/],
  'interpolate-size, calc-size()': ['129, none, none', /\binterpolate-size\b|\bcalc-size\(/],
  'relative colors': ['119, 16.4, 128', /\b(rgb|hsl|oklch|oklab|color)\(from /],
  'anchor positioning': ['125, 26, 147', /\banchor-name\b|\bposition-anchor\b|\banchor\(/],
  'align-content in blocks': ['123, 17.4, 125', /\bdisplay:block;align-content\b/],
};

/** Uses of APIs that a browser may lack. The fallback is next to each in the source, and in docs/browsers.md. */
const GUARDED: readonly string[] = ['checkVisibility', 'light-dark()', ':has()', ':state()', 'text-wrap', '@scope'];

/** What a text uses that is newer than the minimum, with the versions. */
const newer = (text: string) =>
  Object.entries(NEWER)
    .filter(([, [, pattern]]) => pattern.test(text))
    .map(([name, [versions]]) => `${name} (Chrome, Safari, Firefox: ${versions})`);

/** esbuild uses the age of the Unicode version, but all three engines have supported the syntax since 2020. */
const UNICODE_PROPERTIES = { 'regexp-unicode-property-escapes': true };

/**
 * The syntax that esbuild rewrites because an engine of the minimum does not parse it. Whitespace is from the
 * printer.
 */
async function newerSyntax(text: string): Promise<string[]> {
  const print = async (target: string[]) =>
    (await transform(text, { loader: 'js', target, legalComments: 'none', supported: UNICODE_PROPERTIES })).code;
  const [asIs, lowered] = await Promise.all([print(['esnext']), print(MINIMUM)]);
  if (asIs === lowered) return [];
  const lines = new Set(lowered.split('\n'));
  return asIs
    .split('\n')
    .filter((line) => !lines.has(line))
    .slice(0, 3);
}

const scripts = readdirSync(cdn, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js') && !/chunks[\\/]phone-[A-Z]/.test(name))
  .sort();

test('no built script of the element uses an API or a style that is newer than the minimum', () => {
  const found = scripts.flatMap((file) =>
    newer(read(file))
      .filter((name) => !GUARDED.some((guarded) => name.startsWith(`${guarded} `)))
      .map((name) => `${file}: ${name}`),
  );
  assert.deepEqual(found, []);
});

test('no built script of the element uses syntax that is newer than the minimum', async () => {
  const found = await Promise.all(
    scripts.map(async (file) => (await newerSyntax(read(file))).map((line) => `${file}: ${line.trim().slice(0, 120)}`)),
  );
  assert.deepEqual(found.flat(), []);
});

test('the client uses neither', async () => {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@cognito-otp/client/complete';", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['source'],
    minify: true,
  });
  const client = outputFiles[0]!.text;
  assert.deepEqual([newer(client), await newerSyntax(client)], [[], []]);
});

test('the check finds what is newer than the minimum', async () => {
  for (const text of [
    'const{promise:a}=Promise.withResolvers()',
    'AbortSignal.any([a,b])',
    'a.union(b)',
    'Object.groupBy(a,b)',
    'Array.fromAsync(a)',
    'URL.canParse(a)',
    'URL.parse(a)',
    'Promise.try(a)',
    'a.values().map(b)',
    'Uint8Array.fromBase64(a)',
    'import a from"./a.json"with{type:"json"}',
    'css`.a{color:red;&:hover{color:blue}}`',
    'css`@starting-style{a{opacity:0}}`',
    'css`a{color:light-dark(#000,#fff)}`',
    'css`a{text-wrap:pretty}`',
    'css`a:has(b){}`',
    'a.showPopover()',
    'const a=/(?i:b)/',
  ]) {
    assert.equal(newer(text).length, 1, text);
  }
  for (const text of ['using a = b();', 'const a = /[\\p{L}--[a-z]]/v;', '@a class B {}']) {
    assert.notDeepEqual(await newerSyntax(text), [], text);
  }
  assert.deepEqual(await newerSyntax('class A { static { this.b = 1 } #c = d ?? e; }; await f; /(?<=a)b/d;'), []);
});

test('the script for old browsers is ES5 in ASCII, without eval, and small', async () => {
  const text = read('cognito-otp.unsupported.js');
  // esbuild fails for syntax that it can't express in ES5, and rewrites other newer syntax.
  const print = async (target: string) => (await transform(text, { loader: 'js', target })).code;
  assert.equal(await print('es5'), await print('esnext'));
  assert.doesNotMatch(text, /=>|`|\b(let|const|class|import|eval|Function|innerHTML)\b|[^\n -~]/);
  assert.ok(text.length < 12_000, `${text.length}`);
});
