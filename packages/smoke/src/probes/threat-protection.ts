import { DescribeRiskConfigurationCommand, DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { errorName, errorText, Interrupted } from '../aws/clients.js';
import { compare, type Probe, type ProbeContext } from '../probe.js';
import { changeParameters } from '../support/change-parameters.js';

/** The values to set one after the other, and the expected settings of the pool. */
const STEPS = [
  { value: 'audit', expected: 'AUDIT' },
  { value: 'enforced', expected: 'ENFORCED, blocks high risk' },
  { value: 'off', expected: 'OFF' },
] as const;

/** Whether threat protection can be turned on, up and off again. */
export const threatProtection: Probe = {
  name: 'threat-protection',
  title: 'Threat protection can be turned on and off',
  expected: STEPS.map(({ value, expected }) => `${value}: ${expected}`).join(' · '),
  local: 'Accepts the settings with the plan PLUS, and assesses no risk.',
  remedy: 'Set it in the console, watch whether the next update keeps it, and report it.',
  scope: 'disposable',
  effects:
    "updates the stack four times with UserPoolTier=PLUS, about two minutes each; this month's active users of the pool may be charged at the price of Plus",
  async run(context) {
    const sets = STEPS.map(({ value }) => ({ UserPoolTier: 'PLUS', ThreatProtection: value }));
    try {
      const seen = await changeParameters(context, sets, () => observe(context));
      const holds = STEPS.every(({ expected }, index) => seen[index] === expected);
      return compare(holds, STEPS.map(({ value }, index) => `${value}: ${seen[index]}`).join(' · '));
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return compare(false, errorText(error));
    }
  },
};

async function observe({ aws, stack }: ProbeContext): Promise<string> {
  const UserPoolId = stack.userPoolId;
  const { UserPool } = await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId }));
  const mode = UserPool?.UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF';
  if (mode !== 'ENFORCED') return mode;
  const actions = await aws.cognito.send(new DescribeRiskConfigurationCommand({ UserPoolId })).then(
    ({ RiskConfiguration }) => RiskConfiguration?.AccountTakeoverRiskConfiguration?.Actions,
    (error: unknown) => {
      if (errorName(error) === 'ResourceNotFoundException') return undefined;
      throw error;
    },
  );
  return actions?.HighAction?.EventAction === 'BLOCK' ? 'ENFORCED, blocks high risk' : 'ENFORCED, without an action';
}
