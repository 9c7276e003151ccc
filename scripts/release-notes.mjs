import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { root, runCommand, UserError } from './workspace.mjs';

const cdn = join(root, 'packages/otp-element/dist/cdn');

/**
 * The release notes of a version: its changes, and the `integrity` value of each single file of the element.
 *
 * @param {string} changelog
 * @param {string} version the heading of its section in the changelog
 * @param {Record<string, string>} hashes file name → integrity value
 */
export function releaseNotes(changelog, version, hashes) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => one.split('\n', 1)[0].trim() === version);
  if (!section) throw new UserError(`CHANGELOG.md has no section "${version}".`);
  const changes = section.slice(section.indexOf('\n')).trim();
  // The hashes of chunks are in integrity.json, for use in an import map.
  const files = Object.entries(hashes).filter(([name]) => !name.includes('/'));
  const rows = files.map(([name, hash]) => `| \`${name}\` | \`${hash}\` |`);
  return `${changes}\n\n## Integrity\n\n| file | \`integrity\` |\n|---|---|\n${rows.join('\n')}\n`;
}

if (import.meta.filename === process.argv[1]) {
  await runCommand(async () => {
    await setUp();
    await build();
    const hashes = JSON.parse(readFileSync(join(cdn, 'integrity.json'), 'utf8'));
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    process.stdout.write(releaseNotes(changelog, process.argv[2] ?? 'Unreleased', hashes));
    return 0;
  });
}
