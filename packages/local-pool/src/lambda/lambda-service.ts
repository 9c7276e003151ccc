// The functions of a stack, each with the environment that Lambda would give it and nothing of this process.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Credentials } from '../iam/access-keys.js';
import type { Clock } from '../model/clock.js';
import type { FunctionDefinition } from '../model/function-definition.js';
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
  /** Whether functions may reach the network beyond this machine. */
  readonly allowNetwork: boolean;
  /** Called with a description of each refused access, such as `a connection to example.com:443`. */
  readonly onRefused: (definition: FunctionDefinition, what: string) => void;
  /** Called before each invocation. */
  readonly onInvoke: (definition: FunctionDefinition) => void;
  /** Called with each line of a function's output and the id of the request it belongs to. */
  readonly onLine: (definition: FunctionDefinition, requestId: string, line: string) => void;
}

/** The functions of a stack. */
export interface Lambda {
  /** The function with this ARN. */
  find(arn: string): LambdaFunction | undefined;
  /** Every function. */
  all(): readonly LambdaFunction[];
  /** Ends every process and deletes the deployed code. */
  stop(): Promise<void>;
}

/**
 * Prepares the functions of a stack. Their processes start with their first events.
 *
 * @throws UsageError when sources cannot be built
 */
export async function startLambda(options: LambdaOptions): Promise<Lambda> {
  const directory = await mkdtemp(path.join(tmpdir(), 'local-pool-'));
  const folders = {
    'aws-sdk': await createFolder('aws-sdk', options.templateDirectory, directory),
    '@aws-sdk': await createFolder('@aws-sdk', options.templateDirectory, directory),
  };
  const functions = new Map<string, LambdaFunction>();
  for (const definition of options.functions) {
    const lambdaFunction = createLambdaFunction({
      definition,
      directory: folders[sdkOf(definition)],
      variables: environmentVariables(definition, options),
      clock: options.clock,
      endpoint: options.endpoint,
      allowNetwork: options.allowNetwork,
      onRefused: (what) => options.onRefused(definition, what),
      onInvoke: () => options.onInvoke(definition),
      onLine: (requestId, line) => options.onLine(definition, requestId, line),
    });
    functions.set(definition.arn, lambdaFunction);
  }
  try {
    await Promise.all([...functions.values()].map((one) => one.prepare()));
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    find: (arn) => functions.get(arn),
    all: () => [...functions.values()],
    async stop() {
      await Promise.all([...functions.values()].map((one) => one.stop()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runtimes that include version 2 of the AWS SDK, instead of version 3. */
const SDK_2_RUNTIMES = /^nodejs(?:\d|1[0246])\./;

/** The name in node_modules of the SDK that a runtime includes. */
const sdkOf = ({ runtime }: FunctionDefinition): 'aws-sdk' | '@aws-sdk' =>
  runtime !== undefined && SDK_2_RUNTIMES.test(runtime) ? 'aws-sdk' : '@aws-sdk';

/**
 * Creates the folder of the functions with one version of the AWS SDK, and makes it available to those that do not bundle it, as
 * Lambda's runtimes do. It is the copy installed nearest to the template, if any. Only the SDK is linked, so that functions find no
 * other package of the developer.
 */
async function createFolder(sdk: 'aws-sdk' | '@aws-sdk', from: string, directory: string): Promise<string> {
  const target = path.join(directory, sdk);
  await mkdir(path.join(target, 'node_modules'), { recursive: true });
  for (let folder = from; ; folder = path.dirname(folder)) {
    const installed = path.join(folder, 'node_modules', sdk);
    if (existsSync(installed)) {
      await symlink(await realpath(installed), path.join(target, 'node_modules', sdk));
      return target;
    }
    if (folder === path.dirname(folder)) return target;
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
  'SSM',
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
