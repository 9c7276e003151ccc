// Cognito sessions: the opaque `Session` strings of authentications in progress.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import { notAuthorized } from '../errors.js';

/** The result of one finished round, as Define and Create receive it in `request.session`. */
export interface ChallengeResult {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  /** Null when the challenge has none, as in Cognito's events. */
  readonly challengeMetadata: string | null;
}

interface StoredSession<T> {
  readonly value: T;
  readonly expiresAt: number;
  used: boolean;
}

/**
 * The Cognito sessions of one pool. Each step of an authentication gets a new one, which is valid once and until it
 * expires. Used sessions are kept until then so that a second use gets its own error message.
 */
export interface AuthSessions<T> {
  /**
   * Stores the state of a step.
   *
   * @param minutes how long the session is valid
   * @returns the session string for the client
   */
  create(value: T, minutes: number): string;
  /**
   * Uses a session.
   *
   * @param fits whether the stored state belongs to this call
   * @param reusable accepts a used session too
   * @throws ServiceError `NotAuthorizedException` for a session that is unknown, used, expired or does not fit
   */
  take(token: string, fits: (value: T) => boolean, reusable?: boolean): T;
  /** Whether the session belongs to this pool. */
  has(token: string): boolean;
  /** Makes a used session valid again, with a new state: a wrong native one-time code can be corrected with it. */
  reopen(token: string, value: T): void;
}

/** Expired sessions are deleted after this time. */
const RETENTION_MS = 3_600_000;

/** Expired sessions are deleted whenever this many are stored. */
const SWEEP_INTERVAL = 1000;

/** Creates the empty list of a pool's Cognito sessions. */
export function createAuthSessions<T>(clock: Clock): AuthSessions<T> {
  const sessions = new Map<string, StoredSession<T>>();

  const sweep = (): void => {
    const limit = clock.now() - RETENTION_MS;
    for (const [token, { expiresAt }] of sessions) if (expiresAt < limit) sessions.delete(token);
  };

  return {
    create(value, minutes) {
      const token = `AYAB${randomBytes(360).toString('base64url')}`;
      sessions.set(token, { value, expiresAt: clock.now() + minutes * 60_000, used: false });
      if (sessions.size % SWEEP_INTERVAL === 0) sweep();
      return token;
    },
    take(token, fits, reusable = false) {
      const session = sessions.get(token);
      if (session === undefined || !fits(session.value)) throw notAuthorized('Invalid session for the user.');
      if (session.used && !reusable) {
        throw notAuthorized('Invalid session for the user, session can only be used once.');
      }
      if (clock.now() >= session.expiresAt) throw notAuthorized('Invalid session for the user, session is expired.');
      session.used = true;
      return session.value;
    },
    has: (token) => sessions.has(token),
    reopen(token, value) {
      const session = sessions.get(token);
      if (session !== undefined) sessions.set(token, { value, expiresAt: session.expiresAt, used: false });
    },
  };
}
