import { ACCOUNT_EXISTS, type Json } from '../cognito/api.js';
import type { FactorContext, OtpClientOptions, StartOptions } from '../contracts/client.js';
import { type OtpError, type OtpErrorCode, withCode } from '../contracts/errors.js';
import type { Identifier } from '../contracts/state.js';
import { callAsClient } from './custom-flow.js';

/** Creates the account of a new user, so that signing up and signing in are one step. */

/** What a sign-up led to. Both are missing if the account exists already, which the caller does not learn. */
export interface SignUpResult {
  /** Cognito's reply if an account was created. */
  readonly account?: Json;
  /** `sign_up_closed`: no account can be created, for now if it is retryable. Existing users can still sign in. */
  readonly error?: OtpError;
}

/** Errors by which a sign-up is refused, while existing users can still sign in. */
const REFUSALS: readonly OtpErrorCode[] = ['sign_up_closed', 'rate_limited'];

/**
 * Signs the identifier up.
 * @param mode with `only`, a sign-up that is not possible is thrown.
 * @throws {OtpError} `sign_up_closed` or `rate_limited` where a sign-up is required; `invalid_phone`, `invalid_email`, and
 * why Cognito could not be reached.
 */
export function signUp(
  context: FactorContext,
  identifier: Identifier,
  mode: OtpClientOptions['signUp'],
  attributes?: StartOptions['attributes'],
): Promise<SignUpResult> {
  const { username: Username } = context;
  return callAsClient(context, 'SignUp', {
    Username,
    // Cognito requires a password. This one is never stored: 72 random bytes, and every kind of character that a password
    // policy may require.
    Password: `aA1!${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(72))))}`,
    UserAttributes: Object.entries({ ...attributes, ['phone' in identifier ? 'phone_number' : 'email']: Username }).map(
      ([Name, Value]) => ({ Name, Value }),
    ),
  }).then(
    (account) => ({ account }),
    (cause: OtpError) => {
      if (cause.cognitoName === ACCOUNT_EXISTS) return {};
      if (mode === 'only' || !REFUSALS.includes(cause.code)) throw cause;
      return { error: withCode(cause, 'sign_up_closed') };
    },
  );
}
