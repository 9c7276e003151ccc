import { timingSafeEqual } from 'node:crypto';
import type { Outbox } from '../../../control/outbox.js';
import { invalidParameter, notAuthorized, ServiceError } from '../../../model/errors.js';
import type { ClientDefinition } from '../../../model/stack.js';
import { isEmail } from '../../../model/user-pool/attributes.js';
import { checkPassword } from '../../../model/user-pool/srp.js';
import type { User } from '../../../model/user-pool/user.js';
import type { AuthState, Subject, UserPool } from '../../../model/user-pool/user-pool.js';
import { mask, newCode, sendCodeMessage } from '../messages/verification-code.js';
import { startPasswordProof } from './password-proof.js';
import {
  type AuthResponse,
  completeSignIn,
  initialAuthState,
  issueChallenge,
  namesSubject,
  preAuthentication,
  type SignInContext,
  visibleUsername,
} from './sign-in.js';

/** USER_AUTH: the person, or the page, chooses among the pool's first factors. */
export interface UserAuthContext extends SignInContext {
  readonly outbox: Outbox;
}

type Responses = Readonly<Record<string, string>>;

/** Cognito's own codes have eight digits, and may be tried three times. */
const codeDigits = 8;
const codeTries = 3;

const addresses = { SMS_OTP: 'phone_number', EMAIL_OTP: 'email' } as const;
type OneTimeCode = keyof typeof addresses;

const isOneTimeCode = (name: string): name is OneTimeCode => Object.hasOwn(addresses, name);

export async function startUserAuth(
  signIn: UserAuthContext,
  subject: Subject,
  parameters: Responses,
): Promise<AuthResponse> {
  await preAuthentication(signIn, subject);
  const preferred = parameters['PREFERRED_CHALLENGE'];
  const available = availableChallenges(signIn.pool, subject);
  if (preferred !== undefined && available.includes(preferred)) {
    return begin(signIn, subject, preferred, parameters);
  }
  return {
    ...issueChallenge(signIn, stateOf(signIn, subject, 'SELECT_CHALLENGE'), {
      USERNAME: visibleUsername(signIn.pool, subject),
    }),
    AvailableChallenges: available,
  };
}

/** RespondToAuthChallenge of SELECT_CHALLENGE. */
export async function selectChallenge(
  signIn: UserAuthContext,
  state: AuthState,
  responses: Responses,
): Promise<AuthResponse> {
  const { ANSWER: answer } = responses;
  if (answer === undefined || answer === '') throw invalidParameter('Missing required parameter ANSWER');
  if (!availableChallenges(signIn.pool, state.subject).includes(answer)) {
    throw invalidParameter(`Selected challenge ${answer} is not available.`);
  }
  return begin(signIn, state.subject, answer, responses);
}

/** RespondToAuthChallenge of SMS_OTP and EMAIL_OTP. A wrong code leaves the session for another try, twice. */
export async function answerOneTimeCode(
  signIn: SignInContext,
  state: AuthState,
  session: string,
  responses: Responses,
): Promise<AuthResponse> {
  const given = responses[`${state.challengeName}_CODE`];
  if (given === undefined || given === '') {
    signIn.pool.sessions.giveBack(session, state);
    throw invalidParameter(`Missing required parameter ${state.challengeName}_CODE`);
  }
  const { code, subject } = state;
  if (code === null) throw notAuthorized('Invalid session for the user.');
  const [theirs, ours] = [Buffer.from(given), Buffer.from(code.text)];
  // Bytes, not signs: a digit of full width is one sign and three bytes.
  const right = theirs.length === ours.length && timingSafeEqual(theirs, ours);
  if (right && subject.found) {
    // The code came to this address: that is the proof of it.
    subject.user.attributes[`${code.attribute}_verified`] = 'true';
    return completeSignIn(signIn, subject);
  }
  if (code.attemptsLeft > 1) {
    const left = { ...state, code: { ...code, attemptsLeft: code.attemptsLeft - 1 } };
    signIn.pool.sessions.giveBack(session, left);
  }
  throw new ServiceError('CodeMismatchException', 'Invalid code or auth state for the user.');
}

