import { invalidParameter, ServiceError } from '../../../model/errors.js';
import { sendAttributeCode, takeAttributeCode } from '../messages/verification-code.js';
import { authenticateBearer, type Operation } from '../request/operation.js';
import { type AddressAttribute, isAddressAttribute } from '../users/change-attributes.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html */
export const getUserAttributeVerificationCode: Operation = async (input, context) => {
  const { pool, user, client } = await authenticateBearer(context, input.text('AccessToken'));
  const attribute = addressOf(input.text('AttributeName', 1, 32));
  const value = user.codes[attribute]?.value ?? user.attributes[attribute];
  if (value === undefined) throw invalidParameter(`User has no ${attribute} attribute.`);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const sender = { ...context, pool, client, clientMetadata };
  return { CodeDeliveryDetails: await sendAttributeCode(sender, user, attribute, value, 'VerifyUserAttribute') };
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
export const verifyUserAttribute: Operation = async (input, context) => {
  const { pool, user } = await authenticateBearer(context, input.text('AccessToken'));
  const attribute = addressOf(input.text('AttributeName', 1, 32));
  const value = takeAttributeCode(user, attribute, input.text('Code', 1, 2048), context.clock);
  const owner = pool.users.findOwner(attribute, value);
  if (owner !== undefined && owner !== user) {
    throw new ServiceError('AliasExistsException', `An account with the ${attribute} already exists.`);
  }
  user.attributes[attribute] = value;
  user.attributes[`${attribute}_verified`] = 'true';
  user.modifiedAt = context.clock.now();
  return {};
};

function addressOf(name: string): AddressAttribute {
  if (!isAddressAttribute(name))
    throw invalidParameter(`Cannot verify the attribute ${name}: only phone_number and email.`);
  return name;
}
