/** The commands of the documents, and the values that `sam deploy` reads from them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { resolved, root, written } from './support/template.js';

/**
 * The parameters that `sam deploy` reads from its arguments. It drops what its expression does not match, such as the second
 * word of an unquoted value: https://github.com/aws/aws-sam-cli/blob/develop/samcli/cli/types.py
 */
function samParameters(args: readonly string[]): { given: Record<string, string>; lost: string } {
  const expression = / ([A-Za-z0-9\\"']+)=("(?:\\.|[^"\\]+)*"|'(?:\\.|[^'\\]+)*'|(?:\\.|[^ "\\]+)+)/g;
  const given: Record<string, string> = {};
  let lost = '';
  for (const arg of args) {
    lost += ` ${arg.trim()}`.replaceAll(expression, (_all, key: string, value: string) => {
      given[key] = value.replace(/^(["'])(.*)\1$/s, '$2').replaceAll('\\"', '"');
      return '';
    });
  }
  return { given, lost };
}

/** The words into which a shell splits a line. */
const shellWords = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"/g,
      (_all, single: string | undefined, double: string | undefined) => single ?? double ?? '',
    ),
  );

const documents = [
  'README.md',
  ...readdirSync(`${root}docs`).flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];
const commands = documents.flatMap((file) =>
  [...readFileSync(root + file, 'utf8').matchAll(/^\s*(?:\$ )?sam deploy(.*)--parameter-overrides (.*)$/gm)].map(
    ([, , parameters = '']) => ({ file, parameters }),
  ),
);

describe('sam deploy', () => {
  it('drops the second word of a value unless it is quoted for SAM, too', () => {
    for (const [line, name] of [
      ['BrandName="Example Bank"', 'Example'],
      ['\'BrandName="Example Bank"\'', 'Example Bank'],
      ['BrandName=\'"Example Bank"\' Countries=GB', 'Example Bank'],
      ['BrandName=Bank', 'Bank'],
    ] as const) {
      assert.equal(samParameters(shellWords(line)).given['BrandName'], name, line);
    }
  });

  it('gets every value of the documented commands completely, and a template that resolves', async () => {
    assert.ok(commands.length >= 3, `${commands.length} commands`);
    for (const { file, parameters } of commands) {
      const { given, lost } = samParameters(shellWords(parameters));
      assert.equal(lost, '', `${file}: ${parameters}`);
      assert.deepEqual(
        Object.keys(given).filter((name) => !(name in written.Parameters)),
        [],
      );
      await resolved(given);
    }
  });

  it('gets every value of samconfig.toml completely', () => {
    const lists = [
      ...readFileSync(`${root}samconfig.toml`, 'utf8').matchAll(/parameter_overrides = \[(.*?)\](?= #|$)/gm),
    ];
    assert.equal(lists.length, 2);
    for (const [, list = ''] of lists) {
      const values = [...list.matchAll(/"([^"]*)"(?=,|$)|'([^']*)'/g)].map(
        ([, basic, literal]) => basic ?? literal ?? '',
      );
      assert.ok(values.length >= 2, list);
      assert.equal(samParameters(values).lost, '', list);
    }
  });
});
