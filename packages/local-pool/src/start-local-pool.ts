// Starts a pool: reads the template, starts the services, and connects them to the HTTP server.

import path from 'node:path';
import { createActivity } from './control/activity.js';
import { createChanges } from './control/changes.js';
import { createFaults } from './control/faults.js';
import { createLogs } from './control/logs.js';
import { createOutbox } from './control/outbox.js';
import { openDataDirectory } from './data-directory.js';
import { functionLogging } from './function-logging.js';
import { type Application, createHttpServer } from './http/server.js';
import { createAccessKeys } from './iam/access-keys.js';
import { createPermissions } from './iam/permissions.js';
import { type LambdaOptions, startLambda } from './lambda/lambda-service.js';
import { watchFunctions } from './lambda/watch-functions.js';
import { createClock } from './model/clock.js';
import { UsageError } from './model/errors.js';
import { describeFound } from './model/found.js';
import type { Stack } from './model/stack.js';
import { acquireSigningKeys, createSigningKeys, releaseSigningKeys } from './model/user-pool/signing-keys.js';
import { createUserPool } from './model/user-pool/user-pool.js';
import { createUserUpdateQuota } from './model/user-update-quota.js';
import { type ReadyReport, readyReport } from './ready-report.js';
import { createIdentityPools } from './services/cognito-identity/identity-pools.js';
import { createTemplateUsers } from './services/cognito-idp/template-users.js';
import { createTriggerCalls } from './services/cognito-idp/triggers/triggers.js';
import { startDynamoDb } from './services/dynamodb/dynamodb.js';
import { createKms } from './services/kms/kms.js';
import { createRotation } from './services/secrets-manager/rotation.js';
import { createSecretsManager } from './services/secrets-manager/secrets-manager.js';
import { createSmsVoice } from './services/sms-voice/sms-voice.js';
import { createParameterStore } from './services/ssm/ssm.js';
import { loadStack } from './template/load-stack.js';
import { withClientSettings, withPoolSettings } from './template/reconfigure.js';

