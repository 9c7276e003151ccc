/** Reads the keyring from AWS Secrets Manager. */
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseSecret, secretForVersion } from '../domain/keyring.js';
import { MINUTE } from '../domain/time.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring, KeyringSource } from '../ports/keys.js';
import { clientDefaults } from './client-defaults.js';

/** How long a warm function caches the keyring, in ms. By then it notices a rotation; sooner if a newer version is needed. */
const CACHE_TIME = 5 * MINUTE;

/**
 * Creates a {@link KeyringSource} for a secret in AWS Secrets Manager: its versions AWSCURRENT and, once it has been
 * rotated, AWSPREVIOUS.
 *
 * @param secretId the name or ARN of the secret; `parseSecret` describes its text.
 */
export function secretsManagerKeyring(secretId: string, clock: Pick<Clock, 'now'>): KeyringSource {
  const client = new SecretsManagerClient({ ...clientDefaults, maxAttempts: 2 });
  let cached: { keyring: Keyring; until: number } | undefined;

  async function fetchVersion(stage: string, abortSignal: AbortSignal) {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }), {
      abortSignal,
    });
    const { key, pepper } = parseSecret(answer.SecretString ?? '');
    return { version: answer.VersionId ?? stage, key, pepper };
  }

  return {
    async keyring(signal, requiredVersion) {
      const isFresh = cached && clock.now() < cached.until;
      if (cached && isFresh && (!requiredVersion || secretForVersion(cached.keyring, requiredVersion))) {
        return cached.keyring;
      }
      const [{ pepper, ...current }, previous] = await Promise.all([
        fetchVersion('AWSCURRENT', signal),
        fetchVersion('AWSPREVIOUS', signal).catch((error: unknown) => {
          if (error instanceof ResourceNotFoundException) return undefined;
          throw error;
        }),
      ]);
      const keyring = { current, ...(previous ? { previous } : {}), pepper };
      cached = { keyring, until: clock.now() + CACHE_TIME };
      return keyring;
    },
  };
}
