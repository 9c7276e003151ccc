// The second factor after a password: SMS_MFA, EMAIL_OTP, SOFTWARE_TOKEN_MFA, SELECT_MFA_TYPE and MFA_SETUP. Custom
// authentication has none: its triggers decide on every challenge themselves.
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html

import { invalidParameter, notAuthorized, ServiceError } from '../../../model/errors.js';
import type { MfaFactor } from '../../../model/pool-definition.js';
import { isEmail } from '../../../model/user-pool/attributes.js';
import { confirmedDevice } from '../../../model/user-pool/devices.js';
import { decideMfa } from '../../../model/user-pool/mfa.js';
import { totpStep } from '../../../model/user-pool/totp.js';
import type { User } from '../../../model/user-pool/user.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { sendOneTimeCode, type UserAuthContext } from './one-time-code.js';
import { completeSignIn, issueChallenge } from './sign-in.js';
import { type AuthParameters, type AuthResponse, initialAuthState, requireParameter } from './sign-in-context.js';

type KnownSubject = Subject & { readonly found: true };

/**
 * Continues after a correct password: asks for a second factor if the pool or the user wants one, otherwise issues tokens.
 *
 * @throws ServiceError the errors of a trigger
 */
export async function askForSecondFactor(context: UserAuthContext, subject: KnownSubject): Promise<AuthResponse> {
  if (isTrustedDevice(context, subject.user)) return completeSignIn(context, subject);
  const decision = decideMfa(context.pool.mfa, subject.user);
  switch (decision.kind) {
    case 'none':
      return completeSignIn(context, subject);
    case 'factor':
      return startFactor(context, subject, decision.factor);
    case 'choice':
      return offer(context, subject, 'SELECT_MFA_TYPE', 'MFAS_CAN_CHOOSE', decision.factors);
    case 'setup':
      return offer(context, subject, 'MFA_SETUP', 'MFAS_CAN_SETUP', decision.factors);
  }
}

/** A remembered device replaces the second factor where the pool says so. */
function isTrustedDevice({ pool, deviceKey }: UserAuthContext, user: User): boolean {
  if (pool.definition.devices?.challengeOnNew !== true) return false;
  return confirmedDevice(user, deviceKey)?.remembered === true;
}

function offer(
  context: UserAuthContext,
  subject: KnownSubject,
  challengeName: string,
  parameter: string,
  factors: readonly MfaFactor[],
): AuthResponse {
  const state: AuthState = {
    ...initialAuthState(context.client, subject),
    challengeName,
    deviceKey: context.deviceKey,
    mfa: { factors, totpSecret: undefined, isVerified: false },
  };
  return issueChallenge(context, state, {
    [parameter]: JSON.stringify(factors),
    USER_ID_FOR_SRP: subject.user.username,
  });
}

async function startFactor(context: UserAuthContext, subject: KnownSubject, factor: MfaFactor): Promise<AuthResponse> {
  if (factor !== 'SOFTWARE_TOKEN_MFA') return sendOneTimeCode(context, subject, factor, 'second');
  const state: AuthState = {
    ...initialAuthState(context.client, subject),
    challengeName: factor,
    deviceKey: context.deviceKey,
  };
  return issueChallenge(context, state, {
    FRIENDLY_DEVICE_NAME: subject.user.mfa.totp?.deviceName ?? '',
    USER_ID_FOR_SRP: subject.user.username,
  });
}

/** An answer that has used its session. */
interface MfaAnswer {
  readonly state: AuthState;
  readonly session: string;
  readonly responses: AuthParameters;
}

/**
 * RespondToAuthChallenge with SELECT_MFA_TYPE: begins the chosen factor.
 *
 * @throws ServiceError `InvalidParameterException` for a factor that was not offered
 */
export async function selectMfaType(context: UserAuthContext, answer: MfaAnswer): Promise<AuthResponse> {
  const { state, session, responses } = answer;
  const factor = state.mfa?.factors.find((one) => one === responses['ANSWER']);
  if (factor === undefined || !state.subject.found) {
    context.pool.sessions.reopen(session, state);
    throw invalidParameter(`Invalid MFA type ${requireParameter(responses, 'ANSWER')}`);
  }
  return startFactor(context, state.subject, factor);
}

/**
 * RespondToAuthChallenge with SOFTWARE_TOKEN_MFA: checks the code of the authenticator app. After a wrong one the session
 * stays valid.
 *
 * @throws ServiceError `CodeMismatchException` for a wrong code, `ExpiredCodeException` for one that was used before
 */
export async function answerTotp(context: UserAuthContext, answer: MfaAnswer): Promise<AuthResponse> {
  const { state, session, responses } = answer;
  const totp = state.subject.found ? state.subject.user.mfa.totp : null;
  const code = responses['SOFTWARE_TOKEN_MFA_CODE'];
  const step = totp === null ? undefined : totpStep(totp.secret, code ?? '', context.clock.now());
  if (totp === null || step === undefined || step <= totp.lastStep) {
    context.pool.sessions.reopen(session, state);
    if (code === undefined) throw invalidParameter('Missing required parameter SOFTWARE_TOKEN_MFA_CODE');
    if (step === undefined) throw new ServiceError('CodeMismatchException', 'Invalid code received for user');
    throw new ServiceError('ExpiredCodeException', 'Your software token has already been used once.');
  }
  totp.lastStep = step;
  return completeSignIn(context, state.subject);
}

/**
 * RespondToAuthChallenge with MFA_SETUP: after VerifySoftwareToken, or with the email address to send codes to.
 *
 * @throws ServiceError `InvalidParameterException` when no factor was set up
 */
export async function finishMfaSetup(context: UserAuthContext, answer: MfaAnswer): Promise<AuthResponse> {
  const { state, session, responses } = answer;
  const { subject, mfa } = state;
  if (!subject.found) throw notAuthorized();
  if (mfa?.isVerified === true) return completeSignIn(context, subject);
  const email = responses['EMAIL'];
  if (email === undefined || !isEmail(email) || mfa?.factors.includes('EMAIL_OTP') !== true) {
    context.pool.sessions.reopen(session, state);
    throw invalidParameter(email === undefined ? 'Software token is not verified.' : 'Invalid email address format.');
  }
  subject.user.attributes['email'] = email;
  subject.user.attributes['email_verified'] = 'false';
  return startFactor(context, subject, 'EMAIL_OTP');
}
