import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { startDeadline } from '../flows/deadline.js';
import type { Clock } from '../ports/clock.js';
import { type Log, loggableError } from '../ports/log.js';
import type { CounterLimits, Store } from '../ports/store.js';

export interface PreSignUpConfig {
  /** Cognito's names of attributes that somebody may bring along, besides the one address. */
  attributes: ReadonlySet<string>;
  /** App clients that may sign people up; empty: all of the pool. */
  clients: ReadonlySet<string>;
  signUps: CounterLimits;
  /** `by-proof`: only a right code verifies. `at-sign-up`: verified unseen; see docs/security.md for what it risks. */
  autoVerify: 'by-proof' | 'at-sign-up';
}

export interface PreSignUpDependencies {
  config: PreSignUpConfig;
  store: Store;
  clock: Clock;
  log: Log;
}

const SIGN_UPS_KEY = 'sign-ups';

/**
 * PreSignUp: confirms the account, so that its owner can prove the address with a first code. It sends nothing.
 *
 * Refusing is throwing here, there is no other way; the fixed words reach the page as
 * `PreSignUp failed with error <word>.`: `sign_up_refused`, `sign_up_limited`, `sign_up_unavailable`.
 */
export function preSignUp({ config, store, clock, log }: PreSignUpDependencies) {
  return async (event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> => {
    // An administrator's own doing, which Cognito takes no such answers for.
    if (event.triggerSource === 'PreSignUp_AdminCreateUser') return event;
    const attributes = new Map(Object.entries(event.request?.userAttributes ?? {}));
    const problem = problemWith(event, attributes, config);
    if (problem) {
      log('sign_up_refused', { problem });
      throw new Error('sign_up_refused');
    }
    const counted = await store
      .count(
        { key: SIGN_UPS_KEY, limits: config.signUps, permanent: true },
        1,
        clock.now(),
        startDeadline(clock).signal,
      )
      .catch((error: unknown) => {
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

function problemWith(event: PreSignUpTriggerEvent, attributes: Map<string, unknown>, config: PreSignUpConfig) {
  if (event.triggerSource !== 'PreSignUp_SignUp') return 'source';
  if (config.clients.size > 0 && !config.clients.has(event.callerContext?.clientId)) return 'client';
  // One address: with two, whoever holds the one could sign up with somebody else's other.
  if (attributes.has('phone_number') === attributes.has('email')) return 'addresses';
  for (const name of attributes.keys()) {
    if (name !== 'phone_number' && name !== 'email' && !config.attributes.has(name)) return 'attribute';
  }
  return undefined;
}
