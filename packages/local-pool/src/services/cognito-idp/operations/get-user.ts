import { attributesOf } from '../../../model/user-pool/user.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { describeMfa } from '../users/mfa-preference.js';
import { attributeList } from '../users/user-description.js';

/**
 * The signed-in user, with the attributes that the app client may read.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
 */
export const getUser: Operation = async (input, context) => {
  const { user, client } = await authenticateBearer(context, input);
  const readable = Object.entries(attributesOf(user)).filter(
    ([name]) => name === 'sub' || client.readAttributes === undefined || client.readAttributes.has(name),
  );
  const UserAttributes = attributeList(Object.fromEntries(readable));
  return { Username: user.username, UserAttributes, ...describeMfa(user) };
};
