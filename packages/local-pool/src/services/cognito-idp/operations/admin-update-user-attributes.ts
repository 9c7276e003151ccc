import { invalidParameter, ServiceError } from '../../../model/errors.js';
import { checkAttributes, checkMutable } from '../../../model/user-pool/attributes.js';
import { type AdminOperation, findUser } from '../request/operation.js';
import { isAddressAttribute } from '../users/change-attributes.js';

/**
 * Changes attributes of a user, without regard to what app clients may write.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html
 */
export const adminUpdateUserAttributes: AdminOperation = async (input, pool, context) => {
  const user = findUser(pool, input);
  const attributes = input.attributes('UserAttributes') ?? {};
  checkAttributes(pool.definition, attributes);
  checkMutable(pool.definition, Object.keys(attributes));
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'sub') throw invalidParameter('Cannot modify the attribute sub.');
    const owner = isAddressAttribute(name) ? pool.users.findOwner(name, value) : undefined;
    if (owner !== undefined && owner !== user) {
      throw new ServiceError('AliasExistsException', `An account with the given ${name} already exists.`);
    }
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (isAddressAttribute(name) && user.attributes[name] !== value) user.attributes[`${name}_verified`] = 'false';
    user.attributes[name] = value;
  }
  // An administrator may set an address and declare it verified in the same call, in any order.
  for (const [name, value] of Object.entries(attributes)) if (name.endsWith('_verified')) user.attributes[name] = value;
  user.modifiedAt = context.clock.now();
  return {};
};
