import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { MINUTE } from '../domain/rate-window.js';
import type { Clock } from '../ports/clock.js';
import { type Keyring, type KeyringSource, parseSecret, secretForVersion } from '../ports/keys.js';
import { clientDefaults } from './client-defaults.js';

/** Kept this long by a warm function: a rotation is noticed by then, or sooner where a newer version is asked for. */
const CACHE_TIME = 5 * MINUTE;

/** The keyring in an AWS Secrets Manager secret: versions AWSCURRENT and, once it was rotated, AWSPREVIOUS. */
export function secretsManagerKeyring(secretId: string, clock: Pick<Clock, 'now'>): KeyringSource {
  const client = new SecretsManagerClient({ ...clientDefaults, maxAttempts: 2 });
  let kept: { keyring: Keyring; until: number } | undefined;

  async function fetch(stage: string, abortSignal: AbortSignal) {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }), {
      abortSignal,
    });
    const { key, pepper } = parseSecret(answer.SecretString ?? '');
    return { version: answer.VersionId ?? stage, key, pepper };
  }

  return {
    async keyring(signal, wanted) {
      if (kept && clock.now() < kept.until && (!wanted || secretForVersion(kept.keyring, wanted))) return kept.keyring;
      const [{ pepper, ...current }, previous] = await Promise.all([
        fetch('AWSCURRENT', signal),
        fetch('AWSPREVIOUS', signal).catch((error: unknown) => {
          if (error instanceof ResourceNotFoundException) return undefined;
          throw error;
        }),
      ]);
      const keyring = { current, ...(previous ? { previous } : {}), pepper };
      kept = { keyring, until: clock.now() + CACHE_TIME };
      return keyring;
    },
  };
}