/** How to start a pool. */
export interface LocalPoolOptions {
  /**
   * Path of a SAM or CloudFormation template, YAML or JSON, or of a folder that CDK, SAM or the Serverless Framework wrote.
   * Several templates may import what another one exports.
   */
  readonly template: string | readonly string[];
  /** Values of the template's parameters. Those with a default may be omitted. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Values of exports of other stacks (`Fn::ImportValue`), by name. */
  readonly imports?: Readonly<Record<string, string>>;
  /** Lets functions reach the network beyond this machine. Calls of AWS still go to the local pool. Default: false. */
  readonly allowNetwork?: boolean;
  /** Refuses to start if the template uses a feature that the local pool does not support. Default: false. */
  readonly strict?: boolean;
  /**
   * Runs a function's new code as soon as any of its files changes, and logs a line. Default: false, which deploys a
   * function again only when the file of its handler has changed.
   */
  readonly watch?: boolean;
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
  /**
   * Names that the `Host` and `Origin` headers of requests may have. This machine's own names and addresses are always allowed; others
   * are refused, because any website can send requests to this machine.
   */
  readonly allowedHosts?: readonly string[];
  /** The folder that keeps users, keys, secrets and tables between runs. Default: in memory. */
  readonly dataDir?: string;
  /** Does not list the resources at the start. Unsupported features are still reported. Default: false. */
  readonly quiet?: boolean;
  /** Receives notices for the developer, one line each. Default: they are dropped. */
  readonly log?: (line: string) => void;
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
  const { template, parameters, region, imports = {} } = options;
  const stack = await loadStack(template, parameters, region, { imports });
  if (options.strict === true) refuseUnsupported(stack);
  const server = createHttpServer(log, options.allowedHosts);
  const cleanups: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    // Everything is stopped, even if the data could not be written.
    for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    await server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    cleanups.push(() => server.close());
    const found = options.quiet === true ? [] : describeFound(stack);
    for (const line of [...found, ...stack.notices, ...stack.unsupported]) log(line);
    const ready = readyReport(stack, server.endpoint);
    const application = await startServices(stack, options, ready, log, (cleanUp) => cleanups.push(cleanUp));
    server.serve(application);
    await createTemplateUsers({ ...application.services.cognito, requester: { userAgent: '', ipAddress: '' } });
    return { ...ready, ready, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws UsageError that lists the features of the template that the local pool does not support */
function refuseUnsupported({ unsupported }: Stack): void {
  if (unsupported.length === 0) return;
  const list = unsupported.map((line) => `  ${line}`).join('\n');
  throw new UsageError(
    `The template uses features that the local pool does not support:\n${list}\nStart without --strict to ignore them.`,
  );
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
  const accessKeys = createAccessKeys(clock, region);
  const permissions = createPermissions(stack);
  const activity = createActivity(clock);
  const logs = createLogs(clock);
  const faults = createFaults();
  const outbox = createOutbox(clock);
  const data = options.dataDir === undefined ? undefined : await openDataDirectory(options.dataDir, log);
  if (data !== undefined) onClose(() => data.close());
  const dynamoDb = await startDynamoDb(stack.tables, region, data?.tables);
  onClose(() => dynamoDb.stop());
  const pools = await Promise.all(
    stack.pools.map(async (definition) => {
      const keys = await (data ? createSigningKeys(data.keysOf(definition.id)) : acquireSigningKeys());
      if (!data) onClose(async () => releaseSigningKeys(keys));
      return createUserPool(definition, keys, endpoint, clock);
    }),
  );
  const lambda = await startLambda({
    functions: stack.functions,
    templateDirectory: path.dirname(path.resolve(stack.file)),
    region,
    endpoint,
    clock,
    allowNetwork: options.allowNetwork === true,
    onRefused: describeRefusal(oncePerLine(log)),
    credentialsOf: ({ logicalId }) => accessKeys.issue(permissions.caller(logicalId)),
    ...functionLogging(permissions, region, logs, log),
  });
  onClose(() => lambda.stop());
  if (options.watch === true) {
    const watching = watchFunctions(lambda.all(), [options.template].flat(), log);
    onClose(async () => watching.close());
  }
  const secrets = createSecretsManager(stack.secrets, clock);
  data?.attach(pools, secrets);
  const { identityPools, roles } = stack;
  const triggers = createTriggerCalls(lambda, faults, region, activity);
  return {
    services: {
      region,
      activity,
      accessKeys,
      faults,
      outbox,
      dynamoDb,
      secrets,
      identityPools: createIdentityPools({ pools: identityPools, userPools: pools, roles, region, clock, accessKeys }),
      smsVoice: createSmsVoice(outbox),
      parameters: createParameterStore(stack.parameters, region, endpoint, clock),
      kms: createKms(stack.keyAliases, region),
      onUnsupported: oncePerLine(log),
      cognito: {
        pools,
        clock,
        triggers,
        outbox,
        reconfigure: { pool: withPoolSettings, client: withClientSettings },
        reusesSession: () => faults.reusesSession(),
        countUserUpdate: createUserUpdateQuota(clock, options.userUpdatesPerSecond),
      },
    },
    control: {
      activity,
      changes: createChanges(),
      clock,
      faults,
      logs,
      outbox,
      permissions,
      rotation: createRotation(secrets, lambda),
      pools,
      ready,
    },
    onChange: () => data?.touch(),
  };
}

/** Tells the developer which function tried to reach another machine. */
const describeRefusal =
  (log: (line: string) => void): LambdaOptions['onRefused'] =>
  ({ logicalId, position }, what) =>
    log(
      `${logicalId} (${position.file}:${position.line}) was refused ${what}: functions cannot reach other machines. Start with --allow-network to allow it.`,
    );

/** Passes each line on only once. */
function oncePerLine(log: (line: string) => void): (line: string) => void {
  const seen = new Set<string>();
  return (line) => {
    if (!seen.has(line)) log(line);
    seen.add(line);
  };
}
