// USER_AUTH, choice-based sign-in: the client chooses among the pool's first factors.
// https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html

import { invalidParameter } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/pool-definition.js';
import { decideMfa } from '../../../model/user-pool/mfa.js';
import type { User } from '../../../model/user-pool/user.js';
import type { AuthState, Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import {
  isOneTimeCodeFactor,
  ONE_TIME_CODE_ADDRESSES,
  sendOneTimeCode,
  type UserAuthContext,
} from './one-time-code.js';
import { signInWithPassword, startPasswordProof } from './password-proof.js';
import { completeSignIn, issueChallenge, preAuthentication } from './sign-in.js';
import { type AuthParameters, type AuthResponse, initialAuthState, requireParameter } from './sign-in-context.js';
import { namesSubject, visibleUsername } from './subject.js';

/**
 * InitiateAuth with USER_AUTH: begins the preferred challenge if it is available, otherwise responds with a choice.
 *
 * @throws ServiceError the errors of a trigger
 */
export async function startUserAuth(
  context: UserAuthContext,
  subject: Subject,
  parameters: AuthParameters,
): Promise<AuthResponse> {
  await preAuthentication(context, subject);
  const preferred = parameters['PREFERRED_CHALLENGE'];
  const available = availableChallenges(context.pool, subject);
  if (preferred !== undefined && available.includes(preferred)) {
    return startFactor(context, subject, preferred, parameters);
  }
  const state: AuthState = {
    ...initialAuthState(context.client, subject),
    challengeName: 'SELECT_CHALLENGE',
    deviceKey: context.deviceKey,
  };
  return {
    ...issueChallenge(context, state, { USERNAME: visibleUsername(context.pool, subject) }),
    AvailableChallenges: available,
  };
}

/**
 * RespondToAuthChallenge with SELECT_CHALLENGE: begins the chosen challenge.
 *
 * @throws ServiceError `InvalidParameterException` for a challenge that is not available
 */
export async function selectChallenge(
  context: UserAuthContext,
  state: AuthState,
  responses: AuthParameters,
): Promise<AuthResponse> {
  const answer = requireParameter(responses, 'ANSWER');
  if (!availableChallenges(context.pool, state.subject).includes(answer)) {
    throw invalidParameter(`Selected challenge ${answer} is not available.`);
  }
  return startFactor(context, state.subject, answer, responses);
}

/** The session with which a client turns a confirmed sign-up into a sign-in, where the app client allows USER_AUTH. */
export function signUpSession(pool: UserPool, client: ClientDefinition, user: User): { Session?: string } {
  if (!client.authFlows.has('ALLOW_USER_AUTH')) return {};
  const subject: Subject = { found: true, user, userName: user.username };
  const state: AuthState = { ...initialAuthState(client, subject), flow: 'SIGN_UP' };
  return { Session: pool.sessions.create(state, client.sessionMinutes) };
}

/**
 * InitiateAuth with USER_AUTH and the session of a confirmed sign-up: issues tokens without another challenge.
 *
 * @throws ServiceError `NotAuthorizedException` for a session that is invalid or belongs to another user
 */
export async function finishSignUp(context: UserAuthContext, username: string, session: string): Promise<AuthResponse> {
  const { pool, client } = context;
  const { subject } = pool.sessions.take(
    session,
    (state) => state.flow === 'SIGN_UP' && state.client.id === client.id && namesSubject(pool, state.subject, username),
  );
  return completeSignIn(context, subject);
}

/** The pool's challenges that the user can answer. A name without a user is offered all of them. */
function availableChallenges(pool: UserPool, subject: Subject): string[] {
  const canAnswer = (factor: string): boolean => {
    // A second factor needs a password before it.
    if (factor !== 'PASSWORD' && pool.mfa.configuration === 'ON') return false;
    if (!subject.found) return true;
    if (factor !== 'PASSWORD' && decideMfa(pool.mfa, subject.user).kind !== 'none') return false;
    if (factor === 'PASSWORD') return subject.user.password !== null;
    return (
      isOneTimeCodeFactor(factor) && subject.user.attributes[`${ONE_TIME_CODE_ADDRESSES[factor]}_verified`] === 'true'
    );
  };
  return pool.definition.firstFactors
    .filter((factor) => (factor === 'PASSWORD' || isOneTimeCodeFactor(factor)) && canAnswer(factor))
    .flatMap((factor) => (factor === 'PASSWORD' ? ['PASSWORD_SRP', 'PASSWORD'] : [factor]));
}

async function startFactor(
  context: UserAuthContext,
  subject: Subject,
  challengeName: string,
  parameters: AuthParameters,
): Promise<AuthResponse> {
  if (isOneTimeCodeFactor(challengeName)) return sendOneTimeCode(context, subject, challengeName);
  if (challengeName === 'PASSWORD') {
    return signInWithPassword(context, subject, requireParameter(parameters, 'PASSWORD'));
  }
  const clientA = requireParameter(parameters, 'SRP_A');
  return startPasswordProof(context, { subject, history: [], clientA, flow: 'USER_AUTH' });
}
