/** Compares the README of the package with its sources. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');

/** The first column of the table below a heading. */
const firstColumn = (heading: string) => {
  const [section = ''] = readme.split(`## ${heading}\n`)[1]?.split('\n## ') ?? [];
  return [...section.matchAll(/^\| `(\w[\w-]*)` \|/gm)].map(([, name]) => name!);
};

test('the README documents every error code and no other', () => {
  const [, table = ''] = /type OtpErrors = Classified<\{(.*?)\n\}>;/s.exec(read('src/contracts/errors.ts')) ?? [];
  const codes = [...table.matchAll(/^ {2}(\w+): /gm)].map(([, code]) => code!);
  assert.ok(codes.length > 20);
  assert.deepEqual(firstColumn('Errors').sort(), codes.sort());
});

test('the README documents every option and no other', () => {
  const [, body = ''] = /interface OtpClientOptions \{(.*?)\n\}/s.exec(read('src/contracts/client.ts')) ?? [];
  const options = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, name]) => name!);
  assert.ok(options.length > 10);
  assert.deepEqual(firstColumn('Options').sort(), options.sort());
});

test('the README documents every command option', () => {
  const source = read('src/contracts/client.ts');
  const [, paragraph = ''] = /^Commands take options too: (.*?)\n\n/ms.exec(readme) ?? [];
  for (const command of ['Call', 'Start', 'Submit', 'Resend']) {
    const [, body = ''] = new RegExp(`interface ${command}Options[^{]*\\{(.*?)\\n\\}`, 's').exec(source) ?? [];
    const options = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\?:/gm)].map(([, name]) => name!);
    assert.ok(options.length > 0, command);
    for (const option of options) assert.ok(paragraph.includes(`\`${option}\``), `${command}: ${option}`);
  }
});

test('the README documents every step and no other', () => {
  const steps = [...read('src/contracts/state.ts').matchAll(/readonly step: ([' |\w-]+)/g)].flatMap(
    ([, names]) => names!.match(/[\w-]+/g)!,
  );
  assert.ok(steps.length > 5);
  assert.deepEqual(firstColumn('Steps').sort(), steps.sort());
});

test('everything that the README imports is exported', async () => {
  const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, { source: string }> };
  const imports = [...readme.matchAll(/import \{ ([\w, ]+) \} from '@cognito-otp\/client([\w/-]*)'/g)];
  assert.ok(imports.length >= 7);
  for (const [, names, entry] of imports) {
    const module = await import(`../${exports[`.${entry}`]!.source}`);
    for (const name of names!.split(', ')) assert.equal(name in module, true, `${name} of ${entry}`);
  }
});
