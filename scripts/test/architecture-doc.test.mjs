/** Checks that the documents name files, folders and symbols that exist, and that the architecture page is complete. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../workspace.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);
const folders = new Set(
  files.flatMap((file) => {
    const parts = file.split('/');
    return parts.map((_, length) => parts.slice(0, length).join('/'));
  }),
);
const exists = (path) => files.includes(path) || folders.has(path);
const topLevel = new Set(files.map((file) => file.split('/')[0]));

/** Code spans of a Markdown text, outside of fences. */
const codeSpans = (text) => [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);

/** Whether a code span is a path from the repository's root. */
const isPath = (code) => /^[\w.-]+(\/[\w.-]+)*$/.test(code) && (code.includes('/') || code.endsWith('.yaml'));

/** The folders that a package's table lists, as full paths: the header of its first column names the package's folder. */
function listedFolders(text) {
  const listed = [];
  let base;
  for (const line of text.split('\n')) {
    const header = /^\| folder of `([^`]+)` \|/.exec(line);
    if (header) base = header[1];
    else if (!line.startsWith('|')) base = undefined;
    else if (base) listed.push(...codeSpans(line.split('|')[1]).map((name) => posix.join(base, name)));
  }
  return listed;
}

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md');

  it('names files and folders that exist', () => {
    const paths = codeSpans(text).filter((code) => isPath(code) && topLevel.has(code.split('/')[0]));
    assert.ok(paths.length > 100, `${paths.length} paths`);
    assert.deepEqual(
      [...new Set(paths)].filter((path) => !exists(path)),
      [],
    );
  });

  it('lists every folder of every package', () => {
    const listed = listedFolders(text);
    const actual = files.flatMap((file) => /^packages\/[^/]+\/src\/[^/]+(?=\/)/.exec(file) ?? []);
    const packages = new Set(listed.map((folder) => folder.split('/')[1]));
    assert.deepEqual(listed.sort(), [...new Set(actual)].filter((folder) => packages.has(folder.split('/')[1])).sort());
    assert.equal(packages.size, 6);
  });
});

describe('the documents', () => {
  it('name files and folders of packages that exist', () => {
    const pages = files.filter((file) => /^docs\/.*\.md$/.test(file));
    assert.ok(pages.length > 25, `${pages.length} pages`);
    const missing = pages.flatMap((page) =>
      codeSpans(read(page))
        .filter((code) => isPath(code) && code.startsWith('packages/') && !exists(code))
        .map((path) => `${page}: ${path}`),
    );
    // What a build writes is in no commit.
    assert.deepEqual(
      missing.filter((problem) => !problem.includes('/dist')),
      [],
    );
  });
});

describe('packages/test-kit/README.md', () => {
  it('lists every module that the test kit exports', () => {
    const { name, exports } = JSON.parse(read('packages/test-kit/package.json'));
    const modules = Object.keys(exports).map((path) => name + path.slice(1));
    const spans = codeSpans(read('packages/test-kit/README.md'));
    assert.deepEqual(spans.filter((code) => code.startsWith(`${name}/`)).sort(), modules.sort());
  });
});

describe('docs/glossary.md', () => {
  const packages = { client: 'otp-client', element: 'otp-element', triggers: 'triggers', 'local-pool': 'local-pool' };
  // `Type`, package `file.ts`, `other.ts`
  const reference = /((?:`[\w.]+`, )*)\b(client|element|triggers|local-pool) (`[\w.-]+\.\w+`(?:, `[\w.-]+\.\w+`)*)/g;

  it('names files that exist in their package, and names that these files contain', () => {
    const missing = [];
    let count = 0;
    for (const row of read('docs/glossary.md').split('\n')) {
      for (const [, names, name, list] of (row.split(' | ')[2] ?? '').matchAll(reference)) {
        count++;
        const folder = `packages/${packages[name]}/`;
        const sources = codeSpans(list).flatMap((file) => {
          const found = files.filter((path) => path.startsWith(folder) && path.endsWith(`/${file}`));
          if (found.length === 0) missing.push(`${name}: ${file}`);
          return found.map(read);
        });
        const words = new Set(sources.join('\n').match(/\w+/g));
        for (const word of codeSpans(names).flatMap((code) => code.split('.'))) {
          if (!words.has(word)) missing.push(`${name}: ${word} in ${list}`);
        }
      }
    }
    assert.ok(count > 50, `${count} references`);
    assert.deepEqual(missing, []);
  });
});
