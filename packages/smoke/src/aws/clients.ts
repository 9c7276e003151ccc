// The clients of AWS's APIs that the probes use.

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The endpoint, Region and credentials of calls. Missing members have the SDK's own defaults. */
export interface AwsOptions {
  readonly region?: string | undefined;
  /** A profile of the AWS configuration files. */
  readonly profile?: string | undefined;
  /** One address for all services, for example a local pool's. */
  readonly endpoint?: string | undefined;
}

/** One client for each API. */
export interface Aws {
  /** The Region of all calls. */
  readonly region: () => Promise<string>;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly iam: IAMClient;
  readonly secrets: SecretsManagerClient;
  readonly dynamoDb: DynamoDBClient;
  /** Cognito's operations for administrators. */
  readonly cognito: CognitoIdentityProviderClient;
  /** Cognito's operations for apps. A lost reply is not followed by a second attempt, which would use a Session twice. */
  readonly app: CognitoIdentityProviderClient;
}

/** The run was interrupted with Ctrl+C. */
export class Interrupted extends Error {}

/**
 * Creates the clients. Credentials come from the SDK's default chain: environment, configuration files, single sign-on.
 *
 * @param signal stops every further call; the call throws {@link Interrupted}
 */
export function createAws({ region, profile, endpoint }: AwsOptions, signal?: AbortSignal): Aws {
  const options = {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
  };
  const cognito = new CognitoIdentityProviderClient(options);
  const app = new CognitoIdentityProviderClient({ ...options, maxAttempts: 1 });
  const aws = {
    cloudFormation: new CloudFormationClient(options),
    cloudWatch: new CloudWatchClient(options),
    logs: new CloudWatchLogsClient(options),
    iam: new IAMClient(options),
    secrets: new SecretsManagerClient(options),
    dynamoDb: new DynamoDBClient(options),
    cognito,
    app,
  };
  if (signal !== undefined) {
    for (const client of Object.values(aws) as CognitoIdentityProviderClient[]) {
      client.middlewareStack.add(
        (next) => async (args) => {
          if (signal.aborted) throw new Interrupted('interrupted');
          return next(args);
        },
        { step: 'initialize', name: 'stopWhenInterrupted' },
      );
    }
  }
  return { ...aws, region: () => cognito.config.region() };
}

/** The name of an error, for example `NotAuthorizedException`. */
export const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

/** An error's name and message in one line. */
export const errorText = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message || 'no message'}`.replaceAll(/\s+/g, ' ') : String(error);

/** Whether the credentials do not allow a call. */
export const isAccessDenied = (error: unknown): boolean => ACCESS_ERRORS.has(errorName(error));

const ACCESS_ERRORS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'ExpiredToken',
  'ExpiredTokenException',
  'CredentialsProviderError',
]);
