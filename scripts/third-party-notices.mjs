import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The licenses of the libraries that a bundle contains. The licenses require that their notices are part of every copy, but
 * the minifier removes them from the code.
 */

/** The name of a license file. */
const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:\.(?:md|txt))?$/i;

/** The folder and the manifest of the package that a module belongs to; `undefined` for modules of this repository. */
function packageOf(module) {
  const file = module.replace(/^\0/, '').replace(/\?.*$/, '');
  if (!file.includes('node_modules')) return undefined;
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    // Folders inside a package may have a manifest that only sets the module type.
    const { name, version, license } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
    if (name && version) return { folder, name, version, license };
  }
  return undefined;
}

/**
 * Returns the notices of all packages that modules belong to, in alphabetical order, each once.
 *
 * @param {Iterable<string>} modules paths of files
 * @throws {Error} if a package has no license file and names no license
 */
export function noticesOf(modules) {
  const found = new Map();
  for (const module of modules) {
    const one = packageOf(module);
    if (one) found.set(`${one.name} ${one.version}`, one);
  }
  const sections = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, { folder, license }]) => {
      const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file));
      if (files.length === 0 && !license) throw new Error(`${title} has no license`);
      const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [title, '-'.repeat(title.length), `License: ${license}`, ...texts].join('\n\n');
    });
  return `These files contain the following libraries.\n\n${sections.join('\n\n\n')}\n`;
}

/**
 * A Rollup plugin that writes `THIRD-PARTY-NOTICES.txt` beside the bundles.
 *
 * @param {Set<string>} [modules] collects over several builds into one folder; each build writes what has been collected.
 */
export const thirdPartyNotices = (modules = new Set()) => ({
  name: 'third-party-notices',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      for (const [id, { renderedLength }] of Object.entries(chunk.modules ?? {}))
        if (renderedLength > 0) modules.add(id);
    }
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: noticesOf(modules) });
  },
});
