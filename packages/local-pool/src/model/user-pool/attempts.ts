// Limits on attempts with a password or a code. They are kept in memory, so a restart of the local pool clears them.

import type { Clock } from '../clock.js';
import { notAuthorized, ServiceError } from '../errors.js';

/** Sign-ins with a wrong password that do not lock the user out yet. */
const FREE_SIGN_INS = 5;

/** The longest lockout, and the time without a sign-in after which failed ones are no longer counted. */
const LONGEST_LOCKOUT_MS = 900_000;

/**
 * Requests and submissions of a user an hour. AWS allows 5 to 20, depending on the risk that it sees in them.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
const ATTEMPTS_PER_HOUR = 5;

const HOUR_MS = 3_600_000;

/** Actions that are limited to a number of attempts an hour. Each is counted separately. */
export type LimitedAction = 'ForgotPassword' | 'ConfirmForgotPassword' | 'ChangePassword';

/** The attempts of a pool's users. Names are usernames, or what was entered for a user who does not exist. */
export interface Attempts {
  /**
   * Checks that the user is not locked out from signing in with a password.
   *
   * @throws ServiceError `NotAuthorizedException`
   */
  checkSignIn(name: string): void;
  /**
   * Counts a sign-in with a wrong password. From the fifth one on it locks the user out: for a second, and twice as long
   * after each further one.
   * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
   */
  signInFailed(name: string): void;
  /** Forgets the wrong passwords after a successful sign-in. */
  signInSucceeded(name: string): void;
  /**
   * Checks that an action is still allowed this hour.
   *
   * @throws ServiceError `LimitExceededException`
   */
  check(action: LimitedAction, name: string): void;
  /** Counts an attempt of an action. */
  count(action: LimitedAction, name: string): void;
}

interface FailedSignIns {
  readonly count: number;
  readonly at: number;
}

/** Creates the empty record of a pool's attempts. */
export function createAttempts(clock: Clock): Attempts {
  const signIns = new Map<string, FailedSignIns>();
  const actions = new Map<string, number[]>();

  const failedSignIns = (name: string): FailedSignIns | undefined => {
    const failed = signIns.get(name);
    if (failed === undefined || clock.now() - failed.at < LONGEST_LOCKOUT_MS) return failed;
    signIns.delete(name);
    return undefined;
  };

  const recent = (key: string): number[] => (actions.get(key) ?? []).filter((at) => clock.now() - at < HOUR_MS);

  return {
    checkSignIn(name) {
      const failed = failedSignIns(name);
      if (failed === undefined || failed.count < FREE_SIGN_INS) return;
      const lockout = Math.min(1000 * 2 ** (failed.count - FREE_SIGN_INS), LONGEST_LOCKOUT_MS);
      if (clock.now() - failed.at < lockout) throw notAuthorized('Password attempts exceeded');
    },
    signInFailed(name) {
      signIns.set(name, { count: (failedSignIns(name)?.count ?? 0) + 1, at: clock.now() });
    },
    signInSucceeded: (name) => void signIns.delete(name),
    check(action, name) {
      if (recent(`${action} ${name}`).length < ATTEMPTS_PER_HOUR) return;
      throw new ServiceError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
    },
    count(action, name) {
      const key = `${action} ${name}`;
      actions.set(key, [...recent(key), clock.now()]);
    },
  };
}
