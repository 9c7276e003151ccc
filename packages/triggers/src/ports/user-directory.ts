/** Port: what the triggers look up and change in a user pool. Every operation is idempotent. */
export interface UserDirectory {
  /**
   * Reports whether an account was signed up with a phone number or email address as its username, so that Cognito refuses
   * another sign-up with it. `false` for an address that is only an alias of an account: Cognito accepts further ones with it.
   */
  isTaken(userPoolId: string, address: string, signal: AbortSignal): Promise<boolean>;
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