/** Sign-in with the password itself. */
export async function signInWithPassword(
  signIn: SignInContext,
  subject: Subject,
  password: string,
): Promise<AuthResponse> {
  const kept = subject.found ? subject.user.password : null;
  const { srpName } = signIn.pool;
  if (!subject.found || kept === null || !checkPassword(kept, srpName, subject.userName, password))
    throw notAuthorized();
  return completeSignIn(signIn, subject);
}

/** The session with which a sign-up that has just been confirmed is a sign-in. */
export function signUpSession(pool: UserPool, client: ClientDefinition, user: User): { Session?: string } {
  if (!client.authFlows.has('ALLOW_USER_AUTH')) return {};
  const subject: Subject = { found: true, user, userName: user.username };
  return {
    Session: pool.sessions.create({ ...initialAuthState(client, subject), flow: 'SIGN_UP' }, client.sessionMinutes),
  };
}

export async function finishSignUp(signIn: UserAuthContext, username: string, session: string): Promise<AuthResponse> {
  const { subject } = signIn.pool.sessions.take(
    session,
    (one) =>
      one.flow === 'SIGN_UP' && one.client.id === signIn.client.id && namesSubject(signIn.pool, one.subject, username),
  );
  return completeSignIn(signIn, subject);
}

/** What the pool offers and this person can do. Nobody is offered all of it, so that they look like somebody. */
function availableChallenges(pool: UserPool, subject: Subject): string[] {
  const can = (factor: string): boolean => {
    if (!subject.found) return true;
    if (isOneTimeCode(factor)) return subject.user.attributes[`${addresses[factor]}_verified`] === 'true';
    return factor === 'PASSWORD' && subject.user.password !== null;
  };
  return pool.definition.firstFactors
    .filter((factor) => (factor === 'PASSWORD' || isOneTimeCode(factor)) && can(factor))
    .flatMap((factor) => (factor === 'PASSWORD' ? ['PASSWORD_SRP', 'PASSWORD'] : [factor]));
}

async function begin(
  signIn: UserAuthContext,
  subject: Subject,
  name: string,
  responses: Responses,
): Promise<AuthResponse> {
  if (isOneTimeCode(name)) return sendOneTimeCode(signIn, subject, name);
  const needed = name === 'PASSWORD_SRP' ? 'SRP_A' : 'PASSWORD';
  const value = responses[needed];
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${needed}`);
  if (name === 'PASSWORD') return signInWithPassword(signIn, subject, value);
  return startPasswordProof(signIn, subject, [], value, 'USER_AUTH');
}

async function sendOneTimeCode(signIn: UserAuthContext, subject: Subject, name: OneTimeCode): Promise<AuthResponse> {
  const attribute = addresses[name];
  const text = newCode(codeDigits);
  const value = subject.found ? (subject.user.attributes[attribute] ?? '') : simulatedAddress(subject, attribute);
  if (subject.found) await sendCodeMessage(signIn, subject.user, attribute, value, text, 'Authentication');
  const state = { ...stateOf(signIn, subject, name), code: { text, attribute, attemptsLeft: codeTries } };
  return issueChallenge(signIn, state, {
    CODE_DELIVERY_DELIVERY_MEDIUM: attribute === 'email' ? 'EMAIL' : 'SMS',
    CODE_DELIVERY_DESTINATION: mask(attribute, value),
    USERNAME: visibleUsername(signIn.pool, subject),
  });
}

/** Where a code to nobody would have gone: what was typed, if it has the shape, else something of that shape. */
function simulatedAddress(subject: Subject, attribute: 'phone_number' | 'email'): string {
  const fits = attribute === 'email' ? isEmail(subject.userName) : subject.userName.startsWith('+');
  if (fits) return subject.userName;
  return attribute === 'email' ? 'a@e' : `+00000000${String(subject.userName.length % 10).repeat(4)}`;
}

const stateOf = (signIn: SignInContext, subject: Subject, challengeName: string): AuthState => ({
  ...initialAuthState(signIn.client, subject),
  challengeName,
  deviceKey: signIn.deviceKey,
});
