import { ServiceError } from '../../../model/errors.js';
import { useAttributeCode } from '../messages/verification-code.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { verifiableAttribute } from '../users/change-attributes.js';

/**
 * Verifies an address of the signed-in user with the code that was sent to it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html
 */
export const verifyUserAttribute: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input);
  const attribute = verifiableAttribute(input);
  const value = useAttributeCode(user, attribute, input.text('Code', 1, 2048), context.clock);
  const owner = pool.users.findOwner(attribute, value);
  if (owner !== undefined && owner !== user) {
    throw new ServiceError('AliasExistsException', `An account with the ${attribute} already exists.`);
  }
  user.attributes[attribute] = value;
  user.attributes[`${attribute}_verified`] = 'true';
  user.modifiedAt = context.clock.now();
  return {};
};
