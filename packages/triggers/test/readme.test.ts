/** The statements of the README about policies, compared with the code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ConfigurationError } from '../src/config/environment.js';
import { policyEnvironment } from '../src/config/policy-environment.js';
import { createTriggers, type TriggersOptions } from '../src/create-triggers.js';
import type { Policy } from '../src/domain/policy.js';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const readme = read('packages/triggers/README.md');

/** The rows of the table of policy properties. */
const rows = readme
  .slice(readme.indexOf('<!-- policy -->'))
  .split('\n')
  .slice(1)
  .map((line) => /^\| `(\w+)` \| `(\w+)` \| (.*?) \| (.*) \|$/.exec(line)?.slice(1))
  .filter((row) => row !== undefined) as [property: string, variable: string, fallback: string, bounds: string][];

describe('the README of the triggers', () => {
  it('contains the code and the template of the examples unchanged', () => {
    for (const name of ['handlers.ts', 'lambda.ts']) {
      assert.ok(readme.includes(`\`\`\`ts\n${read(`examples/own-sender/${name}`)}\`\`\``), name);
    }
    assert.ok(readme.includes(`\`\`\`yaml\n${read('examples/own-sender/template.yaml')}\`\`\``), 'template.yaml');
    for (const name of ['shared-table-store.ts', 'extension-keyring.ts', 'directory-without-lookups.ts']) {
      assert.ok(readme.includes(`\`\`\`ts\n${read(`examples/own-ports/${name}`)}\`\`\``), name);
    }
  });

  it('lists every policy property with its environment variable', () => {
    const properties = [...read('packages/triggers/src/domain/policy.ts').matchAll(/^ {2}readonly (\w+)\??: /gm)].map(
      ([, name]) => name,
    );
    assert.deepEqual(rows.map(([property]) => property).sort(), properties.sort());
    for (const [property, variable] of rows)
      assert.deepEqual(policyEnvironment({ [property]: 1 } as never), { [variable]: '1' });
  });

  for (const [property, , fallback, bounds] of rows) {
    const [, least, most] = /^(\d+) to (\d+)$/.exec(bounds) ?? [];
    if (least === undefined) continue;
    it(`states the bounds of ${property} that its error reports`, () => {
      const policy: Policy = { brand: 'Example', countries: ['GB'] };
      const triggersWith = (value: number) => () =>
        createTriggers({ sender: {}, policy: { ...policy, [property]: value } } as unknown as TriggersOptions);
      for (const value of [Number(least), Number(fallback), Number(most)]) assert.doesNotThrow(triggersWith(value));
      for (const value of [Number(least) - 1, Number(most) + 1, Number.NaN]) {
        assert.throws(triggersWith(value), (error) => {
          assert.ok(error instanceof ConfigurationError);
          assert.equal(
            error.message,
            `Invalid ${property}: expected a whole number from ${least} to ${most}; it is "${value}".`,
          );
          return true;
        });
      }
    });
  }
});
