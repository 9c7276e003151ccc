import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Credentials } from '../iam/access-keys.js';
import type { Clock } from '../model/clock.js';
import type { FunctionDefinition } from '../model/stack.js';
import { LambdaFunction } from './lambda-function.js';

export interface LambdaOptions {
  readonly functions: readonly FunctionDefinition[];
  /** Where to look for the SDK that Lambda's runtime brings along. */
  readonly templateDirectory: string;
  readonly region: string;
  readonly endpoint: string;
  readonly clock: Clock;
  readonly credentialsOf: (definition: FunctionDefinition) => Credentials;
  readonly onInvoke: (definition: FunctionDefinition) => void;
  readonly onLine: (definition: FunctionDefinition, requestId: string, line: string) => void;
}

/** The functions of a stack, each with the environment Lambda would give it and nothing of this process's own. */
export class Lambda {
  readonly #hosts = new Map<string, LambdaFunction>();
  readonly #directory: string;

  private constructor(directory: string, options: LambdaOptions) {
    this.#directory = directory;
    for (const definition of options.functions) {
      const variables = variablesOf(definition, options);
      const host = new LambdaFunction(definition, directory, variables, options.clock, {
        onInvoke: () => options.onInvoke(definition),
        onLine: (requestId, line) => options.onLine(definition, requestId, line),
      });
      this.#hosts.set(definition.arn, host);
    }
  }

  static async start(options: LambdaOptions): Promise<Lambda> {
    const directory = await mkdtemp(path.join(tmpdir(), 'local-pool-'));
    await linkSdk(options.templateDirectory, directory);
    return new Lambda(directory, options);
  }

  /** By ARN. */
  host(arn: string): LambdaFunction | undefined {
    return this.#hosts.get(arn);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()));
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/**
 * Lambda's runtime has the AWS SDK for functions that don't bring it. Here it is the one installed nearest to the
 * template, if any, put where the functions' copies find it and nothing else.
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

/** The service names of AWS_ENDPOINT_URL_…, for what trigger functions usually call. One address answers them all. */
const services = [
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
];

function variablesOf(definition: FunctionDefinition, options: LambdaOptions): Record<string, string> {
  const credentials = options.credentialsOf(definition);
  const endpoints = Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, options.endpoint]));
  return {
    ...definition.environment,
    ...endpoints,
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
    // Which Node runs the function is this machine's affair, and nothing its log should speak of.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
