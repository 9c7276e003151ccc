// Deploys a stack for one run, and deletes it at the end.

import type { CleanUp } from '../aws/clean-up.js';
import { type Aws, errorText } from '../aws/clients.js';
import { deletePool, deleteStack, deleteTable, poolExists, tableExists } from '../aws/delete-stack.js';
import { describeStack, readStack, StackError, type StackFacts } from '../aws/stack.js';

/** The stack to deploy. */
export interface NewStack {
  readonly stack: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  /** `Key=Value` */
  readonly parameters: readonly string[];
}

/** Parameters for a stack that is checked once: more messages to one address, so that ten first sign-ins fit. */
const PARAMETERS = ['SendsIn10Minutes=10', 'SendsADay=50', 'SendWaitSeconds=10', 'LogRetentionDays=1'];

/**
 * Deploys the template with `sam deploy`.
 *
 * @throws StackError if the name is taken or the deployment fails
 */
export async function createStack(
  aws: Aws,
  { stack, region, profile, parameters }: NewStack,
  cleanUp: CleanUp,
  { deploy, sleep }: { deploy: (args: readonly string[]) => Promise<number>; sleep: (ms: number) => Promise<void> },
): Promise<void> {
  if ((await describeStack(aws, stack)) !== undefined) {
    throw new StackError(`The stack ${stack} exists. --create deploys a new one and deletes it: choose another name.`);
  }
  let created: StackFacts | undefined;
  cleanUp.add(`the stack ${stack} and what it retains`, async (freshAws) => {
    created ??= await readStack(freshAws, stack).catch(() => undefined);
    const found = await describeStack(freshAws, stack);
    if (found !== undefined) {
      const status = await deleteStack(freshAws, stack, wait);
      if (status !== 'DELETE_COMPLETE') throw new Error(status);
    }
    if (created === undefined) return;
    const table = created.resources['Table'] ?? '';
    if (await poolExists(freshAws, created.userPoolId)) await deletePool(freshAws, created.userPoolId);
    if (await tableExists(freshAws, table)) await deleteTable(freshAws, table, wait);
  });
  const args = [
    'deploy',
    '--stack-name',
    stack,
    ...(region === undefined ? [] : ['--region', region]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    '--resolve-s3',
    '--no-confirm-changeset',
    '--capabilities',
    'CAPABILITY_IAM',
    '--parameter-overrides',
    ...PARAMETERS.filter((one) => !parameters.some((own) => own.split('=')[0] === one.split('=')[0])),
    ...parameters.map(quoteForSam),
  ];
  const code = await deploy(args).catch((error: unknown) => {
    throw new StackError(
      `The SAM CLI cannot be started (${errorText(error)}). Install it, or deploy the stack yourself.`,
    );
  });
  if (code !== 0) throw new StackError(`"sam deploy" ended with exit code ${code}; its output says why.`);
  await sleep(0);
  created = await readStack(aws, stack);
}

/**
 * Quotes a value for `sam deploy`, which drops the text after a space in an unquoted value,
 * although the shell has passed it on.
 */
function quoteForSam(parameter: string): string {
  const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(parameter) ?? [];
  return /[\s"'\\]/.test(value) ? `${key}="${value.replaceAll(/["\\]/g, '\\$&')}"` : parameter;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
