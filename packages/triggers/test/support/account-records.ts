/** Account records for tests of the domain rules. */
import { type Account, type AccountLimits, type Challenge, emptyAccount } from '../../src/domain/account.js';

/** The time of the tests, in ms. */
export const now = 1_000_000_000;

/** Limits that a test can reach with few guesses. */
export const limits: AccountLimits = {
  attempts: 3,
  guesses: [
    { count: 2, span: 1000 },
    { count: 3, span: 10_000 },
  ],
  guessesInARow: 10,
  slowGuesses: [{ count: 1, span: 60_000 }],
  deviceGuesses: [{ count: 2, span: 5000 }],
  lifetime: 300_000,
  coolDown: 30_000,
};

/** A challenge whose message was sent now. */
export const challenge: Challenge = {
  id: 'id',
  nonce: 'nonce',
  secretVersion: 'v1',
  expiresAt: now + 300_000,
  tries: [],
  out: true,
  send: { number: 1, by: 'start', owner: 'me', at: now, state: 'sent', resendAt: now + 30_000 },
};

/** An account with that challenge under the key `key`. */
export const account = (changed: Partial<Challenge> = {}, rest: Partial<Account> = {}): Account => ({
  ...emptyAccount,
  challenges: { key: { ...challenge, ...changed } },
  ...rest,
});

/** The part of a challenge that describes its send, with changes. */
export const sent = (changed: Partial<Challenge['send']>): Partial<Challenge> => ({
  send: { ...challenge.send, ...changed },
});
