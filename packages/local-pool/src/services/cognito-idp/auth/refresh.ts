import { notAuthorized } from '../../../model/errors.js';
import type { User } from '../../../model/user-pool/user.js';
import { preTokenGeneration } from '../triggers/pre-token-generation.js';
import type { SignInContext } from './sign-in.js';

/**
 * New tokens for a refresh token, which is used up first: a copy that comes meanwhile is a reuse. `check` looks at the user
 * before any are issued.
 */
export async function refreshTokens(
  signIn: SignInContext,
  token: string,
  check: (user: User) => void,
): Promise<{ AuthenticationResult: Record<string, unknown> }> {
  const { pool, client, triggers, clientMetadata } = signIn;
  const { grant, refreshToken } = pool.grants.refresh(token, client, signIn.deviceKey);
  const user = pool.users.find(grant.username);
  if (user === undefined) throw notAuthorized('Invalid Refresh Token');
  if (!user.enabled) throw notAuthorized('User is disabled.');
  check(user);
  const overrides = await preTokenGeneration(
    triggers,
    pool,
    client,
    user,
    'TokenGeneration_RefreshTokens',
    clientMetadata,
  );
  const tokens = await pool.issue(user, client, grant, overrides);
  return { AuthenticationResult: { ...tokens, ...(refreshToken === null ? {} : { RefreshToken: refreshToken }) } };
}
