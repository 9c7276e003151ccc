/** Tests the checks of the documentation, and runs them on all pages. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { problemsIn } from '../docs/problems.mjs';
import { root } from '../workspace.mjs';

/** Every file that is or will be under version control, with the text of those that the checks read. */
function filesOfTheRepository() {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    encoding: 'utf8',
  });
  const read = (path) =>
    /\.(md|ts|mjs|js|yaml|json)$/.test(path) ? readFileSync(join(root, path), 'utf8') : undefined;
  return new Map(
    list
      .split('\n')
      .filter(Boolean)
      .map((path) => [path, read(path)]),
  );
}

describe('decision records', () => {
  it('have numbers of their own, which their headings repeat', () => {
    const folder = join(root, 'docs/decisions');
    const files = readdirSync(folder);
    const numbers = files.map((file) => Number(file.slice(0, 4)));
    assert.deepEqual(
      numbers.filter((number, index) => numbers.indexOf(number) !== index),
      [],
    );
    for (const [index, file] of files.entries())
      assert.match(readFileSync(join(folder, file), 'utf8'), new RegExp(`^# ${numbers[index]}\\. `), file);
  });
});

/** The files of a repository without problems, with some of them replaced. */
function sample(changed = {}) {
  return new Map(
    Object.entries({
      'README.md':
        'See [security](docs/security.md#codes), [here](#sign-in), `@cognito-otp/x/part` and `npm run build`.\n\n## Sign in\n',
      'docs/security.md':
        "# Security\n\n## Codes\n\n| 1 | once | `a.test.ts` › it's used once<br>`a.test.ts` › …: fine |\n",
      'docs/operations.md':
        '# Operations\n\n## Sends\n\n`PoolSends`, `Sent`\n\n```sh\nset_parameter PoolSends 1\n$(resource Table) $(output Name)\n```\n',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a test
      'packages/x/test/a.test.ts': "it('it\\'s used once', …); it(`${name.map((x) => { return x; })}: fine`, …);",
      'packages/triggers/src/adapters/metric-log.ts': "one('Sent')",
      'template.yaml':
        'Parameters:\n  PoolSends:\n    Type: Number\nResources:\n  Table:\n    Type: T # docs/operations.md#sends\nOutputs:\n  Name:\n    Value: x\n',
      'package.json': '{"scripts":{"build":"x"}}',
      'packages/x/package.json': '{"name":"@cognito-otp/x","exports":{".":{},"./part":{}}}',
      ...changed,
    }),
  );
}

describe('the documentation', () => {
  it('has no broken link, and names tests, commands and parameters that there are', () => {
    assert.deepEqual(problemsIn(filesOfTheRepository()), []);
  });

  it('has a test named for every promise', () => {
    const rows = readFileSync(join(root, 'docs/security.md'), 'utf8').matchAll(/^\| (\d+) \|.*$/gm);
    const named = new Map([...rows].map(([row, number]) => [Number(number), row.includes('.test.ts` › ')]));
    for (let number = 1; number <= 25; number++) assert.equal(named.get(number), true, `promise ${number}`);
  });
});

describe('the check of the documentation', () => {
  it('accepts a repository without problems', () => assert.deepEqual(problemsIn(sample()), []));

  for (const [what, path, text, problem] of [
    ['a page that is gone', 'README.md', '[x](docs/gone.md)', 'README.md: there is no docs/gone.md (docs/gone.md)'],
    ['a picture that is gone', 'README.md', '![x](docs/x.png)', 'README.md: there is no docs/x.png (docs/x.png)'],
    [
      'an anchor in another page',
      'README.md',
      '[x](docs/security.md#gone)',
      'README.md: docs/security.md has no #gone',
    ],
    ['an anchor in its own page', 'README.md', '## Here\n[x](#there)', 'README.md: README.md has no #there'],
    [
      'an anchor of a heading inside of code',
      'README.md',
      '```\n## Here\n```\n[x](#here)',
      'README.md: README.md has no #here',
    ],
    ['a command', 'README.md', '```sh\nnpm run bild\n```', 'README.md: package.json has no script bild'],
    ['a module', 'README.md', '`@cognito-otp/x/gone`', 'README.md: there is no module @cognito-otp/x/gone'],
    ['a test file', 'docs/security.md', '## Codes\n- `b.test.ts` › x', 'docs/security.md: 0 files are b.test.ts'],
    ['a test', 'docs/security.md', '## Codes\n- `a.test.ts` › x', 'docs/security.md: a.test.ts has no test “x”'],
    ['an anchor in an alarm', 'docs/operations.md', '# x', 'template.yaml: docs/operations.md has no #sends'],
    ['a page in a comment', 'a.ts', '// see docs/gone.md', 'a.ts: there is no docs/gone.md'],
    ['a name', 'docs/operations.md', '# Sends\n`PolSends`', 'docs/operations.md: the template has no name PolSends'],
    [
      'an environment name',
      'docs/operations.md',
      '# Sends\n`POOL_SENDS=1`',
      'docs/operations.md: the template has no name POOL_SENDS',
    ],
    [
      'a parameter',
      'docs/operations.md',
      '# Sends\n```sh\nset_parameter Table 1\n```',
      'docs/operations.md: the template has no parameter Table',
    ],
    [
      'a resource',
      'docs/operations.md',
      '# Sends\n```sh\n$(resource Tabel)\n```',
      'docs/operations.md: the template has no resource Tabel',
    ],
    [
      'an output',
      'docs/operations.md',
      '# Sends\n```sh\n$(output Table)\n```',
      'docs/operations.md: the template has no output Table',
    ],
  ]) {
    it(`reports ${what} that does not exist`, () => {
      assert.deepEqual(problemsIn(sample({ [path]: text })), [problem]);
    });
  }
});
