import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { clientDefaults } from './client-defaults.js';

/** What PostAuthentication may do to a user of its pool. */
export interface UserDirectory {
  setAttributes(
    userPoolId: string,
    username: string,
    attributes: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
}

export function cognitoUserDirectory(): UserDirectory {
  const client = new CognitoIdentityProviderClient({ ...clientDefaults, maxAttempts: 2 });
  return {
    async setAttributes(userPoolId, username, attributes, abortSignal) {
      await client.send(
        new AdminUpdateUserAttributesCommand({
          UserPoolId: userPoolId,
          Username: username,
          UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
        }),
        { abortSignal },
      );
    },
  };
}
