import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { compare, type Probe, type ProbeContext } from '../probe.js';

/** For each function with access to the table: an action it needs, a key of its own, and a key of another function's. */
const ACCESS = [
  { role: 'PreSignUpRole', action: 'dynamodb:UpdateItem', own: 'sign-ups', foreign: 'account#smoke' },
  { role: 'CustomMessageRole', action: 'dynamodb:PutItem', own: 'cognito-messages#smoke', foreign: 'account#smoke' },
  { role: 'CreateAuthChallengeRole', action: 'dynamodb:PutItem', own: 'account#smoke', foreign: 'sign-ups' },
  { role: 'VerifyAuthChallengeResponseRole', action: 'dynamodb:PutItem', own: 'account#smoke', foreign: 'sends' },
  { role: 'PostAuthenticationRole', action: 'dynamodb:BatchGetItem', own: 'account#smoke', foreign: 'sends' },
] as const;

const KEY = 'dynamodb:LeadingKeys';

/** Whether IAM evaluates the conditions on leading keys as the template assumes. */
export const permissions: Probe = {
  name: 'permissions',
  title: 'Each function can access its own kinds of items only',
  expected: 'IAM allows the own leading key, and denies a foreign key and a request without a key.',
  local: 'The same: it evaluates the conditions of the roles.',
  remedy:
    'An allowed foreign or absent key weakens docs/security.md#permissions, but no promise depends on it alone. Report it.',
  scope: 'stack',
  effects: 'none; asks the policy simulator',
  async run(context) {
    const wrong: string[] = [];
    for (const { role, action, own, foreign } of ACCESS) {
      for (const [what, keys, expected] of [
        ['own', [own], 'allowed'],
        ['foreign', [foreign], 'denied'],
        ['absent', undefined, 'denied'],
      ] as const) {
        const decision = await simulate(context, role, action, keys);
        const isAllowed = decision === 'allowed';
        if (isAllowed !== (expected === 'allowed')) wrong.push(`${role} ${action} with ${what} key: ${decision}`);
      }
    }
    return compare(
      wrong.length === 0,
      wrong.length === 0 ? `${ACCESS.length * 3} of ${ACCESS.length * 3} as expected` : wrong.join('; '),
    );
  },
};

async function simulate(
  { aws, stack }: ProbeContext,
  role: string,
  action: string,
  keys: readonly string[] | undefined,
): Promise<string | undefined> {
  const { partition, region, accountId, resources } = stack;
  const { EvaluationResults = [] } = await aws.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: `arn:${partition}:iam::${accountId}:role/${resources[role]}`,
      ActionNames: [action],
      ResourceArns: [`arn:${partition}:dynamodb:${region}:${accountId}:table/${resources['Table']}`],
      ...(keys && {
        ContextEntries: [{ ContextKeyName: KEY, ContextKeyType: 'stringList', ContextKeyValues: [...keys] }],
      }),
    }),
  );
  return EvaluationResults[0]?.EvalDecision;
}
