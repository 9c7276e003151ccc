import { invalidParameter, notAuthorized } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/pool-definition.js';
import {
  checkAttributes,
  checkPasswordPolicy,
  checkRequired,
  checkWritable,
} from '../../../model/user-pool/attributes.js';
import { storePassword } from '../../../model/user-pool/passwords.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { signUpSession } from '../auth/user-auth.js';
import { autoVerifiedAddress, sendAttributeCode } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';
import { postConfirmation } from '../triggers/post-confirmation.js';
import { checkNameIsFree, type NewUserName, newUserName, type PreSignUpResult, preSignUp } from '../users/new-user.js';

/**
 * Creates a user. PreSignUp may confirm the user and verify addresses; otherwise a code is sent.
 *
 * PreSignUp runs before the name is found to be taken. AWS does not document the order.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
export const signUp: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input);
  const username = input.name('Username', 128);
  const password = input.optionalText('Password', 256);
  const clientMetadata = input.optionalTexts('ClientMetadata');
  const name = validateSignUp(input, pool, client, username, password);
  const decision = await preSignUp(context.triggers, {
    pool,
    client,
    source: 'PreSignUp_SignUp',
    name,
    validationData: input.attributes('ValidationData'),
    clientMetadata,
  });
  checkNameIsFree(pool, name, username);
  const user = pool.users.create({
    ...name,
    attributes: { ...name.attributes, ...autoVerify(pool, name, decision) },
    status: decision.confirm ? 'CONFIRMED' : 'UNCONFIRMED',
    now: context.clock.now(),
  });
  if (password !== undefined) storePassword(pool, user, password, 'permanent', context.clock.now());
  if (decision.confirm) {
    const response = { UserConfirmed: true, UserSub: user.sub, ...signUpSession(pool, client, user) };
    await postConfirmation(context.triggers, pool, client, user, clientMetadata);
    return response;
  }
  const response = { UserConfirmed: false, UserSub: user.sub };
  const address = autoVerifiedAddress(pool, user);
  if (address === undefined) return response;
  const message = { user, ...address, purpose: 'SignUp' } as const;
  const delivery = await sendAttributeCode({ ...context, pool, client, clientMetadata }, message);
  return { ...response, CodeDeliveryDetails: delivery };
};

function validateSignUp(
  input: OperationInput,
  pool: UserPool,
  client: ClientDefinition,
  username: string,
  password: string | undefined,
): NewUserName {
  const { definition } = pool;
  const attributes = input.attributes('UserAttributes') ?? {};
  checkSecretHash(client, username, input.optionalText('SecretHash'));
  if (definition.adminCreateOnly) throw notAuthorized('SignUp is not permitted for this user pool');
  const name = newUserName(definition, username, attributes);
  checkWritable(client, Object.keys(attributes));
  checkAttributes(definition, name.attributes);
  checkRequired(definition, name.attributes);
  if (password !== undefined) checkPasswordPolicy(definition.passwordPolicy, password);
  else if (definition.firstFactors.every((factor) => factor === 'PASSWORD')) {
    throw invalidParameter('Password is required for this user pool.');
  }
  return name;
}

/** The `…_verified` attributes that PreSignUp asks for. */
function autoVerify(
  pool: UserPool,
  name: NewUserName,
  { verifyEmail, verifyPhone }: PreSignUpResult,
): Record<string, string> {
  const verified: Record<string, string> = {};
  for (const [attribute, isRequested] of [
    ['email', verifyEmail],
    ['phone_number', verifyPhone],
  ] as const) {
    if (!isRequested) continue;
    const value = name.attributes[attribute];
    if (value === undefined) throw invalidParameter(`The user has no ${attribute} attribute that could be verified.`);
    verified[`${attribute}_verified`] = 'true';
    // An alias belongs to the user who verified it last.
    const owner = pool.definition.aliasAttributes.includes(attribute)
      ? pool.users.findOwner(attribute, value)
      : undefined;
    if (owner !== undefined) owner.attributes[`${attribute}_verified`] = 'false';
  }
  return verified;
}
