import { randomBytes } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, rotatedSecret } from '../ports/keys.js';

/** What Secrets Manager calls a rotation function with, four times a rotation, and again where one fails. */
export interface RotationEvent {
  Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
  SecretId: string;
  ClientRequestToken: string;
}

/**
 * Rotates the secret that codes are made with: a new key beside the same pepper. Codes under way go on working, since the
 * version before stays AWSPREVIOUS until the next rotation.
 */
export function rotateSecret() {
  const client = new SecretsManagerClient({ maxAttempts: 3 });

  async function textOf(SecretId: string, VersionStage: string, VersionId?: string): Promise<string | undefined> {
    try {
      const version = VersionId ? { VersionId, VersionStage } : { VersionStage };
      return (await client.send(new GetSecretValueCommand({ SecretId, ...version }))).SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  return async ({ Step, SecretId, ClientRequestToken }: RotationEvent): Promise<void> => {
    switch (Step) {
      case 'createSecret': {
        if (await textOf(SecretId, 'AWSPENDING', ClientRequestToken)) return;
        const current = await textOf(SecretId, 'AWSCURRENT');
        if (!current) throw new Error('secret_empty');
        const SecretString = rotatedSecret(current, randomBytes(48).toString('base64url'));
        const VersionStages = ['AWSPENDING'];
        await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }));
        return;
      }
      case 'setSecret':
        return;
      case 'testSecret': {
        const [current, pending] = [
          await textOf(SecretId, 'AWSCURRENT'),
          await textOf(SecretId, 'AWSPENDING', ClientRequestToken),
        ];
        const [before, after] = [parseSecret(current ?? ''), parseSecret(pending ?? '')];
        if (!Buffer.from(before.pepper).equals(Buffer.from(after.pepper))) throw new Error('pepper_changed');
        return;
      }
      case 'finishSecret': {
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
        return;
      }
      default:
        throw new Error('rotation_step_unknown');
    }
  };
}
