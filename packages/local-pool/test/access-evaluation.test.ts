/** How IAM statements are evaluated for a request. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateAccess } from '../src/iam/authorize.js';
import type { PolicyStatement } from '../src/model/stack.js';

const statement = (part: Partial<PolicyStatement>): PolicyStatement => ({
  effect: 'Allow',
  actions: ['dynamodb:GetItem'],
  notActions: [],
  resources: ['*'],
  notResources: [],
  conditions: {},
  ...part,
});

describe('evaluating access', () => {
  const request = { action: 'dynamodb:GetItem', resources: ['arn:aws:dynamodb:us-east-1:0:table/a'] };

  it('needs a statement that allows the action', () => {
    assert.equal(evaluateAccess([], request), 'not-allowed');
    assert.equal(evaluateAccess([statement({})], request), 'allowed');
    assert.equal(evaluateAccess([statement({ actions: ['dynamodb:PutItem'] })], request), 'not-allowed');
  });

  it('supports wildcards in actions, which are case-insensitive, and in resources', () => {
    assert.equal(evaluateAccess([statement({ actions: ['DynamoDB:get*'] })], request), 'allowed');
    assert.equal(evaluateAccess([statement({ resources: ['arn:aws:dynamodb:*:*:table/?'] })], request), 'allowed');
    assert.equal(evaluateAccess([statement({ resources: ['arn:aws:dynamodb:*:*:table/b'] })], request), 'not-allowed');
    assert.equal(
      evaluateAccess([statement({ resources: ['arn.aws.dynamodb.us-east-1.0.table.a'] })], request),
      'not-allowed',
    );
    assert.equal(evaluateAccess([statement({ actions: [], notActions: ['dynamodb:Put*'] })], request), 'allowed');
    assert.equal(evaluateAccess([statement({ resources: [], notResources: ['*/a'] })], request), 'not-allowed');
  });

  it('denies if any statement denies: an explicit Deny overrides any Allow', () => {
    assert.equal(evaluateAccess([statement({}), statement({ effect: 'Deny', actions: ['*'] })], request), 'denied');
  });

  const keyed = (...keys: string[]) => ({ ...request, context: { 'dynamodb:LeadingKeys': keys } });
  const withConditions = (conditions: PolicyStatement['conditions']) => [statement({ conditions })];

  it('evaluates conditions on the request, and fails closed on unknown operators and keys', () => {
    const like = withConditions({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*', 'all'] } });
    for (const keys of [['mine#1'], ['all'], ['mine#', 'all']])
      assert.equal(evaluateAccess(like, keyed(...keys)), 'allowed');
    for (const keys of [['yours'], ['all#'], ['not-mine#1'], ['mine'], ['mine#1', 'yours#1']])
      assert.equal(evaluateAccess(like, keyed(...keys)), 'not-allowed', keys.join());
    assert.equal(evaluateAccess(withConditions({ StringEquals: { 'aws:Absent': ['x'] } }), keyed('x')), 'not-allowed');
    assert.equal(
      evaluateAccess(withConditions({ StringEqualsIfExists: { 'aws:Absent': ['x'] } }), keyed('x')),
      'allowed',
    );
    for (const operator of ['DateGreaterThan', 'ForAllValues:DateGreaterThan', 'NullIfExists', 'ForAllValues:Null']) {
      for (const keys of [['x'], []])
        assert.equal(
          evaluateAccess(withConditions({ [operator]: { 'dynamodb:LeadingKeys': ['x'] } }), keyed(...keys)),
          'not-allowed',
        );
    }
  });

  it('lets a request without keys pass ForAllValues, as IAM does, but not Null', () => {
    const all = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*'] } };
    const some = { ...all, Null: { 'dynamodb:LeadingKeys': ['false'] } };
    for (const without of [request, keyed()]) {
      assert.equal(evaluateAccess(withConditions(all), without), 'allowed');
      assert.equal(evaluateAccess(withConditions(some), without), 'not-allowed');
    }
    assert.equal(evaluateAccess(withConditions(some), keyed('mine#1')), 'allowed');
    assert.equal(evaluateAccess(withConditions(some), keyed('yours')), 'not-allowed');
    const any = (operator: string) => withConditions({ [operator]: { 'dynamodb:LeadingKeys': ['mine#*'] } });
    assert.equal(evaluateAccess(any('ForAnyValue:StringLike'), keyed()), 'not-allowed');
    assert.equal(evaluateAccess(any('ForAnyValue:StringLike'), keyed('yours', 'mine#1')), 'allowed');
    assert.equal(evaluateAccess(any('ForAnyValue:StringNotLike'), keyed()), 'not-allowed');
    assert.equal(evaluateAccess(any('ForAnyValue:StringNotLike'), keyed('yours', 'mine#1')), 'allowed');
    assert.equal(evaluateAccess(any('StringNotLike'), keyed('mine#1')), 'not-allowed');
  });
});
