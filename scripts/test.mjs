import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireBrowser } from './browsers.mjs';
import { build } from './build.mjs';
import { buildNext } from './next.mjs';
import { setUp } from './setup.mjs';
import { checkSizes } from './size.mjs';
import { root, runCommand, runProcess, UserError } from './workspace.mjs';

const results = mkdtempSync(join(tmpdir(), 'cognito-otp-test-'));
const bin = (path) => join(root, 'node_modules', path);

/** A check that is one command: it passes or it doesn't. */
const check = (args) => async () => {
  const code = await runProcess(process.execPath, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
};

/** A runner that writes its counts to a file; one that dies before it does has failed. */
async function counted(name, args, env = {}, out = 'stdout') {
  const file = join(results, `${name}.json`);
  const code = await runProcess(process.execPath, args(file), { env: { ...env, COUNTS_FILE: file }, out });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.passed + counts.failed === 0) {
    console.error(`${name}: no test ran`);
    counts.failed = 1;
  }
  return counts;
}

/** @param {{ passed: number, failed: number, skipped: number }[]} all */
const sum = (all) => {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) for (const key of Object.keys(total)) total[key] += counts[key];
  return total;
};

const templateTests = join('packages', 'triggers', 'test', 'template');

/** Node's own test files in folders: `*.test.ts` but not those of a browser. */
function testFiles(...folders) {
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== 'dist') visit(path);
      else if (/(?<!\.browser|\.e2e)\.test\.m?[jt]s$/.test(entry.name)) found.push(path);
    }
  };
  for (const folder of folders) visit(folder);
  return found.sort();
}

/** Node's test runner on files; from `COUNTS_FILE` come the counts. */
const node = (name, files) =>
  counted(name, (file) => [
    '--conditions=source',
    '--import',
    'tsx',
    '--test',
    // A test that hangs fails, rather than holding up all the others for good.
    '--test-timeout=300000',
    '--test-concurrency=2',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(root, 'scripts/count-reporter.mjs')}`,
    `--test-reporter-destination=${file}`,
    ...files,
  ]);

const stages = {
  lint: check([bin('@biomejs/biome/bin/biome'), 'check', '.']),
  types: check([bin('typescript/bin/tsc'), '-b']),
  size: checkSizes,
  unit: () => {
    const files = testFiles('packages', 'scripts', 'examples', 'e2e');
    return node(
      'unit',
      files.filter((file) => !file.startsWith(templateTests)),
    );
  },
  template: () => node('template', testFiles(templateTests)),
  browser: async () => {
    // Three engines where they can be had; a promise about browsers is kept in one alone by accident.
    const names = ['chromium', 'firefox', 'webkit'];
    for (const name of names) await requireBrowser(name);
    // Side by side, each with a local pool of its own: browsers mostly wait.
    const engines = await Promise.all(
      names.map((name) => counted(name, () => [bin('@web/test-runner/dist/bin.js')], { BROWSERS: name }, 'at the end')),
    );
    return sum(engines);
  },
  e2e: async () => {
    await buildNext();
    const env = { CHROMIUM_PATH: await requireBrowser('chromium') };
    return counted('e2e', () => [bin('@playwright/test/cli.js'), 'test', '--config', 'e2e/playwright.config.ts'], env);
  },
};

await runCommand(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in stages));
  if (unknown) throw new UserError(`There is no stage “${unknown}”; there are ${Object.keys(stages).join(', ')}.`);
  await setUp();
  await build();
  const all = [];
  const lines = [];
  for (const name of wanted.length > 0 ? wanted : Object.keys(stages)) {
    console.log(`\n── ${name} ──`);
    const began = Date.now();
    const counts = await stages[name]();
    all.push(counts);
    lines.push(
      `${name.padEnd(8)} ${counts.passed} passed, ${counts.failed} failed (${Math.round((Date.now() - began) / 1000)} s)`,
    );
  }
  rmSync(results, { recursive: true, force: true });
  const total = sum(all);
  console.log(`\n${lines.join('\n')}\n`);
  if (total.skipped > 0) console.log(`${total.skipped} skipped: what they need isn’t installed here.`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
