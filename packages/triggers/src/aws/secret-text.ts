import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MINUTE } from '../domain/rate-window.js';
import type { Clock } from '../ports/clock.js';
import { clientDefaults } from './client-defaults.js';

/** The text of a secret in AWS Secrets Manager, asked for when it is needed and kept for five minutes. */
export function secretText(secretId: string, clock: Pick<Clock, 'now'>): (signal: AbortSignal) => Promise<string> {
  const client = new SecretsManagerClient({ ...clientDefaults, maxAttempts: 2 });
  let kept: { text: string; until: number } | undefined;
  return async (abortSignal) => {
    if (kept && clock.now() < kept.until) return kept.text;
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }), {
      abortSignal,
    });
    if (!text) throw new Error('secret_empty');
    kept = { text, until: clock.now() + 5 * MINUTE };
    return text;
  };
}
