import {
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { errorText } from '../aws/clients.js';
import { rotatesTokens } from '../aws/stack.js';
import { compare, NotRun, type Probe, type ProbeContext } from '../probe.js';
import { answerWithCode, codesUnavailable, signUp, startWithMessage, usableAddress } from '../support/sign-in.js';

/** The most first sign-ins of one run. */
const SIGN_INS = 10;

/** Whether the tokens of a new account's first sign-in are valid: revocation works with whole seconds. */
export const firstTokens: Probe = {
  name: 'first-tokens',
  title: 'The tokens of a first sign-in are valid',
  expected: `After each of up to ${SIGN_INS} first sign-ins (as many as SendsIn10Minutes allows), GetUser accepts the access token at once and two seconds later, and the refresh token gives new tokens.`,
  local: 'The same. A sign-out everywhere also revokes tokens that are issued later in the same second.',
  remedy:
    'If a token is revoked, Cognito has revoked it although PostAuthentication did not: report it with the time and the Region.',
  scope: 'stack',
  asksForCodes: true,
  effects: 'creates and deletes one user per sign-in; sends one message to your address for each',
  inapplicable: codesUnavailable,
  async run(context) {
    const address = usableAddress(context.stack, context.addresses) as string;
    const count = Math.min(SIGN_INS, context.messages);
    let done = 0;
    for (; done < count; done += 1) {
      context.say(`  first sign-in ${done + 1} of ${count}`);
      try {
        const problem = await firstSignIn(context, address);
        if (problem !== undefined) return compare(false, `sign-in ${done + 1} of ${count}: ${problem}`);
      } catch (error) {
        // Results until the person stopped are used.
        if (!(error instanceof NotRun) || done === 0) throw error;
        break;
      }
    }
    const note =
      done < SIGN_INS ? `; fewer than ${SIGN_INS} are weak evidence, because the fault is a matter of time` : '';
    return compare(true, `${done} of ${done} first sign-ins had valid tokens${note}`);
  },
};

/** Signs a new user in and uses the tokens. Returns the errors that their use caused. */
async function firstSignIn(context: ProbeContext, address: string): Promise<string | undefined> {
  const { aws, sleep } = context;
  const user = await signUp(context, address);
  const { AccessToken, RefreshToken } = await answerWithCode(
    context,
    await startWithMessage(context, address),
    address,
  );
  const use = (token: string | undefined) => aws.app.send(new GetUserCommand({ AccessToken: token }));
  const problem = await firstError([
    ['GetUser', () => use(AccessToken)],
    [
      'refresh and GetUser',
      async () => {
        const renewed = await refresh(context, RefreshToken);
        return use(renewed);
      },
    ],
    [
      'GetUser two seconds later',
      async () => {
        await sleep(2000);
        return use(AccessToken);
      },
    ],
  ]);
  await user.remove();
  return problem;
}

async function refresh({ aws, stack }: ProbeContext, RefreshToken: string | undefined): Promise<string | undefined> {
  const ClientId = stack.clientId;
  const reply = rotatesTokens(stack)
    ? await aws.app.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }))
    : await aws.app.send(
        new InitiateAuthCommand({
          ClientId,
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN: RefreshToken ?? '' },
        }),
      );
  return reply.AuthenticationResult?.AccessToken;
}

/** Runs steps until one throws. Returns its name and error. */
async function firstError(steps: readonly (readonly [string, () => Promise<unknown>])[]): Promise<string | undefined> {
  for (const [name, step] of steps) {
    try {
      await step();
    } catch (error) {
      return `${name}: ${errorText(error)}`;
    }
  }
  return undefined;
}
