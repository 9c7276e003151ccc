import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

/**
 * The templates of Vue and Svelte are checked by their own tools, since `tsc` doesn't read them: the example has to pass
 * beside a copy that must not, in one run.
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

test('the Vue example compiles with types, and one that asks for a theme there is not does not', () => {
  const errors = check('vue', 'vue', 'vue-tsc', 'bin/vue-tsc.js', ['--project', 'tsconfig.json', '--pretty', 'false']);
  assert.equal(errors.length, 1, errors.join('\n'));
  assert.match(errors[0]!, /^refused\.vue.*purple/);
});

test('the Svelte example compiles with types, and one that asks for a theme there is not does not', () => {
  const args = ['--tsconfig', './tsconfig.json', '--output', 'machine'];
  const errors = check('svelte', 'svelte', 'svelte-check', 'bin/svelte-check', args);
  assert.equal(errors.length, 1, errors.join('\n'));
  assert.match(errors[0]!, /refused\.svelte.*purple/);
});
