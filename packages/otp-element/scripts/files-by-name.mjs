/**
 * What the script build loads by file name instead of by a list of modules: the first file is smaller without the lists, and
 * can request a country's phone metadata before it knows the country's calling code. Bundlers need the lists, so the sources
 * contain them. English is no file: the element contains it.
 */
import { readFileSync } from 'node:fs';
import { metadataOf, metadataParts } from '@cognito-otp/client/phone-metadata';

/** Emits a file with phone metadata for each country. They have names without a hash, because the names are put together. */
export const emitPhoneMetadata = {
  name: 'emit-phone-metadata',
  generateBundle() {
    for (const part of metadataParts) {
      const source = `export const metadata=${JSON.stringify(metadataOf(part))};\n`;
      this.emitFile({ type: 'asset', fileName: `chunks/phone-${part}.js`, source });
    }
  },
};

/** The languages in the list of their modules but English, as BCP 47 tags. The texts of another language are in `TAG.js`. */
const tagsIn = (file) =>
  Array.from(readFileSync(file, 'utf8').matchAll(/^ {2}'?([\w-]+)'?: \(\) => import/gm), ([, tag]) => tag).filter(
    (tag) => tag !== 'en',
  );

/**
 * Replaces the modules with lists by modules that put file names together. The build of the entry defines `loadFile`.
 *
 * @param {{ languages: string, phoneMetadata: string }} modules paths of `i18n/messages/modules.ts`, `client/phone-metadata.ts`
 */
export function loadByName({ languages, phoneMetadata }) {
  const replacements = {
    [languages]: () => `
      const tags = '${tagsIn(languages).join(' ')}'.split(' ');
      export const modules =
        Object.fromEntries(tags.map((tag) => [tag, () => loadFile(\`chunks/\${tag.toLowerCase()}.js\`)]));`,
    [phoneMetadata]: () => `
      export const loadPhoneMetadata = async (part) => (await loadFile(\`chunks/phone-\${part}.js\`)).metadata;`,
  };
  return { name: 'load-by-name', load: (id) => replacements[id]?.() };
}
