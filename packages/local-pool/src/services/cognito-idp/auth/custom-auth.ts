// CUSTOM_AUTH: rounds of Define, Create and Verify until Define issues tokens or fails the authentication.
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html

import { invalidParameter, notAuthorized, ServiceError } from '../../../model/errors.js';
import type { ChallengeResult } from '../../../model/user-pool/sessions.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { metadataField } from '../triggers/client-metadata.js';
import { flagField, textField, textMapField, unrecognizableOutput } from '../triggers/trigger-response.js';
import { startPasswordProof } from './password-proof.js';
import { completeSignIn, issueChallenge, preAuthentication } from './sign-in.js';
import { type AuthResponse, initialAuthState, type SignInContext } from './sign-in-context.js';
import { subjectRequestFields, visibleUsername } from './subject.js';

/** How far a custom authentication has come. */
export interface CustomAuthProgress {
  readonly subject: Subject;
  /** The results of the rounds so far. */
  readonly history: readonly ChallengeResult[];
  /** The client's SRP value A, when the flow began with `SRP_A`. */
  readonly clientA: string | undefined;
}

const triggerNotConfigured = (): ServiceError =>
  invalidParameter('Custom auth lambda trigger is not configured for the user pool.');

/**
 * InitiateAuth with CUSTOM_AUTH.
 *
 * @param clientA the client's SRP value A, when the flow begins with `SRP_A`, as flows with the password first do
 * @throws ServiceError `InvalidParameterException` without a Define trigger; the errors of a trigger
 */
export async function startCustomAuth(
  context: SignInContext,
  subject: Subject,
  clientA: string | undefined,
): Promise<AuthResponse> {
  if (!context.triggers.has(context.pool, 'DefineAuthChallenge')) throw triggerNotConfigured();
  await preAuthentication(context, subject);
  const history: ChallengeResult[] =
    clientA === undefined ? [] : [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }];
  // PreAuthentication is the only trigger that receives the ClientMetadata of InitiateAuth.
  return continueCustomAuth({ ...context, clientMetadata: undefined }, { subject, history, clientA });
}

/**
 * RespondToAuthChallenge with CUSTOM_CHALLENGE: Verify checks the answer, then Define decides the next step.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
 *
 * @throws ServiceError `InvalidParameterException` without a Verify trigger; the errors of a trigger
 */
export async function answerCustomChallenge(
  context: SignInContext,
  state: AuthState,
  answer: string,
): Promise<AuthResponse> {
  const { subject, history, clientA, challengeMetadata } = state;
  const response = await context.triggers.run({
    pool: context.pool,
    client: context.client,
    name: 'VerifyAuthChallengeResponse',
    source: 'VerifyAuthChallengeResponse_Authentication',
    userName: subject.userName,
    request: {
      ...subjectRequestFields(context, subject),
      privateChallengeParameters: state.privateParameters,
      challengeAnswer: answer,
      ...metadataField(context.clientMetadata),
    },
    response: { answerCorrect: null },
  });
  if (response === undefined) throw triggerNotConfigured();
  const result: ChallengeResult = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: flagField(response, 'answerCorrect'),
    challengeMetadata,
  };
  return continueCustomAuth(context, { subject, history: [...history, result], clientA });
}

/**
 * Begins the next round: Define decides whether to issue tokens, to fail, or to issue another challenge.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
 *
 * @throws ServiceError `NotAuthorizedException` when Define fails the authentication;
 * `InvalidLambdaResponseException` when it decides nothing or on an unsupported challenge
 */
export async function continueCustomAuth(context: SignInContext, progress: CustomAuthProgress): Promise<AuthResponse> {
  const { subject, history, clientA } = progress;
  const response = await context.triggers.run({
    pool: context.pool,
    client: context.client,
    name: 'DefineAuthChallenge',
    source: 'DefineAuthChallenge_Authentication',
    userName: subject.userName,
    request: {
      ...subjectRequestFields(context, subject),
      session: history,
      ...metadataField(context.clientMetadata),
    },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  });
  if (response === undefined) throw unrecognizableOutput();
  const issueTokens = flagField(response, 'issueTokens');
  const challengeName = textField(response, 'challengeName');
  if (flagField(response, 'failAuthentication')) throw notAuthorized();
  if (issueTokens) return completeSignIn(context, subject);
  if (challengeName === 'CUSTOM_CHALLENGE') return createChallenge(context, progress);
  if (challengeName === 'PASSWORD_VERIFIER' && clientA !== undefined) {
    return startPasswordProof(context, { subject, history, clientA, flow: 'CUSTOM_AUTH' });
  }
  if (challengeName === undefined) throw unrecognizableOutput();
  throw new ServiceError('InvalidLambdaResponseException', `Challenge ${challengeName} can't follow here.`);
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html */
async function createChallenge(
  context: SignInContext,
  { subject, history, clientA }: CustomAuthProgress,
): Promise<AuthResponse> {
  const response = await context.triggers.run({
    pool: context.pool,
    client: context.client,
    name: 'CreateAuthChallenge',
    source: 'CreateAuthChallenge_Authentication',
    userName: subject.userName,
    request: {
      ...subjectRequestFields(context, subject),
      challengeName: 'CUSTOM_CHALLENGE',
      session: history,
      ...metadataField(context.clientMetadata),
    },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  });
  if (response === undefined) throw triggerNotConfigured();
  const state: AuthState = {
    ...initialAuthState(context.client, subject),
    flow: 'CUSTOM_AUTH',
    challengeName: 'CUSTOM_CHALLENGE',
    history,
    privateParameters: textMapField(response, 'privateChallengeParameters'),
    challengeMetadata: textField(response, 'challengeMetadata') ?? null,
    clientA,
    deviceKey: context.deviceKey,
  };
  return issueChallenge(context, state, {
    ...textMapField(response, 'publicChallengeParameters'),
    USERNAME: visibleUsername(context.pool, subject),
  });
}
