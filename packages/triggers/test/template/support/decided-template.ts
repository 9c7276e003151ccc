/** The template as CloudFormation sees it with certain parameters: each condition is a constant. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveTemplate } from '@cognito-otp/local-pool';
import { root, text, written } from './template.js';

/**
 * Writes the template with each condition replaced by its value, and hands its file to `work`. A validator that follows both
 * values of every condition takes ten times as long.
 *
 * @param change changes the text of the template, whose conditions have their values already.
 */
export async function withDecidedTemplate<Result>(
  parameters: Readonly<Record<string, string>>,
  region: string,
  work: (file: string) => Result,
  change: (template: string) => string = (template) => template,
): Promise<Result> {
  const names = Object.keys(written.Conditions);
  const outputs = names.map((name) => `  Is${name}: { Value: !If [${name}, 'yes', 'no'] }\n`).join('');
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-decided-'));
  const file = join(folder, 'template.yaml');
  try {
    writeFileSync(file, text.replaceAll('CodeUri: ', `CodeUri: ${root}`).replace(/^Outputs:\n/m, `$&${outputs}`));
    const resolved = await resolveTemplate(file, parameters, { region });
    const values = names.map((name) => {
      const value = resolved.outputs[`Is${name}`] ?? assert.fail(`the condition ${name} has no value`);
      return `  ${name}: !Equals [yes, ${value}]\n`;
    });
    const decided = text.replace(/^Conditions:\n.*?(?=^\w)/ms, () => `Conditions:\n${values.join('')}\n`);
    assert.notEqual(decided, text);
    writeFileSync(file, change(decided));
    return work(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
