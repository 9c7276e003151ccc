// Checks of an app client's secret.
// https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash

import { createHmac, timingSafeEqual } from 'node:crypto';
import { notAuthorized } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/pool-definition.js';

/**
 * Checks a SECRET_HASH. A public client must not send one.
 *
 * @param name the username as the caller sent it
 * @throws ServiceError `NotAuthorizedException`
 */
export function checkSecretHash(client: ClientDefinition, name: string, hash: string | undefined): void {
  checkSecretHashOfAny(client, [name], hash);
}

/**
 * Checks a SECRET_HASH that may be made with any of several names.
 *
 * @throws ServiceError `NotAuthorizedException`
 */
export function checkSecretHashOfAny(
  client: ClientDefinition,
  names: readonly string[],
  hash: string | undefined,
): void {
  if (client.secret === undefined) {
    if (hash !== undefined) throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
    return;
  }
  if (hash === undefined) {
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  }
  const { secret } = client;
  if (!names.some((name) => isSecretHash(secret, name + client.id, hash))) {
    throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
  }
}

function isSecretHash(secret: string, message: string, hash: string): boolean {
  const expected = createHmac('sha256', secret).update(message).digest();
  const given = Buffer.from(hash, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Checks the ClientSecret of the operations that take the secret itself.
 *
 * @throws ServiceError `NotAuthorizedException`
 */
export function checkClientSecret(client: ClientDefinition, secret: string | undefined): void {
  if (client.secret !== undefined && secret !== client.secret) throw notAuthorized('Invalid client secret.');
}
