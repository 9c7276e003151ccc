import type { Json } from '../cognito/api.js';
import type { FactorContext, OtpClientOptions, StartOptions } from '../contracts/client.js';
import { type OtpError, withCode } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import { callAsClient } from './custom-flow.js';

/** Creates the account of a new user, so that signing up and signing in are one step. */

/**
 * Signs the identifier up. An account that exists already is not an error, and the caller does not learn that it exists.
 * @param mode with `only`, a sign-up that is not possible is an error.
 * @returns Cognito's reply if an account was created.
 * @throws {OtpError} `sign_up_closed` or `rate_limited` where a sign-up is required; `invalid_phone`, `invalid_email`, and
 * why Cognito could not be reached.
 */
export function signUp(
  context: FactorContext,
  identifier: Identifier,
  mode: OtpClientOptions['signUp'],
  attributes?: StartOptions['attributes'],
): Promise<Json | undefined> {
  const { username: Username } = context;
  const own = { ['phone' in identifier ? 'phone_number' : 'email']: Username };
  return callAsClient(context, 'SignUp', {
    Username,
    // Cognito requires a password. This one is never stored: 72 random bytes, and every kind of character that a password
    // policy may require.
    Password: `aA1!${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(72))))}`,
    UserAttributes: Object.entries({ ...attributes, ...own }).map(([Name, Value]) => ({ Name, Value })),
  }).catch((error: OtpError) => {
    const { code, cognitoName } = error;
    if (cognitoName === 'UsernameExistsException') return undefined;
    // Sign-up is closed for the user pool, or a trigger accepts no new users right now. Existing users can still sign in.
    if (code !== 'not_authorized' && cognitoName !== 'UserLambdaValidationException') throw error;
    if (mode === 'only') throw code === 'rate_limited' ? error : withCode(error, 'sign_up_closed');
    return undefined;
  });
}
