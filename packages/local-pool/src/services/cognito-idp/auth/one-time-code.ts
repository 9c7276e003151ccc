// SMS_OTP and EMAIL_OTP: native one-time codes, which Cognito itself creates and sends.

import { timingSafeEqual } from 'node:crypto';
import type { Outbox } from '../../../control/outbox.js';
import { invalidParameter, notAuthorized, ServiceError } from '../../../model/errors.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { simulatedAddress } from '../messages/simulated-delivery.js';
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

/** Cognito's native codes for the first factor have eight digits, those for the second one six. */
const CODE_DIGITS = { first: 8, second: 6 } as const;

/** A native code may be tried three times. */
const MAX_ATTEMPTS = 3;

/** Sends a code and issues its challenge. Without a user nothing is sent, and the response looks the same. */
export async function sendOneTimeCode(
  context: UserAuthContext,
  subject: Subject,
  factor: OneTimeCodeFactor | 'SMS_MFA',
  order: keyof typeof CODE_DIGITS = 'first',
): Promise<AuthResponse> {
  const attribute = factor === 'SMS_MFA' ? 'phone_number' : ONE_TIME_CODE_ADDRESSES[factor];
  const text = createCode(CODE_DIGITS[order]);
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
    ...(order === 'first'
      ? { USERNAME: visibleUsername(context.pool, subject) }
      : { USER_ID_FOR_SRP: subject.userName }),
  });
}

/**
 * RespondToAuthChallenge with SMS_OTP, EMAIL_OTP or SMS_MFA. After a wrong code the session stays valid until the third attempt.
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
