/** The rotation function of the secret, which AWS Secrets Manager calls. */
import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, rotatedSecret } from '../domain/keyring.js';

/**
 * The event of a rotation function. Secrets Manager calls it four times per rotation, once for each step, and repeats
 * steps that fail.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export interface RotationEvent {
  readonly Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
  readonly SecretId: string;
  /** The id of the new version. */
  readonly ClientRequestToken: string;
}

/**
 * Creates the rotation function: a new key beside the same pepper. Codes that have been sent keep working, because the
 * earlier version stays AWSPREVIOUS until the next rotation.
 *
 * @returns the handler. It throws `secret_empty` if the secret has no current text, `pepper_changed` if the new version
 *   has another pepper, `rotation_step_unknown` for any other step, and whatever the SDK or `parseSecret` throws.
 */
export function rotateSecret() {
  const client = new SecretsManagerClient({ maxAttempts: 3 });
  return async (event: RotationEvent): Promise<void> => {
    switch (event.Step) {
      case 'createSecret':
        return createVersion(client, event);
      case 'setSecret':
        return;
      case 'testSecret':
        return testVersion(client, event);
      case 'finishSecret':
        return makeCurrent(client, event);
      default:
        throw new Error('rotation_step_unknown');
    }
  };
}

/** Writes the new version as AWSPENDING, unless an earlier call has. */
async function createVersion(
  client: SecretsManagerClient,
  { SecretId, ClientRequestToken }: RotationEvent,
): Promise<void> {
  if (await secretTextOf(client, SecretId, 'AWSPENDING', ClientRequestToken)) return;
  const current = await secretTextOf(client, SecretId, 'AWSCURRENT');
  if (!current) throw new Error('secret_empty');
  const SecretString = rotatedSecret(current, randomBytes(48).toString('base64url'));
  const VersionStages = ['AWSPENDING'];
  await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }));
}

/** Checks that the new version can be read and has the same pepper. */
async function testVersion(
  client: SecretsManagerClient,
  { SecretId, ClientRequestToken }: RotationEvent,
): Promise<void> {
  const current = parseSecret((await secretTextOf(client, SecretId, 'AWSCURRENT')) ?? '');
  const pending = parseSecret((await secretTextOf(client, SecretId, 'AWSPENDING', ClientRequestToken)) ?? '');
  if (!Buffer.from(current.pepper).equals(Buffer.from(pending.pepper))) throw new Error('pepper_changed');
}

/** Moves AWSCURRENT to the new version, unless an earlier call has. */
async function makeCurrent(
  client: SecretsManagerClient,
  { SecretId, ClientRequestToken }: RotationEvent,
): Promise<void> {
  const { VersionIdsToStages: stages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
  const current = Object.keys(stages).find((version) => stages[version]?.includes('AWSCURRENT'));
  if (current === ClientRequestToken) return;
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken,
      ...(current ? { RemoveFromVersionId: current } : {}),
    }),
  );
}

/** Returns the text of a version; `undefined` if there is no such version. */
async function secretTextOf(
  client: SecretsManagerClient,
  SecretId: string,
  VersionStage: string,
  VersionId?: string,
): Promise<string | undefined> {
  try {
    const version = VersionId ? { VersionId, VersionStage } : { VersionStage };
    return (await client.send(new GetSecretValueCommand({ SecretId, ...version }))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
