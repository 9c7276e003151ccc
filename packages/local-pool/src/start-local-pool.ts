import path from 'node:path';
import { Faults } from './control/faults.js';
import { Logs } from './control/logs.js';
import { Outbox } from './control/outbox.js';
import { DataDirectory } from './data-directory.js';
import { type Application, HttpServer } from './http/server.js';
import { AccessKeys } from './iam/access-keys.js';
import { Permissions } from './iam/permissions.js';
import { Lambda, type LambdaOptions } from './lambda/lambda.js';
import { Clock } from './model/clock.js';
import { ACCOUNT_ID } from './model/identifiers.js';
import type { FunctionDefinition, Stack } from './model/stack.js';
import { SigningKeys } from './model/user-pool/signing-keys.js';
import { UserPool } from './model/user-pool/user-pool.js';
import { IdentityPools } from './services/cognito-identity/identity-pools.js';
import { Triggers } from './services/cognito-idp/triggers/triggers.js';
import { DynamoDb } from './services/dynamodb/dynamodb.js';
import { Rotation } from './services/secrets-manager/rotation.js';
import { SecretsManager } from './services/secrets-manager/secrets-manager.js';
import { SmsVoice } from './services/sms-voice/sms-voice.js';
import { loadStack } from './template/load.js';

export interface LocalPoolOptions {
  /** File of a SAM or CloudFormation template, YAML or JSON. */
  readonly template: string;
  /** Values of the template's parameters; those with a default may be left out. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** 0 (default): any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Where users, keys and tables are kept between runs. Default: in memory. */
  readonly dataDir?: string;
  /** Gets what a person should know while the pool runs. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export interface PoolDescription {
  readonly logicalId: string;
  readonly userPoolId: string;
  readonly region: string;
  readonly clients: readonly { readonly clientId: string; readonly name: string; readonly clientSecret?: string }[];
}

/** What `--json` prints. */
export interface ReadyReport {
  readonly endpoint: string;
  /** Of the first pool that has a client, as are the next two. */
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region: string;
  /** Address of the messages that were sent. */
  readonly outbox: string;
  readonly pools: readonly PoolDescription[];
  /** Only where the template has identity pools. */
  readonly identityPools?: readonly { readonly logicalId: string; readonly identityPoolId: string }[];
}

export interface LocalPool extends ReadyReport {
  readonly ready: ReadyReport;
  /** Ends every function and frees the port. */
  close(): Promise<void>;
}

/**
 * Stands up every user pool of a template on this machine. Throws TemplateError or UsageError, with nothing left running,
 * when the template can't be resolved or the port can't be had.
 */
export async function startLocalPool(options: LocalPoolOptions): Promise<LocalPool> {
  const log = options.log ?? (() => undefined);
  const stack = await loadStack(options.template, options.parameters ?? {});
  for (const notice of stack.notices) log(notice);
  const clock = new Clock();
  const server = new HttpServer(log);
  const started: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of started.splice(0).reverse()) await stop();
  };
  try {
    await server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    started.push(() => server.close());
    const { endpoint } = server;
    const accessKeys = new AccessKeys(clock);
    const permissions = new Permissions(stack, ACCOUNT_ID);
    const logs = new Logs(clock);
    const faults = new Faults();
    const outbox = new Outbox(clock);
    const data = options.dataDir === undefined ? null : await DataDirectory.open(options.dataDir);
    if (data !== null) started.push(() => data.close());
    const dynamoDb = await DynamoDb.start(stack.tables, stack.region, data?.tables ?? null);
    started.push(() => dynamoDb.stop());
    const pools = await Promise.all(
      stack.pools.map(
        async (pool) => new UserPool(pool, await SigningKeys.create(data?.keysOf(pool.id)), endpoint, clock),
      ),
    );
    const lambda = await Lambda.start({
      functions: stack.functions,
      templateDirectory: path.dirname(path.resolve(options.template)),
      region: stack.region,
      endpoint,
      clock,
      credentialsOf: ({ logicalId }) => accessKeys.issue(permissions.caller(logicalId)),
      ...logKeeper(permissions, stack.region, logs, log),
    });
    started.push(() => lambda.stop());
    const secrets = new SecretsManager(stack.secrets, clock);
    data?.adopt(pools, secrets);
    const ready = readyReport(stack, endpoint);
    const triggers = new Triggers(lambda, faults, stack.region);
    const application: Application = {
      services: {
        region: stack.region,
        accessKeys,
        faults,
        outbox,
        dynamoDb,
        secrets,
        identityPools: new IdentityPools({
          pools: stack.identityPools,
          userPools: pools,
          roles: stack.roles,
          region: stack.region,
          clock,
          accessKeys,
        }),
        smsVoice: new SmsVoice(outbox),
        cognito: { pools, clock, triggers, outbox, reusesSession: () => faults.reusesSession() },
      },
      control: { clock, faults, logs, outbox, permissions, rotation: new Rotation(secrets, lambda), pools, ready },
      changed: () => data?.touch(),
    };
    server.application = Promise.resolve(application);
    return { ...ready, ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function readyReport(stack: Stack, endpoint: string): ReadyReport {
  const pools = stack.pools.map((pool) => ({
    logicalId: pool.logicalId,
    userPoolId: pool.id,
    region: stack.region,
    clients: pool.clients.map(({ id, name, secret }) => ({
      clientId: id,
      name,
      ...(secret === null ? {} : { clientSecret: secret }),
    })),
  }));
  const first = pools.find((pool) => pool.clients.length > 0);
  return {
    endpoint,
    userPoolId: first?.userPoolId ?? '',
    clientId: first?.clients[0]?.clientId ?? '',
    region: stack.region,
    outbox: `${endpoint}/outbox`,
    pools,
    ...(stack.identityPools.length === 0
      ? {}
      : { identityPools: stack.identityPools.map(({ logicalId, id }) => ({ logicalId, identityPoolId: id })) }),
  };
}

/**
 * Keeps a function's lines if its role may write them; else they are lost, as on AWS, and that is said once. Lambda writes
 * lines of its own around each event, so that even a silent function needs the permission.
 */
function logKeeper(
  permissions: Permissions,
  region: string,
  logs: Logs,
  log: (line: string) => void,
): Pick<LambdaOptions, 'onInvoke' | 'onLine'> {
  const mute = new Set<string>();
  const may = ({ logicalId, logGroup }: FunctionDefinition): boolean => {
    const stream = `arn:aws:logs:${region}:${ACCOUNT_ID}:log-group:${logGroup}:log-stream:local`;
    const allowed = ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
      permissions.allows(logicalId, { action, resources: [stream] }),
    );
    if (!allowed && !mute.has(logicalId)) {
      mute.add(logicalId);
      log(`${logicalId} writes to a log that its role doesn't allow: on AWS the lines would be lost.`);
    }
    return allowed;
  };
  return {
    onInvoke: may,
    onLine: (definition, requestId, line) => {
      if (may(definition)) logs.add(definition.logicalId, requestId, line);
    },
  };
}
