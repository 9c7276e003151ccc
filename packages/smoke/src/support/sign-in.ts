// Sign-ups and sign-ins with the API calls of an app.

import { randomBytes } from 'node:crypto';
import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  type AuthenticationResultType,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  type SignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Aws, errorName } from '../aws/clients.js';
import { type StackFacts, sendsEmail, sendsSms } from '../aws/stack.js';
import { type Addresses, NotRun, NotSent, type ProbeContext } from '../probe.js';

/** The reply to a start or an answer. */
export type AuthReply = Pick<
  InitiateAuthCommandOutput,
  'ChallengeName' | 'ChallengeParameters' | 'Session' | 'AuthenticationResult'
>;

/** The longest time to wait for a budget, in ms. */
const LONGEST_WAIT = 120_000;

/** A password that Cognito accepts. It is not used again. */
export const randomPassword = (): string => `Aa1-${randomBytes(18).toString('base64url')}`;

/** A name without an account. No message is sent for it. */
export const unknownName = (): string => `smoke-${randomBytes(9).toString('hex')}@example.com`;

/** A British number that is reserved for fiction, so it has no owner: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama */
export const fictitiousNumber = (): string =>
  `+447700900${String(randomBytes(2).readUInt16BE() % 1000).padStart(3, '0')}`;

/** The address to which codes can be sent, by the channels of the stack; undefined if none was given. */
export function usableAddress(stack: StackFacts, { phone, email }: Addresses): string | undefined {
  if (phone !== undefined && sendsSms(stack)) return phone;
  return email !== undefined && sendsEmail(stack) ? email : undefined;
}

/** Why codes cannot be received; undefined if they can. */
export function codesUnavailable(stack: StackFacts, addresses: Addresses): string | undefined {
  if (stack.parameters['CaptchaVerifyUrl']) return 'messages of this stack need a CAPTCHA token from a browser';
  if (stack.parameters['FactorOrder'] === 'password-then-otp') return 'sign-ins of this stack begin with a password';
  if (stack.parameters['SelfSignUp'] === 'off') return 'SelfSignUp=off: only administrators create accounts';
  if (usableAddress(stack, addresses) !== undefined) return undefined;
  const options = [sendsSms(stack) ? '--phone' : '', sendsEmail(stack) ? '--email' : ''].filter(Boolean);
  return `needs an address of yours: give ${options.join(' or ')}`;
}

/** A user of this run. */
export interface TestUser {
  readonly reply: SignUpCommandOutput;
  /** Deletes the user at once, so that the same address can sign up again. */
  readonly remove: () => Promise<void>;
}

/**
 * Signs a new user up. The user is deleted at the end of the probe. @throws NotRun if the address has an account, which is
 * not touched
 */
export async function signUp(context: ProbeContext, address: string): Promise<TestUser> {
  const { aws, stack } = context;
  const UserPoolId = stack.userPoolId;
  const existing = await aws.cognito.send(new AdminGetUserCommand({ UserPoolId, Username: address })).then(
    () => true,
    (error: unknown) => {
      if (errorName(error) === 'UserNotFoundException') return false;
      throw error;
    },
  );
  if (existing) {
    throw new NotRun(`${address} has an account in this user pool, which is not touched. Give an address without one.`);
  }
  let username = address;
  const remove = async ({ cognito }: Pick<Aws, 'cognito'>): Promise<void> => {
    try {
      await cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: username }));
    } catch (error) {
      if (errorName(error) !== 'UserNotFoundException') throw error;
    }
  };
  const forget = context.cleanUp.add(`the user ${address}`, remove);
  const reply = await aws.app.send(
    new SignUpCommand({
      ClientId: stack.clientId,
      Username: address,
      Password: randomPassword(),
      UserAttributes: [{ Name: address.startsWith('+') ? 'phone_number' : 'email', Value: address }],
    }),
  );
  if (reply.UserSub !== undefined) username = reply.UserSub;
  return {
    reply,
    async remove() {
      await remove(aws);
      forget();
    },
  };
}

/** Starts a sign-in. */
export const start = (
  { aws, stack }: Pick<ProbeContext, 'aws' | 'stack'>,
  username: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<AuthReply> =>
  aws.app.send(
    new InitiateAuthCommand({
      AuthFlow: 'CUSTOM_AUTH',
      ClientId: stack.clientId,
      AuthParameters: { USERNAME: username, ...parameters },
    }),
  );

/** Answers the challenge of an earlier reply. */
export const answer = (
  { aws, stack }: Pick<ProbeContext, 'aws' | 'stack'>,
  previous: AuthReply,
  text: string,
  ClientMetadata?: Record<string, string>,
): Promise<AuthReply> =>
  aws.app.send(
    new RespondToAuthChallengeCommand({
      ClientId: stack.clientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: previous.Session,
      ChallengeResponses: { USERNAME: previous.ChallengeParameters?.['USERNAME'] ?? '', ANSWER: text },
      ...(ClientMetadata !== undefined && { ClientMetadata }),
    }),
  );

/**
 * Starts a sign-in and waits until a message was sent.
 *
 * @throws NotSent if none is sent
 */
export async function startWithMessage(context: ProbeContext, address: string): Promise<AuthReply> {
  let reply = await start(context, address);
  for (let tries = 0; tries < 3; tries += 1) {
    const { reason, resendAt, now } = reply.ChallengeParameters ?? {};
    if (reply.ChallengeName !== 'CUSTOM_CHALLENGE') throw new Error(`Cognito asked for ${reply.ChallengeName}`);
    if (reason === undefined) return reply;
    const wait = reason === 'not_sent' ? 0 : Number(resendAt) - Number(now);
    const canWait = reason === 'not_sent' || (reason === 'rate_limited' && wait > 0 && wait <= LONGEST_WAIT);
    if (!canWait) throw new NotSent(address, reason);
    if (wait > 0) context.say(`  waiting ${Math.ceil(wait / 1000)} s for the budget of this address`);
    await context.sleep(wait + 500);
    reply = await answer(context, reply, 'send', { request: 'send' });
  }
  throw new NotSent(address, reply.ChallengeParameters?.['reason']);
}

/**
 * Asks for the code and answers with it.
 *
 * @throws NotRun if no code is typed, or none of those typed is accepted
 * @throws Error if a code is not accepted although it is typed twice, or Cognito refuses the first answer
 */
export async function answerWithCode(
  context: ProbeContext,
  started: AuthReply,
  address: string,
): Promise<AuthenticationResultType> {
  const typed = new Set<string>();
  let reply = started;
  for (let tries = 0; tries < 3; tries += 1) {
    const again = tries === 0 ? '' : ', please check it';
    const code = (await context.ask(`  Code sent to ${address}${again} (empty line to skip): `))?.trim();
    if (code === undefined) throw new NotRun(`no code was typed that was sent to ${address}`);
    try {
      reply = await answer(context, reply, code);
    } catch (error) {
      if (tries === 0 || errorName(error) !== 'NotAuthorizedException') throw error;
      break;
    }
    if (reply.AuthenticationResult !== undefined) return reply.AuthenticationResult;
    const reason = reply.ChallengeParameters?.['reason'] ?? 'no reason';
    if (typed.has(code)) throw new Error(`a code that was typed twice was not accepted: ${reason}`);
    typed.add(code);
    context.say(`  not accepted: ${reason}`);
  }
  throw new NotRun('no right code was typed');
}
