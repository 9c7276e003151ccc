import type { CognitoCall } from '../cognito/api.js';
import type { StoredSession } from '../session/token-store.js';

/**
 * Sets the attributes again that the page gave at sign-up. The triggers drop the attributes of a sign-up once the number or
 * address is verified, because an attacker may have planted them before.
 */

/** @param refresh gets new tokens, which carry the attributes. @throws {OtpError} */
export async function restoreAttributes(
  call: CognitoCall,
  { accessToken, user }: StoredSession,
  attributes: Readonly<Record<string, string>>,
  refresh: () => Promise<unknown>,
): Promise<void> {
  const UserAttributes = Object.entries(attributes)
    .filter(([name]) => !(name in user.claims))
    .map(([Name, Value]) => ({ Name, Value }));
  if (UserAttributes.length === 0) return;
  await call('UpdateUserAttributes', { AccessToken: accessToken, UserAttributes });
  await refresh();
}
