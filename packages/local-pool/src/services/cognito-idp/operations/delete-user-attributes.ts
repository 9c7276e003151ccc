import { invalidParameter } from '../../../model/errors.js';
import { checkWritable } from '../../../model/user-pool/attributes.js';
import { authenticateBearer, type Operation } from '../request/operation.js';

/**
 * Deletes attributes of the signed-in user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html
 */
export const deleteUserAttributes: Operation = async (input, context) => {
  const { pool, user, client } = await authenticateBearer(context, input);
  const names = input.list('UserAttributeNames');
  checkWritable(client, names);
  for (const name of names) {
    if (pool.definition.schema.some((attribute) => attribute.required && attribute.name === name)) {
      throw invalidParameter(`Cannot delete required attribute ${name}`);
    }
    delete user.attributes[name];
    delete user.attributes[`${name}_verified`];
  }
  user.modifiedAt = context.clock.now();
  return {};
};
