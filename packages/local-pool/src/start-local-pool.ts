// Starts a pool: reads the template, starts the services, and connects them to the HTTP server.

import path from 'node:path';
import { createFaults } from './control/faults.js';
import { createLogs, type Logs } from './control/logs.js';
import { createOutbox } from './control/outbox.js';
import { openDataDirectory } from './data-directory.js';
import { type Application, createHttpServer } from './http/server.js';
import { createAccessKeys } from './iam/access-keys.js';
import { createPermissions, type StackPermissions } from './iam/permissions.js';
import { type LambdaOptions, startLambda } from './lambda/lambda-service.js';
import { createClock } from './model/clock.js';
import { ACCOUNT_ID } from './model/identifiers.js';
import type { FunctionDefinition, Stack } from './model/stack.js';
import { createSigningKeys } from './model/user-pool/signing-keys.js';
import { createUserPool } from './model/user-pool/user-pool.js';
import { createUserUpdateQuota } from './model/user-update-quota.js';
import { createIdentityPools } from './services/cognito-identity/identity-pools.js';
import { createTriggerCalls } from './services/cognito-idp/triggers/triggers.js';
import { startDynamoDb } from './services/dynamodb/dynamodb.js';
import { createRotation } from './services/secrets-manager/rotation.js';
import { createSecretsManager } from './services/secrets-manager/secrets-manager.js';
import { createSmsVoice } from './services/sms-voice/sms-voice.js';
import { loadStack } from './template/load-stack.js';

/** How to start a pool. */
export interface LocalPoolOptions {
  /** Path of a SAM or CloudFormation template, YAML or JSON. */
  readonly template: string;
  /** Values of the template's parameters. Those with a default may be omitted. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The Region in ids, tokens and ARNs, for which Cognito's rules are checked. Default: us-east-1. */
  readonly region?: string;
  /**
   * How many AdminUpdateUserAttributes, AdminDeleteUserAttributes and AdminUserGlobalSignOut calls a second are accepted. Default: any
   * number.
   */
  readonly userUpdatesPerSecond?: number;
  /** The port to listen on. 0, the default, is any free port. */
  readonly port?: number;
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string;
  /** The folder that keeps users, keys, secrets and tables between runs. Default: in memory. */
  readonly dataDir?: string;
  /** Receives notices for the developer, one line each. Default: they are dropped. */
  readonly log?: (line: string) => void;
}

/** A user pool and its app clients. */
export interface PoolDescription {
  readonly logicalId: string;
  readonly userPoolId: string;
  readonly region: string;
  readonly clients: readonly {
    readonly clientId: string;
    readonly name: string;
    /** Only of clients with a secret. */
    readonly clientSecret?: string;
  }[];
}

/** How to reach a pool that has started: what `--json` prints and `GET /` returns. */
export interface ReadyReport {
  /** The server's URL, without a trailing slash. */
  readonly endpoint: string;
  /** Id of the first user pool that has an app client. */
  readonly userPoolId: string;
  /** Id of that pool's first app client. */
  readonly clientId: string;
  readonly region: string;
  /** The URL that returns the messages that were sent. */
  readonly outbox: string;
  readonly pools: readonly PoolDescription[];
  /** Only when the template has identity pools. */
  readonly identityPools?: readonly { readonly logicalId: string; readonly identityPoolId: string }[];
}

/** A pool that has started. */
export interface LocalPool extends ReadyReport {
  readonly ready: ReadyReport;
  /** Ends every function, writes `dataDir` and closes the port. */
  close(): Promise<void>;
}

/**
 * Starts every user pool of a template on this machine, with its triggers and the services that they call. After an
 * error nothing is left running.
 *
 * @throws TemplateError when the template cannot be resolved
 * @throws UsageError when the template cannot be read, or an option, the port or `dataDir` cannot be used
 *
 * @example
 * ```ts
 * const pool = await startLocalPool({ template: 'template.yaml', parameters: { Stage: 'test' } });
 * try {
 *   const client = new CognitoIdentityProviderClient({ region: pool.region, endpoint: pool.endpoint });
 *   await client.send(new SignUpCommand({ ClientId: pool.clientId, Username: '+447700900001', Password: 'Correct-horse-1' }));
 * } finally {
 *   await pool.close();
 * }
 * ```
 */
