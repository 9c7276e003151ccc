import { invalidParameter, notAuthorized } from '../../../model/errors.js';
import {
  checkAttributes,
  checkPasswordPolicy,
  checkRequired,
  checkWritable,
} from '../../../model/user-pool/attributes.js';
import { makeVerifier } from '../../../model/user-pool/srp.js';
import { signUpSession } from '../auth/user-auth.js';
import { deliveryOf, sendAttributeCode } from '../messages/verification-code.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation } from '../request/operation.js';
import { userAttributes } from '../triggers/user-attributes.js';
import { claimName, newUserName, preSignUp } from '../users/new-user.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html */
export const signUp: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input.text('ClientId', 1, 128));
  const username = input.text('Username', 1, 128);
  const password = input.optionalText('Password', 256);
  const attributes = input.attributes('UserAttributes') ?? {};
  const clientMetadata = input.optionalTexts('ClientMetadata');
  checkSecretHash(client, username, input.optionalText('SecretHash'));
  if (pool.definition.adminCreateOnly) throw notAuthorized('SignUp is not permitted for this user pool');

  const name = newUserName(pool.definition, username, attributes);
  checkWritable(client, Object.keys(attributes));
  checkAttributes(pool.definition, name.attributes);
  checkRequired(pool.definition, name.attributes);
  const passwordless = pool.definition.firstFactors.some((factor) => factor !== 'PASSWORD');
  if (password === undefined && !passwordless) throw invalidParameter('Password is required for this user pool.');
  if (password !== undefined) checkPasswordPolicy(pool.definition.passwordPolicy, password);

  const validationData = input.attributes('ValidationData');
  const auto = await preSignUp(
    context.triggers,
    pool,
    client,
    'PreSignUp_SignUp',
    name,
    validationData,
    clientMetadata,
  );
  claimName(pool, name, username);
  const verified: Record<string, string> = {};
  for (const [attribute, wanted] of [
    ['email', auto.verifyEmail],
    ['phone_number', auto.verifyPhone],
  ] as const) {
    if (!wanted) continue;
    const value = name.attributes[attribute];
    if (value === undefined) throw invalidParameter(`The user has no ${attribute} attribute that could be verified.`);
    verified[`${attribute}_verified`] = 'true';
    // In a pool with aliases, a proved value moves to whoever proved it last.
    const owner = pool.definition.aliasAttributes.includes(attribute)
      ? pool.users.findOwner(attribute, value)
      : undefined;
    if (owner !== undefined) owner.attributes[`${attribute}_verified`] = 'false';
  }
  const user = pool.users.create(
    name.username,
    name.signUpAttribute,
    { ...name.attributes, ...verified },
    auto.confirm ? 'CONFIRMED' : 'UNCONFIRMED',
    context.clock.now(),
    name.sub,
  );
  if (password !== undefined) user.password = makeVerifier(pool.srpName, user.username, password);

  const session = auto.confirm ? signUpSession(pool, client, user) : {};
  const reply = { UserConfirmed: auto.confirm, UserSub: user.sub, ...session };
  if (auto.confirm) {
    await context.triggers.run({
      pool,
      client,
      name: 'PostConfirmation',
      source: 'PostConfirmation_ConfirmSignUp',
      userName: user.username,
      request: { userAttributes: userAttributes(user), ...(clientMetadata === null ? {} : { clientMetadata }) },
      response: {},
    });
    return reply;
  }
  const attribute = (['phone_number', 'email'] as const).find(
    (one) => pool.definition.autoVerified.includes(one) && user.attributes[one] !== undefined,
  );
  const value = attribute === undefined ? undefined : user.attributes[attribute];
  if (attribute === undefined || value === undefined) return reply;
  await sendAttributeCode({ ...context, pool, client, clientMetadata }, user, attribute, value, 'SignUp');
  return { ...reply, CodeDeliveryDetails: deliveryOf(attribute, value) };
};
