/** The command line of the smoke test, and what is masked in its report. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES, helpText, mask, PROBES, parseCommandLine, UsageError } from '@cognito-otp/smoke';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('the command line', () => {
  it('reads every option', () => {
    const options = parseCommandLine(
      ['--stack', 'login', '--phone', '+447700900123', '--only', 'waf', '--only', 'metrics', '--disposable', '--yes'],
      PROBES,
    );
    assert.ok(options !== 'help');
    const { stack, phone, only, scope, yes } = options;
    assert.deepEqual(
      [stack, phone, only, scope, yes],
      ['login', '+447700900123', ['waf', 'metrics'], 'disposable', true],
    );
  });

  for (const [args, message] of [
    [[], /Name the stack: --stack NAME/],
    [['--stack', 'a b'], /Invalid --stack: expected the name of a stack/],
    [
      ['--stack', 'x', '--phone', '07700 900123'],
      /Invalid --phone: .* for example \+447700900123; it is "07700 900123"/,
    ],
    [['--stack', 'x', '--email', 'ann'], /Invalid --email/],
    [['--stack', 'x', '--only', 'wafer'], /There is no probe "wafer"\. Choose from first-creation, /],
    [['--stack', 'x', '--endpoint', 'localhost:9400'], /Invalid --endpoint/],
    [['--stack', 'x', '--parameter', 'Countries=GB'], /only with --create/],
    [['--stack', 'x', '--create', '--parameter', 'Countries'], /Invalid --parameter: expected Key=Value/],
    [['--stack', 'x', '--force'], /Unknown option '--force'.*"--help"/s],
    [['--stack'], /argument missing.*"--help"/s],
    [['x'], /Unexpected argument 'x'/],
  ] as const) {
    it(`refuses ${JSON.stringify(args)} and says how to correct it`, () => {
      assert.throws(
        () => parseCommandLine(args, PROBES),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it('explains every option, exit code and probe with --help', () => {
    assert.equal(parseCommandLine(['--help'], PROBES), 'help');
    const text = helpText(PROBES);
    for (const { name } of PROBES) assert.ok(text.includes(`  ${name} `), name);
    for (const option of ['--region', '--profile', '--report', '--create', '--endpoint'])
      assert.ok(text.includes(option));
    assert.ok(text.split('\n').every((line) => line.length <= 120));
  });

  it('ends with 2 for a wrong option, and without --yes if there is no terminal for the answer', async () => {
    for (const [args, message] of [
      [['--stack', 'x', '--only', 'none'], /There is no probe "none"/],
      [['--stack', 'x', '--region', 'eu-west-1', '--endpoint', 'http://127.0.0.1:1'], /ECONNREFUSED/],
    ] as const) {
      const main = 'packages/smoke/src/main.ts';
      const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args], {
        cwd: root,
        env: { ...process.env, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_MAX_ATTEMPTS: '1' },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
          output += text;
        });
      }
      const [code] = await once(child, 'close');
      assert.equal(code, 2, output);
      assert.match(output, message);
      assert.doesNotMatch(output, /\n {4}at /);
    }
  });
});

describe('docs/smoke-test.md', () => {
  const text = readFileSync(new URL('../../../docs/smoke-test.md', import.meta.url), 'utf8');

  it('lists every probe', () => {
    const [, table = ''] = text.split('## Probes');
    const listed = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual([...listed].sort(), PROBES.map(({ name }) => name).sort());
  });

  it('lists every option and exit code', () => {
    const options = helpText(PROBES).match(/--[a-z]+/g) ?? [];
    for (const option of options) assert.ok(option === '--help' || text.includes(option), option);
    for (const code of Object.values(EXIT_CODES)) assert.ok(text.includes(`| ${code} |`), String(code));
  });
});

describe('masking', () => {
  for (const [text, masked] of [
    ['user ann.smith@example.com', 'user a•••@example.com'],
    ['a@b.co and +447700900123', 'a•••@b.co and +44•••••123'],
    ['arn:aws:iam::123456789012:role/x', 'arn:aws:iam::••••••••9012:role/x'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_-123', 'token (token)'],
    [`session ${'Ab3+/'.repeat(30)}`, 'session (secret)'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key (access key)'],
    ['60 starts, 15 of 15, 2026-11-30T12:00:00.000Z', '60 starts, 15 of 15, 2026-11-30T12:00:00.000Z'],
  ] as const) {
    it(`turns "${text.slice(0, 40)}" into "${masked}"`, () => assert.equal(mask(text), masked));
  }

  it('removes codes that were typed', () => assert.equal(mask('answer 123456', ['123456']), 'answer (secret)'));
});