export async function startLocalPool(options: LocalPoolOptions): Promise<LocalPool> {
  const log = options.log ?? (() => undefined);
  const stack = await loadStack(options.template, options.parameters, options.region);
  for (const notice of stack.notices) log(notice);
  const server = createHttpServer(log);
  const cleanups: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
  };
  try {
    await server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    cleanups.push(() => server.close());
    const ready = readyReport(stack, server.endpoint);
    server.serve(await startServices(stack, options, ready, log, (cleanUp) => cleanups.push(cleanUp)));
    return { ...ready, ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts everything behind the server. `onClose` registers what has to be stopped, in the order of starting. */
async function startServices(
  stack: Stack,
  options: LocalPoolOptions,
  ready: ReadyReport,
  log: (line: string) => void,
  onClose: (cleanUp: () => Promise<void>) => void,
): Promise<Application> {
  const { region } = stack;
  const { endpoint } = ready;
  const clock = createClock();
  const accessKeys = createAccessKeys(clock);
  const permissions = createPermissions(stack);
  const logs = createLogs(clock);
  const faults = createFaults();
  const outbox = createOutbox(clock);
  const data = options.dataDir === undefined ? undefined : await openDataDirectory(options.dataDir);
  if (data !== undefined) onClose(() => data.close());
  const dynamoDb = await startDynamoDb(stack.tables, region, data?.tables);
  onClose(() => dynamoDb.stop());
  const pools = await Promise.all(
    stack.pools.map(async (definition) => {
      const keys = await createSigningKeys(data?.keysOf(definition.id));
      return createUserPool(definition, keys, endpoint, clock);
    }),
  );
  const lambda = await startLambda({
    functions: stack.functions,
    templateDirectory: path.dirname(path.resolve(options.template)),
    region,
    endpoint,
    clock,
    credentialsOf: ({ logicalId }) => accessKeys.issue(permissions.caller(logicalId)),
    ...functionLogging(permissions, region, logs, log),
  });
  onClose(() => lambda.stop());
  const secrets = createSecretsManager(stack.secrets, clock);
  data?.attach(pools, secrets);
  const { identityPools, roles } = stack;
  const triggers = createTriggerCalls(lambda, faults, region);
  return {
    services: {
      region,
      accessKeys,
      faults,
      outbox,
      dynamoDb,
      secrets,
      identityPools: createIdentityPools({ pools: identityPools, userPools: pools, roles, region, clock, accessKeys }),
      smsVoice: createSmsVoice(outbox),
      cognito: {
        pools,
        clock,
        triggers,
        outbox,
        reusesSession: () => faults.reusesSession(),
        countUserUpdate: createUserUpdateQuota(clock, options.userUpdatesPerSecond),
      },
    },
    control: { clock, faults, logs, outbox, permissions, rotation: createRotation(secrets, lambda), pools, ready },
    onChange: () => data?.touch(),
  };
}

function readyReport(stack: Stack, endpoint: string): ReadyReport {
  const pools = stack.pools.map(
    (pool): PoolDescription => ({
      logicalId: pool.logicalId,
      userPoolId: pool.id,
      region: stack.region,
      clients: pool.clients.map(({ id, name, secret }) => ({
        clientId: id,
        name,
        ...(secret === undefined ? {} : { clientSecret: secret }),
      })),
    }),
  );
  const first = pools.find(({ clients }) => clients.length > 0);
  const identityPools = stack.identityPools.map(({ logicalId, id }) => ({ logicalId, identityPoolId: id }));
  return {
    endpoint,
    userPoolId: first?.userPoolId ?? '',
    clientId: first?.clients[0]?.clientId ?? '',
    region: stack.region,
    outbox: `${endpoint}/outbox`,
    pools,
    ...(identityPools.length === 0 ? {} : { identityPools }),
  };
}

/**
 * Stores a function's log entries if its role may write them. Otherwise they are lost, as on AWS, and the developer gets
 * one notice. The permission is checked at each invocation too, because Lambda itself writes entries around every event.
 */
function functionLogging(
  permissions: StackPermissions,
  region: string,
  logs: Logs,
  log: (line: string) => void,
): Pick<LambdaOptions, 'onInvoke' | 'onLine'> {
  const reported = new Set<string>();
  const mayWrite = ({ logicalId, logGroup }: FunctionDefinition): boolean => {
    const stream = `arn:aws:logs:${region}:${ACCOUNT_ID}:log-group:${logGroup}:log-stream:local`;
    const isAllowed = ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
      permissions.allows(logicalId, { action, resources: [stream] }),
    );
    if (!isAllowed && !reported.has(logicalId)) {
      reported.add(logicalId);
      log(
        `The role of ${logicalId} doesn't allow it to write log entries: they are lost, as on AWS. Attach AWSLambdaBasicExecutionRole.`,
      );
    }
    return isAllowed;
  };
  return {
    onInvoke: mayWrite,
    onLine: (definition, requestId, line) => {
      if (mayWrite(definition)) logs.add(definition.logicalId, requestId, line);
    },
  };
}
