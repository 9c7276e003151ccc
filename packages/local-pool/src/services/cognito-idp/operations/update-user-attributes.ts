import { checkAttributes, checkWritable } from '../../../model/user-pool/attributes.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { changeAttributes } from '../users/change-attributes.js';

/**
 * Changes attributes of the signed-in user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html
 */
export const updateUserAttributes: Operation = async (input, context) => {
  const { pool, user, client } = await authenticateBearer(context, input);
  const attributes = input.attributes('UserAttributes') ?? {};
  checkWritable(client, Object.keys(attributes));
  checkAttributes(pool.definition, attributes);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const deliveries = await changeAttributes({ ...context, pool, client, clientMetadata }, user, attributes);
  return { CodeDeliveryDetailsList: deliveries };
};
