/** Looks up and changes users of a Cognito user pool. */
import { randomBytes } from 'node:crypto';
import {
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { UserDirectory } from '../ports/user-directory.js';
import { clientDefaults } from './client-defaults.js';

/** Creates a {@link UserDirectory} for Cognito user pools. Its operations throw whatever the SDK throws. */
export function cognitoUserDirectory(): UserDirectory {
  const client = new CognitoIdentityProviderClient({ ...clientDefaults, maxAttempts: 2 });
  return {
    async isTaken(UserPoolId, Username, abortSignal) {
      try {
        const command = new AdminGetUserCommand({ UserPoolId, Username });
        const user = await client.send(command, { abortSignal });
        // In a pool whose usernames are addresses, Cognito chooses the username, and it equals `sub`. Otherwise the person who signs
        // up chooses it and cannot know `sub`, and the address is an alias.
        return user.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value === user.Username;
      } catch (error) {
        if (error instanceof UserNotFoundException) return false;
        throw error;
      }
    },
    async setAttributes(UserPoolId, Username, attributes, abortSignal) {
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      await client.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes }), {
        abortSignal,
      });
    },
    async removeAttributes(UserPoolId, Username, names, abortSignal) {
      const UserAttributeNames = [...names];
      await client.send(new AdminDeleteUserAttributesCommand({ UserPoolId, Username, UserAttributeNames }), {
        abortSignal,
      });
    },
    async replacePassword(UserPoolId, Username, abortSignal) {
      // One character of each class that a password policy may require, and 48 random bytes.
      const Password = `aA1!${randomBytes(48).toString('base64')}`;
      await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }), {
        abortSignal,
      });
    },
  };
}
