// New tokens for a refresh token.

import { notAuthorized } from '../../../model/errors.js';
import type { User } from '../../../model/user-pool/user.js';
import { preTokenGeneration } from '../triggers/pre-token-generation.js';
import type { SignInContext } from './sign-in-context.js';

/**
 * Issues new tokens for a refresh token. The token is used first, so that a copy that arrives while the trigger runs
 * counts as a reuse.
 *
 * @param checkUser called with the user before tokens are issued; throws to refuse them
 * @throws ServiceError `NotAuthorizedException` or `RefreshTokenReuseException`; the errors of PreTokenGeneration
 */
export async function refreshTokens(
  { pool, client, triggers, clientMetadata, deviceKey, requester }: SignInContext,
  token: string,
  checkUser: (user: User) => void = () => undefined,
): Promise<{ AuthenticationResult: Record<string, unknown> }> {
  const { grant, refreshToken } = pool.grants.refresh(token, client, deviceKey, requester);
  const user = pool.users.find(grant.username);
  if (user === undefined) throw notAuthorized('Invalid Refresh Token');
  if (!user.enabled) throw notAuthorized('User is disabled.');
  checkUser(user);
  const source = 'TokenGeneration_RefreshTokens';
  const overrides = await preTokenGeneration(triggers, { pool, client, user, source, clientMetadata });
  const tokens = await pool.issue(user, client, grant, overrides);
  const successor = refreshToken === undefined ? {} : { RefreshToken: refreshToken };
  return { AuthenticationResult: { ...tokens, ...successor } };
}
