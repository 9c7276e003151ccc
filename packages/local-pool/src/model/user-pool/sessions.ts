import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import { notAuthorized } from '../errors.js';

/** One finished round, as Define and Create see it. */
export interface ChallengeResult {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
}

interface Stored<T> {
  readonly value: T;
  readonly expiresAt: number;
  used: boolean;
}

/**
 * Cognito's session strings: opaque, a new one each step, good once and until their end. Used ones are remembered until
 * then, so that a second use can be named for what it is.
 */
export class AuthSessions<T> {
  readonly #clock: Clock;
  readonly #stored = new Map<string, Stored<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(value: T, minutes: number): string {
    const token = `AYAB${randomBytes(360).toString('base64url')}`;
    this.#stored.set(token, { value, expiresAt: this.#clock.now() + minutes * 60_000, used: false });
    if (this.#stored.size % 1000 === 0) this.#sweep();
    return token;
  }

  /**
   * Takes a session for its one use, if `fits` says it belongs to this call. `reusable` takes a used one too. Throws
   * NotAuthorizedException.
   */
  take(token: string, fits: (value: T) => boolean, reusable = false): T {
    const stored = this.#stored.get(token);
    if (stored === undefined || !fits(stored.value)) throw notAuthorized('Invalid session for the user.');
    if (stored.used && !reusable) throw notAuthorized('Invalid session for the user, session can only be used once.');
    if (this.#clock.now() >= stored.expiresAt) throw notAuthorized('Invalid session for the user, session is expired.');
    stored.used = true;
    return stored.value;
  }

  /** Gives a session back after a wrong code of Cognito's own, which may be tried again with it. */
  giveBack(token: string, value: T): void {
    const stored = this.#stored.get(token);
    if (stored !== undefined) this.#stored.set(token, { value, expiresAt: stored.expiresAt, used: false });
  }

  #sweep(): void {
    const longAgo = this.#clock.now() - 3_600_000;
    for (const [token, { expiresAt }] of this.#stored) if (expiresAt < longAgo) this.#stored.delete(token);
  }
}
