// The facts about the stack that is checked.

import { DescribeStacksCommand, paginateListStackResources, type Stack } from '@aws-sdk/client-cloudformation';
import type { Aws } from './clients.js';

/** A stack, as CloudFormation describes it. */
export interface StackFacts {
  readonly name: string;
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  readonly status: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** Physical ids by logical id. */
  readonly resources: Readonly<Record<string, string>>;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** The stack cannot be checked: the message says why and what to do. */
export class StackError extends Error {}

/** Describes a stack; undefined if there is none of this name. */
export async function describeStack(aws: Pick<Aws, 'cloudFormation'>, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Reads a stack's parameters, outputs and resources.
 *
 * @throws StackError if there is no such stack, it is changing, or it is not a stack of this project's template
 */
export async function readStack(aws: Aws, name: string): Promise<StackFacts> {
  const stack = await describeStack(aws, name);
  const region = await aws.region();
  if (stack === undefined) {
    throw new StackError(`There is no stack ${name} in ${region}. Check --stack, --region and --profile.`);
  }
  const status = stack.StackStatus ?? '';
  if (!status.endsWith('_COMPLETE') || status === 'ROLLBACK_COMPLETE' || status === 'DELETE_COMPLETE') {
    throw new StackError(`The stack ${name} is in the state ${status}. Deploy it first, or wait until it is complete.`);
  }
  const outputs = Object.fromEntries((stack.Outputs ?? []).map((one) => [one.OutputKey ?? '', one.OutputValue ?? '']));
  const { UserPoolId: userPoolId, UserPoolClientId: clientId } = outputs;
  if (!userPoolId || !clientId) {
    throw new StackError(
      `The stack ${name} has no outputs UserPoolId and UserPoolClientId. Deploy template.yaml, and name that stack.`,
    );
  }
  const resources: Record<string, string> = {};
  for await (const page of paginateListStackResources({ client: aws.cloudFormation }, { StackName: name })) {
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
      resources[LogicalResourceId] = PhysicalResourceId;
    }
  }
  const [, partition = 'aws', , , accountId = ''] = (stack.StackId ?? '').split(':');
  const parameters = Object.fromEntries(
    (stack.Parameters ?? []).map((one) => [one.ParameterKey ?? '', one.ParameterValue ?? '']),
  );
  return { name, region, partition, accountId, status, parameters, outputs, resources, userPoolId, clientId };
}

/** The secret from which codes are derived. The variant for the Serverless Application Repository names one instead of creating it. */
export const codeSecretOf = ({ resources, parameters }: StackFacts): string | undefined =>
  resources['CodeSecret'] ?? parameters['CodeKeyName'];

/** Whether the stack sends codes by SMS. */
export const sendsSms = ({ parameters }: StackFacts): boolean => parameters['Channels'] !== 'email';

/** Whether the stack sends codes by email. */
export const sendsEmail = ({ parameters }: StackFacts): boolean =>
  parameters['Channels'] !== 'sms' && Boolean(parameters['EmailFrom']);

/** Whether refresh tokens are replaced at each use. */
export const rotatesTokens = ({ parameters }: StackFacts): boolean => parameters['RefreshTokenRotation'] !== 'off';
