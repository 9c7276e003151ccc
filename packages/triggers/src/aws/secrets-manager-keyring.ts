import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { minute } from '../domain/windows.js';
import type { Clock } from '../ports/clock.js';
import { type Keyring, type KeyringSource, parseSecret, secretOf } from '../ports/keys.js';
import { clientDefaults } from './client-defaults.js';

/** Kept this long by a warm function: a rotation is noticed by then, or sooner where a newer version is asked for. */
const keptFor = 5 * minute;

/** The keyring in an AWS Secrets Manager secret: versions AWSCURRENT and, once it was rotated, AWSPREVIOUS. */
export function secretsManagerKeyring(secretId: string, clock: Pick<Clock, 'now'>): KeyringSource {
  const client = new SecretsManagerClient({ ...clientDefaults, maxAttempts: 2 });
  let kept: { ring: Keyring; until: number } | undefined;

  async function fetch(stage: string, abortSignal: AbortSignal) {
    const answer = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }), {
      abortSignal,
    });
    const { key, pepper } = parseSecret(answer.SecretString ?? '');
    return { version: answer.VersionId ?? stage, key, pepper };
  }

  return {
    async keyring(signal, wanted) {
      if (kept && clock.now() < kept.until && (!wanted || secretOf(kept.ring, wanted))) return kept.ring;
      const [{ pepper, ...current }, previous] = await Promise.all([
        fetch('AWSCURRENT', signal),
        fetch('AWSPREVIOUS', signal).catch((error: unknown) => {
          if (error instanceof ResourceNotFoundException) return undefined;
          throw error;
        }),
      ]);
      const ring = { current, ...(previous ? { previous } : {}), pepper };
      kept = { ring, until: clock.now() + keptFor };
      return ring;
    },
  };
}
