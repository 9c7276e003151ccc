/** Cognito's operations on a user pool and its app clients, each with an error that says what to do. */
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  ResourceNotFoundException,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
  UpdateUserPoolClientCommand,
  type UpdateUserPoolClientCommandInput,
  UpdateUserPoolCommand,
  type UpdateUserPoolCommandInput,
  type UserPoolClientType,
  type UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import { CliError } from '../errors.js';
import { refuseUnknownFields } from './settings.js';

/** The second factors of a pool, as SetUserPoolMfaConfig takes them. */
export type MfaSettings = Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'>;

/** Everything that is read of a pool before it is changed. */
export interface PoolState {
  readonly pool: UserPoolType;
  readonly mfa: MfaSettings;
  /** In the order in which they were asked for. */
  readonly clients: readonly UserPoolClientType[];
}

/** The operations. Each throws a {@link CliError} for errors whose cause is known, and otherwise the SDK's. */
export interface PoolApi {
  /** Throws a {@link CliError} for an app client that does not exist, unless `skipsMissing` is true. */
  read(clientIds: readonly string[], skipsMissing?: boolean): Promise<PoolState>;
  updatePool(input: UpdateUserPoolCommandInput): Promise<void>;
  updateClient(input: UpdateUserPoolClientCommandInput): Promise<void>;
  setMfa(settings: MfaSettings): Promise<void>;
  close(): void;
}

/** Access to one pool, with the credentials of the environment. */
export function createPoolApi(userPoolId: string, region: string, endpoint?: string): PoolApi {
  const client = new CognitoIdentityProviderClient({ region, ...(endpoint ? { endpoint } : {}) });
  /** The body of the last response. Calls are made one after the other. */
  let body: Record<string, unknown> = {};
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown };
      const bytes = await readBody(response.body);
      response.body = bytes;
      body = parseBody(bytes);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'keepBody' },
  );
  const explain = async <Result>(operation: string, call: Promise<Result>): Promise<Result> => {
    try {
      return await call;
    } catch (error) {
      throw explained(error, operation, userPoolId);
    }
  };
  async function describeClient(ClientId: string): Promise<UserPoolClientType | undefined> {
    const command = new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId });
    const call = client.send(command).catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
    const described = await explain('DescribeUserPoolClient', call);
    if (described === undefined) return undefined;
    const { UserPoolClient } = described;
    refuseUnknownFields(body['UserPoolClient'], UserPoolClient, `app client ${ClientId}`);
    return UserPoolClient ?? {};
  }
  return {
    async read(clientIds, skipsMissing = false) {
      const described = await explain(
        'DescribeUserPool',
        client.send(new DescribeUserPoolCommand({ UserPoolId: userPoolId })),
      );
      refuseUnknownFields(body['UserPool'], described.UserPool, 'user pool');
      const { $metadata: _, ...mfa } = await explain(
        'GetUserPoolMfaConfig',
        client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: userPoolId })),
      );
      refuseUnknownFields(body, mfa, 'second factors');
      const clients: UserPoolClientType[] = [];
      for (const id of clientIds) {
        const found = await describeClient(id);
        if (found === undefined && !skipsMissing) throw new CliError(missingClient(id, userPoolId));
        if (found !== undefined) clients.push(found);
      }
      return { pool: described.UserPool ?? {}, mfa, clients };
    },
    async updatePool(input) {
      await explain('UpdateUserPool', client.send(new UpdateUserPoolCommand(input)));
    },
    async updateClient(input) {
      await explain('UpdateUserPoolClient', client.send(new UpdateUserPoolClientCommand(input)));
    },
    async setMfa(settings) {
      const command = new SetUserPoolMfaConfigCommand({ ...settings, UserPoolId: userPoolId });
      await explain('SetUserPoolMfaConfig', client.send(command));
    },
    close: () => client.destroy(),
  };
}

const missingClient = (id: string, userPoolId: string): string =>
  `The app client ${id} does not exist in ${userPoolId}. Deploy the stack with the ids of app clients of this pool in AppClientIds.`;

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Errors of a proxy, for example, are not JSON; the SDK reports those. */
function parseBody(bytes: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function explained(error: unknown, operation: string, userPoolId: string): unknown {
  const { name, message } = error as Error;
  if (/AccessDenied|NotAuthorized|UnrecognizedClient/.test(name)) {
    return new CliError(`Your credentials may not call cognito-idp:${operation} on ${userPoolId}. ${message}`);
  }
  if (name === 'CredentialsProviderError') return new CliError(`There are no AWS credentials. ${message}`);
  if (name === 'ResourceNotFoundException') {
    return new CliError(`${message} Check --user-pool-id, and that your credentials are those of its account.`);
  }
  if (name === 'InvalidParameterException') return new CliError(`Cognito refused ${operation}: ${message}`);
  return error;
}
