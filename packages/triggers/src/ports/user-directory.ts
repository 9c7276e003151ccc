/** What PostAuthentication may do to a user of its pool. Each may be done twice without harm. */
export interface UserDirectory {
  setAttributes(
    userPoolId: string,
    username: string,
    attributes: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
  removeAttributes(userPoolId: string, username: string, names: readonly string[], signal: AbortSignal): Promise<void>;
  /** By a random one that nobody knows. */
  replacePassword(userPoolId: string, username: string, signal: AbortSignal): Promise<void>;
  /** Revokes every refresh token issued so far. */
  endSessions(userPoolId: string, username: string, signal: AbortSignal): Promise<void>;
}
