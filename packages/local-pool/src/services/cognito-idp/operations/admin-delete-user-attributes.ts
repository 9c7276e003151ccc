import { invalidParameter } from '../../../model/errors.js';
import { type AdminOperation, findUser } from '../request/operation.js';

/**
 * Deletes attributes of a user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html
 */
export const adminDeleteUserAttributes: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  for (const name of input.list('UserAttributeNames')) {
    if (name === user.signUpAttribute) {
      throw invalidParameter(`Cannot delete the attribute ${name}: it names the user.`);
    }
    delete user.attributes[name];
    delete user.attributes[`${name}_verified`];
  }
  user.modifiedAt = context.clock.now();
  return {};
};
