/** The status that a page gets with each round. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, type Challenge, emptyAccount } from '../src/domain/account.js';
import { challengeStatus } from '../src/domain/challenge-status.js';
import { account, challenge, limits, now } from './support/account-records.js';

describe('the status of a challenge', () => {
  const status = (from: Account, context: { sendRequested?: boolean; answeredRound?: string } = {}, at = now) =>
    challengeStatus(
      from,
      { challengeKey: 'key', sendRequested: false, answeredRound: undefined, ...context },
      at,
      limits,
    );
  const end = { expiresAt: challenge.expiresAt, resendAt: now + 30_000 };

  it('with a code that can be answered: expiry, resend time and attempts left', () => {
    assert.deepEqual(status(account()), { ...end, attemptsLeft: 2 });
    assert.deepEqual(status(account({ tries: ['a', 'b'] })), { ...end, attemptsLeft: 1 });
    assert.deepEqual(status(account({}, { guesses: [now] })), { ...end, attemptsLeft: 1 });
  });

  it('after an answer: wrong_code if it was compared, unchecked if it was not', () => {
    const after = (changed: Partial<Challenge>) => status(account(changed), { answeredRound: 'r' }).reason;
    assert.equal(after({ tries: ['r.mark'] }), 'wrong_code');
    assert.equal(after({ tries: ['rr.mark'] }), 'unchecked');
    assert.equal(after({ tries: ['x.r.mark'] }), 'unchecked');
    assert.equal(after({ tries: ['r.mark'], indeterminate: 'r.mark' }), 'unchecked');
    assert.equal(after({ tries: ['r.mark'], indeterminate: 'x.mark' }), 'wrong_code');
    assert.equal(after({}), 'unchecked');
    assert.equal(after({ indeterminate: 'x.mark' }), 'unchecked');
  });

  it('while a new code is being sent: that of the new code, and after an answer that of the code it replaces', () => {
    const earlier = { ...challenge, id: 'earlier', expiresAt: now + 20_000 };
    const send = { ...challenge.send, state: 'claimed' as const };
    const answered = { answeredRound: 'r' };
    const replacing = account({ out: false, before: earlier, send });
    assert.equal(status(replacing).expiresAt, challenge.expiresAt);
    assert.equal(status(replacing, answered).expiresAt, earlier.expiresAt);
    const afterSignIn = account({ out: false, before: { ...earlier, used: { mark: 'm', at: now } }, send });
    assert.equal(status(afterSignIn).expiresAt, challenge.expiresAt, 'a session that joins the message');
    assert.equal(
      status(account({ out: false, send }), answered).expiresAt,
      challenge.expiresAt,
      'without an earlier one',
    );
  });

  it('with the account locked: the reason and the end of the lock', () => {
    const locked = status(account({}, { guesses: [now, now] }));
    assert.deepEqual(locked, { reason: 'locked', resendAt: now + 1000, attemptsLeft: 0 });
  });

  it('without a code that can be answered: why, and when the next message is possible', () => {
    assert.deepEqual(status(emptyAccount), { resendAt: now, reason: 'not_sent' });
    assert.deepEqual(status(emptyAccount, { sendRequested: true }), { resendAt: now });
    const over = (changed: Partial<Challenge>) => status(account(changed));
    const resendAt = now + 30_000;
    assert.deepEqual(over({ out: false }), { resendAt, reason: 'not_sent' });
    assert.deepEqual(over({ tries: ['a', 'b', 'c'] }), { resendAt, reason: 'used_up' });
    assert.deepEqual(over({ expiresAt: now }), { resendAt, reason: 'expired' });
    assert.deepEqual(over({ used: { mark: 'm', at: now } }), { resendAt, reason: 'expired' });
  });
});
