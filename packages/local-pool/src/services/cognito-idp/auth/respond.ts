// What RespondToAuthChallenge and AdminRespondToAuthChallenge share: checks the session and continues the flow.

import { invalidParameter, notAuthorized } from '../../../model/errors.js';
import type { AuthState } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { checkSecretHash } from '../request/client-secret.js';
import { answerCustomChallenge, continueCustomAuth } from './custom-auth.js';
import { finishDeviceProof, startDeviceProof } from './device-proof.js';
import type { AuthCallContext } from './initiate.js';
import { afterPassword, checkNewPasswordAnswer, setNewPassword } from './new-password.js';
import { answerOneTimeCode, type UserAuthContext } from './one-time-code.js';
import { provesPassword } from './password-proof.js';
import { answerTotp, finishMfaSetup, selectMfaType } from './second-factor.js';
import { type AuthParameters, type AuthResponse, requireParameter } from './sign-in-context.js';
import { namesSubject } from './subject.js';
import { selectChallenge } from './user-auth.js';

/** The shortest session string that Cognito accepts, in characters. */
const MIN_SESSION_LENGTH = 20;

/** An answer to a challenge, with the state behind its session. */
interface Answer {
  readonly state: AuthState;
  readonly session: string;
  readonly responses: AuthParameters;
}

/** Continues the flow after the answer to one kind of challenge. */
type ChallengeAnswer = (context: UserAuthContext, answer: Answer) => Promise<AuthResponse> | AuthResponse;

const challengeAnswers: Readonly<Record<string, ChallengeAnswer>> = {
  CUSTOM_CHALLENGE: (context, { state, responses }) => answerCustomChallenge(context, state, responses['ANSWER'] ?? ''),
  PASSWORD_VERIFIER: answerPasswordVerifier,
  NEW_PASSWORD_REQUIRED: (context, { state, session, responses }) => setNewPassword(context, state, session, responses),
  DEVICE_SRP_AUTH: (context, { state, responses }) => startDeviceProof(context, state, responses),
  DEVICE_PASSWORD_VERIFIER: (context, { state, responses }) => finishDeviceProof(context, state, responses),
  SELECT_CHALLENGE: (context, { state, responses }) => selectChallenge(context, state, responses),
  SELECT_MFA_TYPE: selectMfaType,
  SOFTWARE_TOKEN_MFA: answerTotp,
  MFA_SETUP: finishMfaSetup,
  SMS_MFA: (context, { state, session, responses }) => answerOneTimeCode(context, state, session, responses),
  SMS_OTP: (context, { state, session, responses }) => answerOneTimeCode(context, state, session, responses),
  EMAIL_OTP: (context, { state, session, responses }) => answerOneTimeCode(context, state, session, responses),
};

/**
 * Answers the challenge that the call names. The session is used only once the call is known to be complete, so that a
 * missing parameter does not invalidate it.
 *
 * @throws ServiceError `InvalidParameterException` for an incomplete call; `NotAuthorizedException` for an invalid
 * session; the errors of the flow
 */
export async function respond(input: OperationInput, context: AuthCallContext): Promise<AuthResponse> {
  const { pool, client } = context;
  const challengeName = input.text('ChallengeName');
  const responses = input.texts('ChallengeResponses');
  const username = requireParameter(responses, 'USERNAME');
  if (challengeName === 'CUSTOM_CHALLENGE') requireParameter(responses, 'ANSWER');
  if (challengeName === 'NEW_PASSWORD_REQUIRED') checkNewPasswordAnswer(pool, responses);
  const session = sessionOf(input);
  checkSecretHash(client, username, responses['SECRET_HASH']);
  const state = pool.sessions.take(
    session,
    (one) =>
      one.client.id === client.id && one.challengeName === challengeName && namesSubject(pool, one.subject, username),
    context.reusesSession(),
  );
  if (state.subject.found && !state.subject.user.enabled) throw notAuthorized('User is disabled.');
  const answer = Object.hasOwn(challengeAnswers, challengeName) ? challengeAnswers[challengeName] : undefined;
  const clientMetadata = input.optionalTexts('ClientMetadata');
  if (answer === undefined) throw invalidParameter(`The local pool doesn't support the challenge ${challengeName}.`);
  const deviceKey = responses['DEVICE_KEY'] ?? state.deviceKey;
  return answer({ ...context, clientMetadata, deviceKey }, { state, session, responses });
}

function sessionOf(input: OperationInput): string {
  const session = input.optionalText('Session', 2048);
  if (session === undefined) throw invalidParameter('Missing required parameter Session');
  if (session.length < MIN_SESSION_LENGTH) {
    throw invalidParameter(
      `1 validation error detected: Value '${session}' at 'session' failed to satisfy constraint: Member must have length greater than or equal to ${MIN_SESSION_LENGTH}`,
    );
  }
  return session;
}

/** In CUSTOM_AUTH the result goes to Define; in the other flows a wrong password ends the authentication. */
async function answerPasswordVerifier(context: UserAuthContext, { state, responses }: Answer): Promise<AuthResponse> {
  const isProved = provesPassword(context, state, responses);
  if (state.flow === 'CUSTOM_AUTH') {
    const result = { challengeName: state.challengeName, challengeResult: isProved, challengeMetadata: null };
    const { subject, history, clientA } = state;
    return continueCustomAuth(context, { subject, history: [...history, result], clientA });
  }
  if (!isProved) throw notAuthorized();
  return afterPassword(context, state.subject);
}
