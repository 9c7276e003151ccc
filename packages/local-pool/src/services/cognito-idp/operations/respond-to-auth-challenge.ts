import { invalidParameter, notAuthorized } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/stack.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import type { OperationInput } from '../../shared/operation-input.js';
import { answerCustomChallenge, continueCustomAuth } from '../auth/custom-auth.js';
import { finishDeviceProof, startDeviceProof } from '../auth/device-proof.js';
import { provesPassword } from '../auth/password-proof.js';
import { completeSignIn, namesSubject, type SignInContext } from '../auth/sign-in.js';
import { answerOneTimeCode, selectChallenge } from '../auth/user-auth.js';
import { checkSecretHash } from '../request/client-secret.js';
import { findClient, type Operation, type OperationContext } from '../request/operation.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html */
export const respondToAuthChallenge: Operation = async (input, context) => {
  const { pool, client } = findClient(context, input.text('ClientId', 1, 128));
  return respond(input, context, pool, client);
};

/** The part that AdminRespondToAuthChallenge shares. */
export async function respond(
  input: OperationInput,
  context: OperationContext,
  pool: UserPool,
  client: ClientDefinition,
): Promise<object> {
  const challengeName = input.text('ChallengeName');
  const responses = input.texts('ChallengeResponses');
  const username = responses['USERNAME'];
  if (username === undefined || username === '') throw invalidParameter('Missing required parameter USERNAME');
  const answer = responses['ANSWER'];
  if (challengeName === 'CUSTOM_CHALLENGE' && (answer === undefined || answer === '')) {
    throw invalidParameter('Missing required parameter ANSWER');
  }
  const session = input.optionalText('Session', 2048);
  if (session === undefined) throw invalidParameter('Missing required parameter Session');
  if (session.length < 20) {
    throw invalidParameter(
      `1 validation error detected: Value '${session}' at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20`,
    );
  }
  checkSecretHash(client, username, responses['SECRET_HASH']);
  const state = pool.sessions.take(
    session,
    (one) =>
      one.client.id === client.id && one.challengeName === challengeName && namesSubject(pool, one.subject, username),
    context.reusesSession(),
  );
  if (state.subject.found && !state.subject.user.enabled) throw notAuthorized('User is disabled.');
  const signIn: SignInContext = {
    pool,
    client,
    triggers: context.triggers,
    clock: context.clock,
    clientMetadata: input.optionalTexts('ClientMetadata'),
    deviceKey: responses['DEVICE_KEY'] ?? state.deviceKey,
  };
  switch (challengeName) {
    case 'CUSTOM_CHALLENGE':
      return answerCustomChallenge(signIn, state, answer ?? '');
    case 'PASSWORD_VERIFIER': {
      const proved = provesPassword(state, responses);
      if (state.flow === 'CUSTOM_AUTH') {
        const round = { challengeName, challengeResult: proved, challengeMetadata: null };
        return continueCustomAuth(signIn, state.subject, [...state.history, round], state.clientA);
      }
      if (!proved) throw notAuthorized();
      return completeSignIn(signIn, state.subject);
    }
    case 'DEVICE_SRP_AUTH':
      return startDeviceProof(signIn, state, responses);
    case 'DEVICE_PASSWORD_VERIFIER':
      return finishDeviceProof(signIn, state, responses);
    case 'SELECT_CHALLENGE':
      return selectChallenge({ ...signIn, outbox: context.outbox }, state, responses);
    case 'SMS_OTP':
    case 'EMAIL_OTP':
      return answerOneTimeCode(signIn, state, session, responses);
    default:
      throw invalidParameter(`The local pool doesn't offer the challenge ${challengeName}.`);
  }
}
