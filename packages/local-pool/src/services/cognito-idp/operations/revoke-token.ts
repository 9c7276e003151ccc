import { ServiceError } from '../../../model/errors.js';
import { checkClientSecret } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';

/**
 * Revokes the sign-in that a refresh token belongs to.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
 */
export const revokeToken: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  checkClientSecret(client, input.optionalText('ClientSecret'));
  const token = input.text('Token');
  if (!client.tokenRevocation) {
    throw new ServiceError('UnsupportedOperationException', 'Token revocation is not enabled for this client.');
  }
  const isJwt = token.startsWith('eyJ') && token.split('.').length === 3;
  if (isJwt) throw new ServiceError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
  pool.grants.revoke(token, client);
  return {};
};
