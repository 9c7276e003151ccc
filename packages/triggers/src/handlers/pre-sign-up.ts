/** The trigger PreSignUp: decides whether a user may sign up. */
import type { Channel } from '@cognito-otp/client/wire';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { countSignUp, type SignUpDependencies } from '../flows/count-sign-up.js';
import { startDeadline } from '../flows/deadline.js';
import { loggableError } from '../ports/log.js';
import type { CounterLimits } from '../ports/store.js';
import { readLocale } from '../wire/send-request.js';

/** Configuration of {@link preSignUp}. */
export interface PreSignUpConfig {
  /** Cognito's names of the attributes that a sign-up may set, besides the one address. */
  readonly attributes: ReadonlySet<string>;
  /** Ids of the app clients that may sign users up; if empty, all of the pool may. */
  readonly clients: ReadonlySet<string>;
  /** The channels of the pool: an address that gets no codes cannot be proved, so it cannot sign up. */
  readonly channels: readonly Channel[];
  /** How many accounts may be created. */
  readonly signUps: CounterLimits;
  /** Whether PostAuthentication has to tell accounts of these triggers from those of other app clients. */
  readonly remembersSignUps: boolean;
  /**
   * `by-proof`: only a right code verifies an address. `at-sign-up`: addresses are verified without proof;
   * docs/security.md says what that risks.
   */
  readonly autoVerify: 'by-proof' | 'at-sign-up';
}

/** What {@link preSignUp} works with. */
export interface PreSignUpDependencies extends SignUpDependencies {
  readonly config: PreSignUpConfig;
}

/** What is wrong with a sign-up. */
type SignUpProblem = 'source' | 'client' | 'addresses' | 'channel' | 'attribute';

/**
 * Accounts that an administrator or an identity provider creates. The rules for sign-ups do not apply to them, so they
 * pass unchanged.
 */
const CREATED_BY_OTHERS: ReadonlySet<unknown> = new Set(['PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider']);

/** The attribute of each channel's address. */
const ADDRESS_ATTRIBUTES: Readonly<Record<Channel, string>> = { sms: 'phone_number', email: 'email' };

/**
 * Creates the trigger PreSignUp. It confirms the account, so that its owner can prove the address with a first code. It
 * sends nothing.
 *
 * @returns the handler. Throwing is the only way to refuse: `sign_up_refused` for an invalid sign-up, `sign_up_limited`
 *   when the budget is used up, `sign_up_unavailable` after a fault. The page receives
 *   `PreSignUp failed with error <word>.`
 */
export function preSignUp(dependencies: PreSignUpDependencies) {
  const { config, clock, log } = dependencies;
  return async (event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> => {
    if (CREATED_BY_OTHERS.has(event.triggerSource)) return event;
    const attributes = new Map(Object.entries(event.request?.userAttributes ?? {}));
    const problem = findProblem(event, attributes, config);
    if (problem) {
      log('sign_up_refused', { problem });
      throw new Error('sign_up_refused');
    }
    const address = String(attributes.get('phone_number') ?? attributes.get('email'));
    const signUp = {
      userPoolId: event.userPoolId,
      username: event.userName,
      address,
      locale: readLocale(event.request.clientMetadata),
      isRemembered: config.remembersSignUps,
    };
    const { signal } = startDeadline(clock);
    const counted = await countSignUp(signUp, config.signUps, dependencies, signal).catch((error: unknown) => {
      log('sign_up_failed', { why: loggableError(error) });
      throw new Error('sign_up_unavailable');
    });
    if (counted.kind === 'refused' || counted.kind === 'stopped') {
      log('sign_up_limited', { budget: counted.kind });
      throw new Error('sign_up_limited');
    }
    if (counted.kind === 'counted') log('sign_up');
    const verifies = config.autoVerify === 'at-sign-up';
    event.response = {
      autoConfirmUser: true,
      autoVerifyPhone: verifies && attributes.has('phone_number'),
      autoVerifyEmail: verifies && attributes.has('email'),
    };
    return event;
  };
}

function findProblem(
  event: PreSignUpTriggerEvent,
  attributes: ReadonlyMap<string, unknown>,
  config: PreSignUpConfig,
): SignUpProblem | undefined {
  if (event.triggerSource !== 'PreSignUp_SignUp' || typeof event.userName !== 'string') return 'source';
  if (config.clients.size > 0 && !config.clients.has(event.callerContext?.clientId)) return 'client';
  // Exactly one address: with two, a user could combine their own with the address of another person.
  if (attributes.has('phone_number') === attributes.has('email')) return 'addresses';
  if (!config.channels.some((channel) => attributes.has(ADDRESS_ATTRIBUTES[channel]))) return 'channel';
  for (const name of attributes.keys()) {
    if (name !== 'phone_number' && name !== 'email' && !config.attributes.has(name)) return 'attribute';
  }
  return undefined;
}
