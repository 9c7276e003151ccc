import { invalidParameter } from '../../../model/errors.js';
import { sendAttributeCode } from '../messages/verification-code.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { verifiableAttribute } from '../users/change-attributes.js';

/**
 * Sends a code that verifies an address of the signed-in user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html
 */
export const getUserAttributeVerificationCode: Operation = async (input, context) => {
  const { pool, user, client } = await authenticateBearer(context, input);
  const attribute = verifiableAttribute(input);
  // A new address that waits for its verification comes before the old one.
  const value = user.codes[attribute]?.value ?? user.attributes[attribute];
  if (value === undefined) throw invalidParameter(`User has no ${attribute} attribute.`);
  const messageContext = { ...context, pool, client, clientMetadata: input.optionalTexts('ClientMetadata') };
  const message = { user, attribute, value, purpose: 'VerifyUserAttribute' } as const;
  return { CodeDeliveryDetails: await sendAttributeCode(messageContext, message) };
};
