import { build } from 'esbuild';

/**
 * Replaces a module that exports `unsupportedTexts` by its value: the script for old browsers contains one text of each
 * language, not the languages' modules.
 *
 * @param {string} file path of `i18n/unsupported-texts.ts`
 * @returns {import('rollup').Plugin}
 */
export const evaluateTexts = (file) => ({
  name: 'evaluate-texts',
  async load(id) {
    if (id !== file) return null;
    const { outputFiles } = await build({ entryPoints: [file], bundle: true, write: false, format: 'esm' });
    const bundle = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`;
    const { unsupportedTexts } = await import(bundle);
    return `export var unsupportedTexts = ${JSON.stringify(unsupportedTexts)};`;
  },
});
