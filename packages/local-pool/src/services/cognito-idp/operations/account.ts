import { invalidParameter, ServiceError } from '../../../model/errors.js';
import { checkAttributes, checkWritable } from '../../../model/user-pool/attributes.js';
import { attributesOf } from '../../../model/user-pool/user.js';
import { checkClientSecret } from '../request/client-secret.js';
import { attributeList, authenticateBearer, findClient, type Operation } from '../request/operation.js';
import { changeAttributes } from '../users/change-attributes.js';

/** The short APIs that a signed-in person calls with their access token, or with their refresh token to end it. */
export const getUser: Operation = async (input, context) => {
  const { user, client } = await authenticateBearer(context, input.text('AccessToken'));
  const readable = Object.entries(attributesOf(user)).filter(
    ([name]) => name === 'sub' || client.readAttributes === null || client.readAttributes.has(name),
  );
  return { Username: user.username, UserAttributes: attributeList(Object.fromEntries(readable)) };
};

export const globalSignOut: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input.text('AccessToken'));
  pool.grants.revokeAllOf(user);
  return {};
};

export const revokeToken: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input.text('ClientId', 1, 128));
  checkClientSecret(client, input.optionalText('ClientSecret'));
  const token = input.text('Token');
  if (!client.tokenRevocation) {
    throw new ServiceError('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
  }
  if (token.startsWith('eyJ') && token.split('.').length === 3) {
    throw new ServiceError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
  }
  pool.grants.revoke(token, client);
  return {};
};

export const deleteUser: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input.text('AccessToken'));
  pool.grants.revokeAllOf(user);
  pool.users.delete(user);
  return {};
};

export const updateUserAttributes: Operation = async (input, context) => {
  const { pool, user, client } = await authenticateBearer(context, input.text('AccessToken'));
  const attributes = input.attributes('UserAttributes') ?? {};
  checkWritable(client, Object.keys(attributes));
  checkAttributes(pool.definition, attributes);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const deliveries = await changeAttributes({ ...context, pool, client, clientMetadata }, user, attributes);
  return { CodeDeliveryDetailsList: deliveries };
};

export const deleteUserAttributes: Operation = async (input, context) => {
  const { pool, user, client } = await authenticateBearer(context, input.text('AccessToken'));
  const names = input.list('UserAttributeNames');
  checkWritable(client, names);
  for (const name of names) {
    if (pool.definition.schema.some((one) => one.required && one.name === name)) {
      throw invalidParameter(`Cannot delete required attribute ${name}`);
    }
    delete user.attributes[name];
    delete user.attributes[`${name}_verified`];
  }
  user.modifiedAt = context.clock.now();
  return {};
};
