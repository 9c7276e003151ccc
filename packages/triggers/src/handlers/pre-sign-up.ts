/** The trigger PreSignUp: decides whether a user may sign up. */
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { SIGN_UPS_KEY } from '../domain/record-keys.js';
import { startDeadline } from '../flows/deadline.js';
import type { Clock } from '../ports/clock.js';
import { type Log, loggableError } from '../ports/log.js';
import type { CounterLimits, Store } from '../ports/store.js';

/** Configuration of {@link preSignUp}. */
export interface PreSignUpConfig {
  /** Cognito's names of the attributes that a sign-up may set, besides the one address. */
  readonly attributes: ReadonlySet<string>;
  /** Ids of the app clients that may sign users up; if empty, all of the pool may. */
  readonly clients: ReadonlySet<string>;
  /** How many users may sign up. */
  readonly signUps: CounterLimits;
  /**
   * `by-proof`: only a right code verifies an address. `at-sign-up`: addresses are verified without proof;
   * docs/security.md says what that risks.
   */
  readonly autoVerify: 'by-proof' | 'at-sign-up';
}

/** What {@link preSignUp} works with. */
export interface PreSignUpDependencies {
  readonly config: PreSignUpConfig;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is wrong with a sign-up. */
type SignUpProblem = 'source' | 'client' | 'addresses' | 'attribute';

/**
 * Creates the trigger PreSignUp. It confirms the account, so that its owner can prove the address with a first code. It
 * sends nothing.
 *
 * @returns the handler. Throwing is the only way to refuse: `sign_up_refused` for an invalid sign-up, `sign_up_limited`
 *   when the budget is used up, `sign_up_unavailable` after a fault. The page receives
 *   `PreSignUp failed with error <word>.`
 */
export function preSignUp({ config, store, clock, log }: PreSignUpDependencies) {
  return async (event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> => {
    // An administrator's action, for which Cognito accepts no such response.
    if (event.triggerSource === 'PreSignUp_AdminCreateUser') return event;
    const attributes = new Map(Object.entries(event.request?.userAttributes ?? {}));
    const problem = findProblem(event, attributes, config);
    if (problem) {
      log('sign_up_refused', { problem });
      throw new Error('sign_up_refused');
    }
    const counter = { key: SIGN_UPS_KEY, limits: config.signUps, permanent: true };
    const counted = await store.count(counter, 1, clock.now(), startDeadline(clock).signal).catch((error: unknown) => {
      log('sign_up_failed', { why: loggableError(error) });
      throw new Error('sign_up_unavailable');
    });
    if (counted.kind !== 'counted') {
      log('sign_up_limited', { budget: counted.kind });
      throw new Error('sign_up_limited');
    }
    log('sign_up');
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
  if (event.triggerSource !== 'PreSignUp_SignUp') return 'source';
  if (config.clients.size > 0 && !config.clients.has(event.callerContext?.clientId)) return 'client';
  // Exactly one address: with two, a user could combine their own with the address of another person.
  if (attributes.has('phone_number') === attributes.has('email')) return 'addresses';
  for (const name of attributes.keys()) {
    if (name !== 'phone_number' && name !== 'email' && !config.attributes.has(name)) return 'attribute';
  }
  return undefined;
}
