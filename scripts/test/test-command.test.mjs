/** Runs `npm test` with each of its options, and tests the plan that it makes of them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { STAGES } from '../testing/options.mjs';
import { planStages } from '../testing/plan.mjs';
import { needsBuild, stageOf } from '../testing/test-files.mjs';
import { root } from '../workspace.mjs';

/** Starts `npm test` with arguments; `output()` is what it has printed, `stop()` ends it with all its children. */
function startTestCommand(args) {
  const child = spawn('npm', ['-s', 'test', '--', ...args], { cwd: root, detached: true, env: withoutTestContext() });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
    });
  }
  return { output: () => text, exited: once(child, 'exit'), stop: () => process.kill(-child.pid, 'SIGTERM') };
}

/** Node's test runner passes its state to children by the environment, which a second test runner must not inherit. */
function withoutTestContext() {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return env;
}

async function runTestCommand(...args) {
  const { output, exited } = startTestCommand(args);
  const [code] = await exited;
  const lines = output().trim().split('\n');
  return { code, output: output(), lastLine: lines.at(-1) };
}

async function waitFor(condition, what) {
  for (let waited = 0; !condition(); waited += 50) {
    assert.ok(waited < 60_000, `not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A test file outside of version control, with the sources given; removed after the test. */
function temporaryTest(context, name, source) {
  const folder = join(root, '.cache/test-command');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, source);
  context.after(() => rmSync(file, { force: true }));
  return file;
}

const passing = "import { test } from 'node:test';\ntest('first', () => {});\ntest('Second', () => {});\n";

describe('npm test', () => {
  it('--help prints the stages, the options and examples', async () => {
    const { code, output } = await runTestCommand('--help');
    assert.equal(code, 0);
    for (const word of [...Object.keys(STAGES), '--grep', '--browser', '--watch', '--help', 'FILE']) {
      assert.ok(output.includes(word), word);
    }
  });

  for (const [args, message] of [
    [['nonsense'], /no stage, file or folder "nonsense" \(looked for .*nonsense\)/],
    [['packages/gone.test.ts'], /"packages\/gone\.test\.ts" \(looked for .*packages\/gone\.test\.ts\)/],
    [['code.test.ts'], /Did you mean packages\/triggers\/test\/code\.test\.ts\?/],
    [['README.md'], /"README\.md" holds no test/],
    [['--nonsense'], /Unknown option '--nonsense'.*--help/s],
    [['--browser', 'opera'], /Unknown browser "opera".*chromium, firefox, webkit/],
    [['--grep', '('], /--grep takes a regular expression/],
    [['--watch'], /--watch runs one kind of test at a time/],
  ]) {
    it(`${args.join(' ')} ends with exit code 1 and says what is wrong`, async () => {
      const { code, output } = await runTestCommand(...args);
      assert.equal(code, 1);
      assert.match(output, message);
      assert.doesNotMatch(output, /passed|\bat .*\.mjs:\d/);
    });
  }

  it('runs a file by its absolute path', async (context) => {
    const { code, lastLine } = await runTestCommand(temporaryTest(context, 'absolute.test.mjs', passing));
    assert.equal(lastLine, '2 passed, 0 failed');
    assert.equal(code, 0);
  });

  it('runs several files by paths from the root, and counts a failed test', async (context) => {
    temporaryTest(context, 'one.test.mjs', passing);
    temporaryTest(context, 'two.test.mjs', passing.replace('=> {}', '=> { throw new Error(); }'));
    const folder = '.cache/test-command';
    const { code, lastLine } = await runTestCommand(`${folder}/one.test.mjs`, `${folder}/two.test.mjs`);
    assert.equal(lastLine, '3 passed, 1 failed');
    assert.equal(code, 1);
  });

  it('--grep runs the tests whose title matches, whatever the case', async (context) => {
    const file = temporaryTest(context, 'grep.test.mjs', passing);
    const { code, output, lastLine } = await runTestCommand('unit', file, '--grep', '^second');
    assert.equal(lastLine, '1 passed, 0 failed');
    assert.equal(code, 0);
    assert.match(output, /✔ Second/);
    assert.doesNotMatch(output, /first|﹣/);
  });

  it('--grep without a match fails and says so', async (context) => {
    const file = temporaryTest(context, 'no-match.test.mjs', passing);
    const { code, output, lastLine } = await runTestCommand(file, '--grep', 'third');
    assert.match(output, /No test title matches --grep "third"\./);
    assert.equal(lastLine, '0 passed, 1 failed');
    assert.equal(code, 1);
  });

  it('--browser and --grep select engine and tests of a browser test file', async () => {
    const file = 'packages/otp-element/test/web-otp.browser.test.ts';
    const all = await runTestCommand(file, '--browser', 'chromium', '--grep', '.');
    const none = await runTestCommand(file, '--browser', 'chromium', '--grep', 'no such title');
    assert.match(all.lastLine, /^[1-9]\d* passed, 0 failed$/);
    assert.equal(none.lastLine, '0 passed, 1 failed');
    assert.match(none.output, /No test title matches/);
  });

  it('--watch runs a unit test again when it changes', async (context) => {
    const file = temporaryTest(context, 'watch.test.mjs', passing);
    const { output, exited, stop } = startTestCommand([file, '--watch']);
    await waitFor(() => output().includes('✔ Second'), 'first run');
    writeFileSync(file, passing.replace('Second', 'Third'));
    await waitFor(() => output().includes('✔ Third'), 'second run');
    stop();
    await exited;
  });

  it('--watch runs e2e tests again when a source changes', async () => {
    const { output, exited, stop } = startTestCommand(['e2e/mail.e2e.test.ts', '--watch', '--grep', 'no such title']);
    const runs = () => output().split('Waiting for a change').length - 1;
    await waitFor(() => runs() === 1, 'first run');
    utimesSync(join(root, 'e2e/tsconfig.json'), new Date(), new Date());
    await waitFor(() => runs() === 2, 'second run');
    stop();
    await exited;
  });
});

describe('the plan of npm test', () => {
  const plan = (options) => planStages({ stages: [], paths: [], browsers: [], watch: false, ...options });
  const stagesOf = (options) => plan(options).map(({ stage }) => stage);

  it('is every stage without arguments, and otherwise the named stages in their order', () => {
    assert.deepEqual(stagesOf({}), Object.keys(STAGES));
    assert.deepEqual(stagesOf({ stages: ['types', 'lint'] }), ['lint', 'types']);
  });

  it('is the stages with test titles for --grep, and the browser stage for --browser', () => {
    assert.deepEqual(stagesOf({ grep: 'x' }), ['unit', 'template', 'browser', 'e2e']);
    assert.deepEqual(stagesOf({ browsers: ['firefox'] }), ['browser']);
  });

  it('sorts the tests of a folder by stage, and keeps those of a named stage', () => {
    const all = plan({ paths: ['packages/triggers', 'packages/otp-client/'] });
    assert.deepEqual(
      all.map(({ stage }) => stage),
      ['unit', 'template', 'browser'],
    );
    for (const { stage, files } of all) assert.ok(files.every((file) => stageOf(file) === stage));
    assert.deepEqual(plan({ stages: ['template'], paths: ['packages/triggers'] }), [all[1]]);
  });

  for (const [options, message] of [
    [{ stages: ['lint'], grep: 'x' }, /--grep selects tests by title, and lint has none/],
    [{ stages: ['lint'], paths: ['packages'] }, /lint checks the whole repository/],
    [{ stages: ['e2e'], paths: ['packages'] }, /no e2e test in packages/],
    [{ stages: ['unit'], browsers: ['firefox'] }, /--browser is for browser and e2e tests/],
    [{ stages: ['e2e'], browsers: ['firefox'] }, /e2e tests run in Chromium only, not in firefox/],
    [{ stages: ['unit', 'template'], watch: true }, /--watch runs one kind of test at a time/],
  ]) {
    it(`refuses ${JSON.stringify(options)}`, () => assert.throws(() => plan(options), message));
  }

  it('builds for a unit test only if the test uses the template or built files', () => {
    assert.equal(needsBuild('packages/otp-client/test/machine.test.ts'), false);
    assert.equal(needsBuild('packages/otp-client/test/pool.test.ts'), true);
    assert.equal(needsBuild('scripts/test/size.test.mjs'), true);
  });
});
