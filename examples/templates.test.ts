/** Type checks of templates that `tsc` does not read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

/**
 * Checks Vue's and Svelte's templates with their own tools, because `tsc` does not read them. One run checks the example, which
 * must pass, and a copy with an invalid attribute, which must fail. Returns the lines with errors.
 */
function check(folder: string, extension: string, tool: string, bin: string, args: readonly string[]) {
  const here = join(import.meta.dirname, folder);
  const wrong = join(here, `refused.${extension}`);
  const example = readFileSync(join(here, `sign-in.${extension}`), 'utf8');
  writeFileSync(wrong, example.replace('default-country="GB"', 'default-country="GB"\n    theme="purple"'));
  try {
    const package_ = createRequire(join(here, 'package.json')).resolve(`${tool}/package.json`);
    const { stdout, status } = spawnSync(process.execPath, [join(dirname(package_), bin), ...args], {
      cwd: here,
      encoding: 'utf8',
    });
    assert.notEqual(status, 0);
    return stdout.split('\n').filter((line) => /\berror\b/i.test(line) && !/COMPLETED/.test(line));
  } finally {
    rmSync(wrong);
  }
}

test('the Vue example passes the type check, and a copy with an unknown theme does not', () => {
  const errors = check('vue', 'vue', 'vue-tsc', 'bin/vue-tsc.js', ['--project', 'tsconfig.json', '--pretty', 'false']);
  assert.equal(errors.length, 1, errors.join('\n'));
  assert.match(errors[0]!, /^refused\.vue.*purple/);
});

test('the Svelte example passes the type check, and a copy with an unknown theme does not', () => {
  const args = ['--tsconfig', './tsconfig.json', '--output', 'machine'];
  const errors = check('svelte', 'svelte', 'svelte-check', 'bin/svelte-check', args);
  assert.equal(errors.length, 1, errors.join('\n'));
  assert.match(errors[0]!, /refused\.svelte.*purple/);
});
