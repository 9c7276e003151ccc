import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { compare, NotRun, type Probe, type ProbeContext } from '../probe.js';
import { changeParameters } from '../support/change-parameters.js';

/** A name with letters outside ASCII. */
const BRAND = 'Müller';

/** Whether parameters keep their letters. */
export const brandName: Probe = {
  name: 'brand-name',
  title: 'A brand name with letters outside ASCII stays as it is',
  expected: `With BrandName=${BRAND}, the texts of the user pool contain ${BRAND}.`,
  local: 'Keeps it.',
  remedy: 'Users would read "M?ller". Choose a BrandName in ASCII, and report it.',
  scope: 'disposable',
  effects: 'updates the stack twice, about two minutes each',
  async run(context) {
    const [changed = ''] = await changeParameters(context, [{ BrandName: BRAND }], () => textOf(context));
    return compare(changed.includes(BRAND), `"${changed}"`);
  },
};

async function textOf({ aws, stack }: ProbeContext): Promise<string> {
  const { UserPool } = await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId: stack.userPoolId }));
  const { SmsMessage, EmailMessage } = UserPool?.VerificationMessageTemplate ?? {};
  const text = SmsMessage ?? EmailMessage;
  if (text === undefined) throw new NotRun('the user pool has no text of its own');
  return text;
}
