import { invalidParameter, notAuthorized, ServiceError } from '../../../model/errors.js';
import type { ChallengeResult } from '../../../model/user-pool/sessions.js';
import type { AuthState, Subject } from '../../../model/user-pool/user-pool.js';
import { flag, optionalText, textMap } from '../triggers/response-fields.js';
import { unrecognizable } from '../triggers/triggers.js';
import { startPasswordProof } from './password-proof.js';
import {
  type AuthResponse,
  completeSignIn,
  initialAuthState,
  issueChallenge,
  preAuthentication,
  type SignInContext,
  subjectRequestFields,
  visibleUsername,
} from './sign-in.js';

/** InitiateAuth of CUSTOM_AUTH. `clientA`: the flow starts with SRP_A, as password-first flows do. */
export async function startCustomAuth(
  signIn: SignInContext,
  subject: Subject,
  clientA: string | null,
): Promise<AuthResponse> {
  for (const name of ['DefineAuthChallenge'] as const) {
    if (!signIn.triggers.has(signIn.pool, name)) {
      throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
    }
  }
  await preAuthentication(signIn, subject);
  const history: ChallengeResult[] =
    clientA === null ? [] : [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }];
  // ClientMetadata of InitiateAuth goes to PreAuthentication alone.
  return continueCustomAuth({ ...signIn, clientMetadata: null }, subject, history, clientA);
}

/** RespondToAuthChallenge of CUSTOM_CHALLENGE. */
export async function answerCustomChallenge(
  signIn: SignInContext,
  state: AuthState,
  answer: string,
): Promise<AuthResponse> {
  const response = await signIn.triggers.run({
    pool: signIn.pool,
    client: signIn.client,
    name: 'VerifyAuthChallengeResponse',
    source: 'VerifyAuthChallengeResponse_Authentication',
    userName: state.subject.userName,
    request: {
      ...subjectRequestFields(signIn, state.subject),
      privateChallengeParameters: state.privateParameters,
      challengeAnswer: answer,
      ...metadata(signIn),
    },
    response: { answerCorrect: null },
  });
  if (response === null) throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
  const round: ChallengeResult = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: flag(response, 'answerCorrect'),
    challengeMetadata: state.metadata,
  };
  return continueCustomAuth(signIn, state.subject, [...state.history, round], state.clientA);
}

/** After a round is over: Define decides, Create makes the next challenge. */
export async function continueCustomAuth(
  signIn: SignInContext,
  subject: Subject,
  history: readonly ChallengeResult[],
  clientA: string | null,
): Promise<AuthResponse> {
  const decision = await signIn.triggers.run({
    pool: signIn.pool,
    client: signIn.client,
    name: 'DefineAuthChallenge',
    source: 'DefineAuthChallenge_Authentication',
    userName: subject.userName,
    request: { ...subjectRequestFields(signIn, subject), session: history, ...metadata(signIn) },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  });
  if (decision === null) throw unrecognizable();
  const issueTokens = flag(decision, 'issueTokens');
  const challengeName = optionalText(decision, 'challengeName');
  if (flag(decision, 'failAuthentication')) throw notAuthorized();
  if (issueTokens) return completeSignIn(signIn, subject);
  if (challengeName === 'CUSTOM_CHALLENGE') return createChallenge(signIn, subject, history, clientA);
  if (challengeName === 'PASSWORD_VERIFIER' && clientA !== null) {
    return startPasswordProof(signIn, subject, history, clientA, 'CUSTOM_AUTH');
  }
  throw challengeName === null
    ? unrecognizable()
    : new ServiceError('InvalidLambdaResponseException', `Challenge ${challengeName} can't follow here.`);
}

async function createChallenge(
  signIn: SignInContext,
  subject: Subject,
  history: readonly ChallengeResult[],
  clientA: string | null,
): Promise<AuthResponse> {
  const response = await signIn.triggers.run({
    pool: signIn.pool,
    client: signIn.client,
    name: 'CreateAuthChallenge',
    source: 'CreateAuthChallenge_Authentication',
    userName: subject.userName,
    request: {
      ...subjectRequestFields(signIn, subject),
      challengeName: 'CUSTOM_CHALLENGE',
      session: history,
      ...metadata(signIn),
    },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  });
  if (response === null) throw invalidParameter('Custom auth lambda trigger is not configured for the user pool.');
  const state: AuthState = {
    ...initialAuthState(signIn.client, subject),
    flow: 'CUSTOM_AUTH',
    challengeName: 'CUSTOM_CHALLENGE',
    history,
    privateParameters: textMap(response, 'privateChallengeParameters'),
    metadata: optionalText(response, 'challengeMetadata'),
    clientA,
    deviceKey: signIn.deviceKey,
  };
  return issueChallenge(signIn, state, {
    ...textMap(response, 'publicChallengeParameters'),
    USERNAME: visibleUsername(signIn.pool, subject),
  });
}

const metadata = ({ clientMetadata }: SignInContext): { clientMetadata?: Readonly<Record<string, string>> } =>
  clientMetadata === null ? {} : { clientMetadata };
