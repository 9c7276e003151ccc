/** docs/deployment-reference.md lists every parameter as the template has it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { root, written } from './support/template.js';

const page = readFileSync(`${root}docs/deployment-reference.md`, 'utf8');
const { ParameterGroups } = written.Metadata['AWS::CloudFormation::Interface'];
/** Lists that are too long for a cell. */
const LISTED_ELSEWHERE: Readonly<Record<string, string>> = {
  LogRetentionDays: 'those of CloudWatch',
  SmsRegion: '`auto`, Regions in which SNS sends SMS',
};

const number = (value: unknown): string => Number(value).toLocaleString('en');

function defaultOf(value: unknown): string {
  if (value === undefined) return 'required';
  return value === '' ? 'empty' : `\`${value}\``;
}

function valuesOf(name: string): string {
  const { AllowedValues, MinValue, MaxValue } = written.Parameters[name]!;
  if (AllowedValues) return LISTED_ELSEWHERE[name] ?? AllowedValues.map((one) => `\`${one}\``).join(' ');
  return MinValue === undefined ? '' : `${number(MinValue)} to ${number(MaxValue)}`;
}

/** The row that the page should have. */
function rowOf(name: string): string {
  const { Default, Description = '' } = written.Parameters[name]!;
  const meaning = Description.replaceAll('|', '\\|').trim();
  return `| \`${name}\` | ${defaultOf(Default)} | ${valuesOf(name)} | ${meaning} |`;
}

describe('docs/deployment-reference.md', () => {
  const [, chapter = ''] = page.split('## All parameters\n');
  const sections = chapter.split('\n## ')[0]!.split('### ').slice(1);

  it('has the groups of the console, in their order', () => {
    assert.deepEqual(
      sections.map((section) => section.split('\n')[0]),
      ParameterGroups.map(({ Label }) => Label.default),
    );
  });

  for (const [index, { Label, Parameters }] of ParameterGroups.entries()) {
    it(`has each parameter with its default, values and description: ${Label.default}`, () => {
      const rows = (sections[index] ?? '').split('\n').filter((line) => line.startsWith('| `'));
      assert.deepEqual(rows, Parameters.map(rowOf));
    });
  }
});
