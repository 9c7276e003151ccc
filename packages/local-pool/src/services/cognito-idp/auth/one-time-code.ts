// SMS_OTP and EMAIL_OTP: native one-time codes, which Cognito itself creates and sends.

import { timingSafeEqual } from 'node:crypto';
import type { Outbox } from '../../../control/outbox.js';
import { invalidParameter, notAuthorized, ServiceError } from '../../../model/errors.js';
import type { AddressAttribute } from '../../../model/stack.js';
import { isEmail } from '../../../model/user-pool/attributes.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { createCode, maskAddress, sendCodeMessage } from '../messages/verification-code.js';
import { completeSignIn, issueChallenge } from './sign-in.js';
import { type AuthParameters, type AuthResponse, initialAuthState, type SignInContext } from './sign-in-context.js';
import { visibleUsername } from './subject.js';

/** What steps of USER_AUTH work with: they may send a message. */
export interface UserAuthContext extends SignInContext {
  readonly outbox: Outbox;
}

/** The address that each factor sends its code to. */
export const ONE_TIME_CODE_ADDRESSES = { SMS_OTP: 'phone_number', EMAIL_OTP: 'email' } as const;

/** A factor with a native one-time code. */
export type OneTimeCodeFactor = keyof typeof ONE_TIME_CODE_ADDRESSES;

/** Whether a factor sends a native one-time code. */
export const isOneTimeCodeFactor = (name: string): name is OneTimeCodeFactor =>
  Object.hasOwn(ONE_TIME_CODE_ADDRESSES, name);

/** Cognito's native codes have eight digits. */
const CODE_DIGITS = 8;

/** A native code may be tried three times. */
const MAX_ATTEMPTS = 3;

/** Sends a code and issues its challenge. Without a user nothing is sent, and the response looks the same. */
export async function sendOneTimeCode(
  context: UserAuthContext,
  subject: Subject,
  factor: OneTimeCodeFactor,
): Promise<AuthResponse> {
  const attribute = ONE_TIME_CODE_ADDRESSES[factor];
  const text = createCode(CODE_DIGITS);
  const value = subject.found
    ? (subject.user.attributes[attribute] ?? '')
    : simulatedAddress(subject.userName, attribute);
  if (subject.found) {
    await sendCodeMessage(context, { user: subject.user, attribute, value, purpose: 'Authentication' }, text);
  }
  const state: AuthState = {
    ...initialAuthState(context.client, subject),
    challengeName: factor,
    deviceKey: context.deviceKey,
    code: { text, attribute, attemptsLeft: MAX_ATTEMPTS },
  };
  return issueChallenge(context, state, {
    CODE_DELIVERY_DELIVERY_MEDIUM: attribute === 'email' ? 'EMAIL' : 'SMS',
    CODE_DELIVERY_DESTINATION: maskAddress(attribute, value),
    USERNAME: visibleUsername(context.pool, subject),
  });
}

/** The address shown for a name without a user: the name itself if it is such an address, otherwise a made-up one. */
function simulatedAddress(userName: string, attribute: AddressAttribute): string {
  const isAddress = attribute === 'email' ? isEmail(userName) : userName.startsWith('+');
  if (isAddress) return userName;
  return attribute === 'email' ? 'a@e' : `+00000000${String(userName.length % 10).repeat(4)}`;
}

/**
 * RespondToAuthChallenge with SMS_OTP or EMAIL_OTP. After a wrong code the session stays valid until the third attempt.
 *
 * @throws ServiceError `CodeMismatchException` for a wrong code
 */
export async function answerOneTimeCode(
  context: SignInContext,
  state: AuthState,
  session: string,
  responses: AuthParameters,
): Promise<AuthResponse> {
  const { pool } = context;
  const { code, subject } = state;
  const given = responses[`${state.challengeName}_CODE`];
  if (given === undefined || given === '') {
    pool.sessions.reopen(session, state);
    throw invalidParameter(`Missing required parameter ${state.challengeName}_CODE`);
  }
  if (code === undefined) throw notAuthorized('Invalid session for the user.');
  if (isSameCode(given, code.text) && subject.found) {
    // The code was sent to this address, so the answer also verifies the address.
    subject.user.attributes[`${code.attribute}_verified`] = 'true';
    return completeSignIn(context, subject);
  }
  if (code.attemptsLeft > 1) {
    pool.sessions.reopen(session, { ...state, code: { ...code, attemptsLeft: code.attemptsLeft - 1 } });
  }
  throw new ServiceError('CodeMismatchException', 'Invalid code or auth state for the user.');
}

/** Compares bytes rather than characters: a full-width digit is one character but three bytes. */
function isSameCode(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
