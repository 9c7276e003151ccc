/** Reads a plain secret, such as a CAPTCHA key, from AWS Secrets Manager. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { MINUTE } from '../domain/time.js';
import type { Clock } from '../ports/clock.js';
import { clientDefaults } from './client-defaults.js';

/** How long a text is cached, in ms. */
const CACHE_TIME = 5 * MINUTE;

/**
 * Creates a function that returns the text of a secret in AWS Secrets Manager. The text is fetched when it is first needed
 * and cached for five minutes.
 *
 * @param secretId the name or ARN of the secret.
 * @returns the function. It throws `secret_empty` if the secret has no text, and whatever the SDK throws.
 */
export function secretText(secretId: string, clock: Pick<Clock, 'now'>): (signal: AbortSignal) => Promise<string> {
  const client = new SecretsManagerClient({ ...clientDefaults, maxAttempts: 2 });
  let cached: { text: string; until: number } | undefined;
  return async (abortSignal) => {
    if (cached && clock.now() < cached.until) return cached.text;
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: secretId }), {
      abortSignal,
    });
    if (!text) throw new Error('secret_empty');
    cached = { text, until: clock.now() + CACHE_TIME };
    return text;
  };
}
