import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { errorText, Interrupted } from '../aws/clients.js';
import { sendsEmail, sendsSms } from '../aws/stack.js';
import { compare, type Probe, type ProbeContext } from '../probe.js';
import { changeParameters } from '../support/change-parameters.js';

/** Whether the channels of a pool can be changed and changed back. */
export const channelChange: Probe = {
  name: 'channels',
  title: 'Channels can be changed from both to email and back',
  expected: 'Both updates succeed. The user pool has an SMS configuration whenever the stack sends SMS.',
  local: 'Starts with each value; it has no updates.',
  remedy:
    'Cognito does not remove or restore the SMS configuration in place: plan Channels before the first deployment, and report it.',
  scope: 'disposable',
  effects: 'updates the stack twice, about two minutes each',
  inapplicable: (stack) =>
    sendsSms(stack) && sendsEmail(stack) ? undefined : 'the stack does not send both SMS and email',
  async run(context) {
    try {
      const seen = await changeParameters(context, [{ Channels: 'email' }], () => hasSmsConfiguration(context));
      const text = seen.map((has) => (has ? 'with SMS' : 'without SMS')).join(' → ');
      // Cognito may keep the configuration of a pool without SMS; it must be there afterwards.
      return compare(seen.at(-1) === true, `email → as before: ${text}`);
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      return compare(false, errorText(error));
    }
  },
};

async function hasSmsConfiguration({ aws, stack }: ProbeContext): Promise<boolean> {
  const { UserPool } = await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId: stack.userPoolId }));
  return UserPool?.SmsConfiguration?.SnsCallerArn !== undefined;
}
