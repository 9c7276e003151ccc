/** The outputs of a stack of `template-triggers.yaml`: the function of each trigger, the pool and its app clients. */
import { readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CliError } from '../errors.js';

/** The triggers of the stack, by their key in `LambdaConfig`. */
export const TRIGGERS = [
  'PreSignUp',
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
  'PostAuthentication',
  'CustomMessage',
] as const;

/** The name of a trigger of the stack. */
export type Trigger = (typeof TRIGGERS)[number];

/** What a stack says of itself. */
export interface StackOutputs {
  /** The ARN of each trigger's function. */
  readonly functions: Readonly<Record<Trigger, string>>;
  /** The pool that may invoke the functions. */
  readonly userPoolArn: string;
  /** The app clients whose users sign in with codes. */
  readonly appClientIds: readonly string[];
}

/**
 * Reads the outputs of a stack from CloudFormation.
 *
 * @throws {CliError} if there is no such stack, or it is not one of `template-triggers.yaml`.
 */
export async function readStack(name: string, region: string): Promise<StackOutputs> {
  const client = new CloudFormationClient({ region });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return parseOutputs(Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])), name);
}

/**
 * Reads outputs from a file: a map by name, or the list that `aws cloudformation describe-stacks --query Stacks[0].Outputs`
 * prints.
 *
 * @throws {CliError} if the file is missing, is not JSON, or does not have the outputs.
 */
export function readOutputsFile(file: string): StackOutputs {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const list = content as { OutputKey?: string; OutputValue?: unknown }[];
  const values = Array.isArray(content)
    ? Object.fromEntries(list.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue]))
    : (content as Record<string, unknown>);
  return parseOutputs(values ?? {}, file);
}

function parseOutputs(outputs: Readonly<Record<string, unknown>>, source: string): StackOutputs {
  const output = (name: string): string => {
    const value = outputs[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new CliError(`${source} has no output ${name}. Name a stack that was deployed with template-triggers.yaml.`);
  };
  const functions = Object.fromEntries(TRIGGERS.map((name) => [name, output(`${name}Arn`)]));
  return {
    functions: functions as Record<Trigger, string>,
    userPoolArn: output('UserPoolArn'),
    appClientIds: output('AppClientIds').split(','),
  };
}
