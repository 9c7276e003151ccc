// Changes of the parameters of a disposable stack.

import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import type { Aws } from './clients.js';
import { describeStack, type StackFacts } from './stack.js';

/** How long an update or a deletion may take. */
const MINUTES = 20;

/**
 * Updates a stack with some parameters changed, and waits until it is complete.
 *
 * @throws Error with the reason that CloudFormation gives if the update fails or takes too long
 */
export async function updateParameters(
  aws: Aws,
  stack: StackFacts,
  changed: Readonly<Record<string, string>>,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  try {
    await aws.cloudFormation.send(
      new UpdateStackCommand({
        StackName: stack.name,
        UsePreviousTemplate: true,
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
        Parameters: Object.keys(stack.parameters).map((ParameterKey) =>
          ParameterKey in changed
            ? { ParameterKey, ParameterValue: changed[ParameterKey] }
            : { ParameterKey, UsePreviousValue: true },
        ),
      }),
    );
  } catch (error) {
    if (error instanceof Error && /No updates are to be performed/.test(error.message)) return;
    throw error;
  }
  const status = await settledStatus(aws, stack.name, sleep);
  if (status !== 'UPDATE_COMPLETE') throw new Error(`The update ended as ${status}.`);
}

/** Waits until a stack no longer changes, and returns its status; `DELETE_COMPLETE` if it is gone. */
export async function settledStatus(
  aws: Pick<Aws, 'cloudFormation'>,
  name: string,
  sleep: (ms: number) => Promise<void>,
): Promise<string> {
  for (let waited = 0; waited < MINUTES * 60; waited += 5) {
    const found = await describeStack(aws, name);
    const status = found?.StackStatus ?? 'DELETE_COMPLETE';
    if (!status.endsWith('_IN_PROGRESS')) {
      return found?.StackStatusReason ? `${status} (${found.StackStatusReason})` : status;
    }
    await sleep(5000);
  }
  throw new Error(`The stack ${name} was not complete after ${MINUTES} minutes.`);
}
