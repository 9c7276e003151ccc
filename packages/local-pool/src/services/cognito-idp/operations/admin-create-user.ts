import { checkAttributes, checkPasswordPolicy } from '../../../model/user-pool/attributes.js';
import { createPasswordVerifier } from '../../../model/user-pool/srp.js';
import { sendCodeMessage } from '../messages/verification-code.js';
import type { AdminOperation } from '../request/operation.js';
import { checkNameIsFree, newUserName, preSignUp } from '../users/new-user.js';
import { createTemporaryPassword } from '../users/temporary-password.js';
import { describeUser } from '../users/user-description.js';

/**
 * Creates a user with a temporary password and sends the password, unless the call suppresses the message.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 */
export const adminCreateUser: AdminOperation = async (input, pool, context) => {
  const { definition } = pool;
  const entered = input.name('Username', 128);
  const name = newUserName(definition, entered, input.attributes('UserAttributes') ?? {});
  checkAttributes(definition, name.attributes);
  const password = input.optionalText('TemporaryPassword', 256) ?? createTemporaryPassword(definition.passwordPolicy);
  checkPasswordPolicy(definition.passwordPolicy, password);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  // As on AWS, what the trigger decides about confirming and verifying is ignored here.
  await preSignUp(context.triggers, {
    pool,
    client: undefined,
    source: 'PreSignUp_AdminCreateUser',
    name,
    validationData: input.attributes('ValidationData'),
    clientMetadata,
  });
  checkNameIsFree(pool, name, entered);
  const user = pool.users.create({ ...name, status: 'FORCE_CHANGE_PASSWORD', now: context.clock.now() });
  user.password = createPasswordVerifier(pool.srpName, user.username, password);
  if (input.optionalText('MessageAction') !== 'SUPPRESS') {
    const attribute = user.attributes['phone_number'] !== undefined ? 'phone_number' : 'email';
    const value = user.attributes[attribute];
    const messageContext = { ...context, pool, client: undefined, clientMetadata };
    if (value !== undefined) {
      await sendCodeMessage(messageContext, { user, attribute, value, purpose: 'SignUp' }, password);
    }
  }
  return { User: describeUser(user) };
};
