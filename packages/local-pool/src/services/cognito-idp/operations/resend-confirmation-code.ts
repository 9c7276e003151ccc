import { invalidParameter } from '../../../model/errors.js';
import { sendAttributeCode } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, findUser, type Operation } from '../request/operation.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
export const resendConfirmationCode: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input.text('ClientId', 1, 128));
  const username = input.text('Username', 1, 128);
  checkSecretHash(client, username, input.optionalText('SecretHash'));
  const user = findUser(pool, username);
  if (user.status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
  const attribute = (['phone_number', 'email'] as const).find(
    (one) => pool.definition.autoVerified.includes(one) && user.attributes[one] !== undefined,
  );
  const value = attribute === undefined ? undefined : user.attributes[attribute];
  if (attribute === undefined || value === undefined) {
    throw invalidParameter('Cannot resend codes. Auto verification not turned on.');
  }
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const sender = { ...context, pool, client, clientMetadata };
  return { CodeDeliveryDetails: await sendAttributeCode(sender, user, attribute, value, 'ResendCode') };
};
