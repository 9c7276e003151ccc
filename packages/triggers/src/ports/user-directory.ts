/** Port: what PostAuthentication changes in a user pool. Every operation is idempotent. */
export interface UserDirectory {
  /** Sets user attributes, by Cognito's names. */
  setAttributes(
    userPoolId: string,
    username: string,
    attributes: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Deletes user attributes, by Cognito's names. */
  removeAttributes(userPoolId: string, username: string, names: readonly string[], signal: AbortSignal): Promise<void>;
  /** Replaces the user's password by a random one that is not kept. */
  replacePassword(userPoolId: string, username: string, signal: AbortSignal): Promise<void>;
}
