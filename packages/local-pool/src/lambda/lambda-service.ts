// The functions of a stack, each with the environment that Lambda would give it and nothing of this process.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Credentials } from '../iam/access-keys.js';
import type { Clock } from '../model/clock.js';
import type { FunctionDefinition } from '../model/stack.js';
import { createLambdaFunction, type LambdaFunction } from './lambda-function.js';

/** What the functions of a stack are started with. */
export interface LambdaOptions {
  readonly functions: readonly FunctionDefinition[];
  /** Where to begin looking for the AWS SDK that Lambda's runtime includes. */
  readonly templateDirectory: string;
  readonly region: string;
  /** The URL that the functions' AWS calls go to. */
  readonly endpoint: string;
  readonly clock: Clock;
  /** The credentials of a function's role. */
  readonly credentialsOf: (definition: FunctionDefinition) => Credentials;
  /** Called before each invocation. */
  readonly onInvoke: (definition: FunctionDefinition) => void;
  /** Called with each line of a function's output and the id of the request it belongs to. */
  readonly onLine: (definition: FunctionDefinition, requestId: string, line: string) => void;
}

/** The functions of a stack. */
export interface Lambda {
  /** The function with this ARN. */
  find(arn: string): LambdaFunction | undefined;
  /** Ends every process and deletes the deployed code. */
  stop(): Promise<void>;
}

/** Prepares the functions of a stack. Their processes start with their first events. */
export async function startLambda(options: LambdaOptions): Promise<Lambda> {
  const directory = await mkdtemp(path.join(tmpdir(), 'local-pool-'));
  await linkSdk(options.templateDirectory, directory);
  const functions = new Map<string, LambdaFunction>();
  for (const definition of options.functions) {
    const lambdaFunction = createLambdaFunction({
      definition,
      directory,
      variables: environmentVariables(definition, options),
      clock: options.clock,
      onInvoke: () => options.onInvoke(definition),
      onLine: (requestId, line) => options.onLine(definition, requestId, line),
    });
    functions.set(definition.arn, lambdaFunction);
  }
  return {
    find: (arn) => functions.get(arn),
    async stop() {
      await Promise.all([...functions.values()].map((one) => one.stop()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Makes the AWS SDK available to functions that do not bundle it, as Lambda's runtime does. It is the copy installed
 * nearest to the template, if any. Only the SDK is linked, so that functions find no other package of the developer.
 */
async function linkSdk(from: string, directory: string): Promise<void> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const sdk = path.join(folder, 'node_modules', '@aws-sdk');
    if (existsSync(sdk)) {
      await mkdir(path.join(directory, 'node_modules'));
      await symlink(await realpath(sdk), path.join(directory, 'node_modules', '@aws-sdk'));
      return;
    }
    if (folder === path.dirname(folder)) return;
  }
}

/** The services in `AWS_ENDPOINT_URL_<SERVICE>` that trigger functions usually call. One address answers for all. */
const ENDPOINT_SERVICES = [
  'SNS',
  'SES',
  'SESV2',
  'DYNAMODB',
  'SECRETS_MANAGER',
  'COGNITO_IDENTITY_PROVIDER',
  'COGNITO_IDENTITY',
  'PINPOINT_SMS_VOICE_V2',
  'STS',
  'KMS',
] as const;

function environmentVariables(definition: FunctionDefinition, options: LambdaOptions): Record<string, string> {
  const credentials = options.credentialsOf(definition);
  return {
    ...definition.environment,
    ...Object.fromEntries(ENDPOINT_SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, options.endpoint])),
    AWS_ENDPOINT_URL: options.endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: '2020/01/01/[$LATEST]local',
    _HANDLER: definition.handler,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    // The SDK would warn about this machine's version of Node in the function's log, which it cannot do on Lambda.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
