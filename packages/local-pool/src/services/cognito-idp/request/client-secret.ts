import { createHmac, timingSafeEqual } from 'node:crypto';
import { notAuthorized } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/stack.js';

/** Holds SECRET_HASH against a client's secret. `name` is the username as the caller sent it. */
export function checkSecretHash(client: ClientDefinition, name: string, hash: string | undefined): void {
  if (client.secret === null) {
    if (hash !== undefined) throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
    return;
  }
  if (hash === undefined) {
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  }
  const expected = createHmac('sha256', client.secret)
    .update(name + client.id)
    .digest();
  const given = Buffer.from(hash, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
  }
}

/** ClientSecret of the calls that take the secret itself. */
export function checkClientSecret(client: ClientDefinition, secret: string | undefined): void {
  if (client.secret !== null && secret !== client.secret) throw notAuthorized('Invalid client secret.');
}
