import { notAuthorized, ServiceError } from '../../../model/errors.js';
import { signUpSession } from '../auth/user-auth.js';
import { takeAttributeCode } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, findUser, type Operation } from '../request/operation.js';
import { userAttributes } from '../triggers/user-attributes.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html */
export const confirmSignUp: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input.text('ClientId', 1, 128));
  const username = input.text('Username', 1, 128);
  const code = input.text('ConfirmationCode', 1, 2048);
  checkSecretHash(client, username, input.optionalText('SecretHash'));
  const user = findUser(pool, username);
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  const [attribute] = Object.keys(user.codes);
  if (attribute === undefined) {
    throw new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }
  takeAttributeCode(user, attribute, code, context.clock);
  user.attributes[`${attribute}_verified`] = 'true';
  user.status = 'CONFIRMED';
  user.modifiedAt = context.clock.now();
  const clientMetadata = input.optionalTexts('ClientMetadata');
  await context.triggers.run({
    pool,
    client,
    name: 'PostConfirmation',
    source: 'PostConfirmation_ConfirmSignUp',
    userName: user.username,
    request: { userAttributes: userAttributes(user), ...(clientMetadata === null ? {} : { clientMetadata }) },
    response: {},
  });
  return signUpSession(pool, client, user);
};
