/** The rules of an account record: guesses, challenges, claims and answers, without any store. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, type Challenge, emptyAccount, isAnswerable } from '../src/domain/account.js';
import { consumeChallenge, evaluateAnswer, markIndeterminate } from '../src/domain/answer.js';
import { challengeStatus } from '../src/domain/challenge-status.js';
import { guessesLeft, lockedUntil } from '../src/domain/guess-budget.js';
import { planSend, settleSend } from '../src/domain/send-plan.js';
import { account, challenge, limits, now, sent } from './support/account-records.js';

const fresh = { id: 'id2', nonce: 'nonce2', secretVersion: 'v2' };
const plan = (from: Account, at = now, by = 'round', owner = 'you') =>
  planSend(from, 'key', by, owner, fresh, at, limits);

describe('an account record', () => {
  it('starts empty', () => {
    assert.deepEqual(emptyAccount, { guesses: [], inARow: 0, challenges: {} });
  });

  it('is locked by its rate windows, and by slower ones after too many guesses in a row', () => {
    assert.equal(lockedUntil(emptyAccount, now, limits), now);
    assert.equal(lockedUntil({ ...emptyAccount, guesses: [now - 1, now] }, now, limits), now + 999);
    assert.equal(lockedUntil({ ...emptyAccount, inARow: 9 }, now, limits), now);
    const old = now - 40_000;
    for (const [inARow, until] of [
      [9, now],
      [10, old + 60_000],
      [11, old + 60_000],
    ] as const) {
      assert.equal(lockedUntil({ ...emptyAccount, guesses: [old], inARow }, now, limits), until);
    }
    assert.equal(lockedUntil({ ...emptyAccount, inARow: 10 }, now, limits), now);
  });

  it('reports how many guesses are left', () => {
    assert.equal(guessesLeft(emptyAccount, now, limits), 2);
    assert.equal(guessesLeft({ ...emptyAccount, guesses: [now - 1000] }, now, limits), 2);
    assert.equal(guessesLeft({ ...emptyAccount, guesses: [now - 999] }, now, limits), 1);
    assert.equal(guessesLeft({ ...emptyAccount, guesses: [now - 5000, now - 4000] }, now, limits), 1);
    assert.equal(guessesLeft({ ...emptyAccount, inARow: 9 }, now, limits), 2);
    assert.equal(guessesLeft({ ...emptyAccount, inARow: 10 }, now, limits), 1);
    assert.equal(guessesLeft({ ...emptyAccount, guesses: [now, now, now] }, now, limits), 0);
  });

  it('accepts answers only to a code that was sent, is unused, has not expired and has attempts left', () => {
    const answerable = (changed: Partial<Challenge>, at = now) =>
      isAnswerable({ ...challenge, ...changed }, at, limits);
    assert.equal(isAnswerable(undefined, now, limits), false);
    assert.equal(answerable({}), true);
    assert.equal(answerable({}, challenge.expiresAt - 1), true);
    assert.equal(answerable({}, challenge.expiresAt), false);
    assert.equal(answerable({ used: { mark: 'm', at: now } }), false);
    assert.equal(answerable({ tries: ['a', 'b'] }), true);
    assert.equal(answerable({ tries: ['a', 'b', 'c'] }), false);
    assert.equal(answerable({ out: false }), false);
    assert.equal(answerable({ out: false, ...sent({ state: 'claimed' }) }), true);
    assert.equal(answerable({ out: false, ...sent({ state: 'failed' }) }), false);
  });
});

describe('planning a message', () => {
  it('is refused while the account is locked', () => {
    assert.deepEqual(plan({ ...emptyAccount, guesses: [now, now] }), { kind: 'locked', until: now + 1000 });
  });

  it('claims a new challenge if there is none', () => {
    const claim = {
      ...fresh,
      expiresAt: now + 300_000,
      tries: [],
      out: false,
      send: { by: 'round', owner: 'you', at: now, state: 'claimed', resendAt: now + 30_000, number: 1 },
    };
    assert.deepEqual(plan(emptyAccount), {
      kind: 'claim',
      challenge: claim,
      account: { ...emptyAccount, challenges: { key: claim } },
    });
  });

  it('recognizes its own claim on a retry', () => {
    assert.deepEqual(plan(account(), now, 'round', 'me'), { kind: 'claim', challenge });
  });

  it('joins a message that was just sent or is being sent, and makes a repeated request wait', () => {
    assert.deepEqual(plan(account(), now + 29_999, 'start'), { kind: 'join' });
    assert.deepEqual(plan(account(), now + 29_999), { kind: 'wait', until: now + 30_000 });
    assert.deepEqual(plan(account(), now), { kind: 'wait', until: now + 30_000 });
    assert.deepEqual(plan(account(sent({ by: 'round' })), now), { kind: 'join' });
    assert.deepEqual(plan(account(sent({ by: 'other' })), now, 'start'), { kind: 'join' });
    assert.deepEqual(plan(account(sent({ state: 'claimed' })), now + 4999), { kind: 'join' });
    assert.equal(plan(account(sent({ state: 'claimed' })), now + 5000).kind, 'claim');
    assert.equal(plan(account(), now + 30_000, 'start').kind, 'claim');
    const refused = (resendAt: number) => account(sent({ state: 'failed', at: now, resendAt }));
    assert.equal(plan(refused(now), now).kind, 'claim');
    assert.deepEqual(plan(refused(now + 90_000), now + 29_999), { kind: 'wait', until: now + 90_000 });
    assert.equal(
      plan(refused(now + 90_000), now + 30_000).kind,
      'claim',
      'the budget may have been raised in the meantime',
    );
    assert.equal(plan(refused(now + 5000), now + 5000).kind, 'claim');
  });

  it('resends the same code under a new send number while enough of its lifetime is left', () => {
    const result = plan(account({ tries: ['a'] }), now + 240_000);
    assert.ok(result.kind === 'claim');
    assert.equal(result.challenge.id, 'id');
    assert.equal(result.challenge.send.number, 2);
    assert.equal(result.challenge.expiresAt, challenge.expiresAt);
    assert.equal(result.challenge.out, true);
    assert.deepEqual(result.challenge.tries, ['a']);
    const abandoned = plan(account({ out: false, ...sent({ state: 'claimed' }) }), now + 5000);
    assert.equal(
      abandoned.kind === 'claim' && abandoned.challenge.out,
      true,
      'an invocation that died after its claim may have sent the message',
    );
  });

  it('replaces a challenge that is about to expire, was used, has no attempts left or was never sent', () => {
    const nearly = plan(account({ before: challenge }), now + 240_001);
    assert.ok(nearly.kind === 'claim');
    assert.equal(nearly.challenge.id, 'id2');
    assert.deepEqual(
      nearly.challenge.before,
      challenge,
      'it keeps the previous challenge, but not the one before that',
    );
    for (const over of [
      { used: { mark: 'm', at: now - 30_000 } },
      { tries: ['a', 'b', 'c'] },
      { out: false, ...sent({ state: 'failed', resendAt: now }) },
      { expiresAt: now },
    ] as Partial<Challenge>[]) {
      const result = plan(account(over), now);
      assert.ok(result.kind === 'claim');
      assert.equal(result.challenge.id, 'id2');
      assert.equal('before' in result.challenge, false);
    }
  });

  it('drops challenges that expired at least five seconds ago', () => {
    const old = { ...challenge, expiresAt: now - 5000 };
    const late = { ...challenge, expiresAt: now - 4999 };
    const result = plan({ ...emptyAccount, challenges: { old, late } });
    assert.deepEqual(result.kind === 'claim' && Object.keys(result.account?.challenges ?? {}), ['late', 'key']);
  });
});

describe('settling a send', () => {
  const claimed = { ...challenge, out: false, ...sent({ state: 'claimed' }) } as Challenge;
  const settle = (from: Account, state: 'sent' | 'failed', receipt?: string) =>
    settleSend(from, 'key', claimed, state, now + 7, receipt)?.challenges.key;

  it('records that the message was sent, with the receipt of the provider', () => {
    const send = { ...claimed.send, state: 'sent', resendAt: now + 7 };
    assert.deepEqual(settle(account(claimed), 'sent'), { ...claimed, out: true, send });
    assert.deepEqual(settle(account(claimed), 'sent', 'r')?.send, { ...send, receipt: 'r' });
  });

  it('restores the previous challenge if the message was not sent', () => {
    const before = { ...challenge, id: 'before' };
    const back = settle(account({ ...claimed, before }), 'failed');
    assert.equal(back?.id, 'before');
    assert.equal(back?.out, true);
    assert.deepEqual(back?.send, { ...before.send, state: 'failed', resendAt: now + 7 });
    assert.equal(settle(account(claimed), 'failed')?.out, false);
    const kept = settle(account({ ...claimed, before }), 'sent');
    assert.deepEqual([kept?.id, kept && 'before' in kept], ['id', false]);
  });

  it('does nothing if another challenge or claim has replaced it', () => {
    assert.equal(settleSend(emptyAccount, 'key', claimed, 'sent', now), undefined);
    assert.equal(settle(account({ ...claimed, id: 'other' }), 'sent'), undefined);
    assert.equal(settle(account({ ...claimed, ...sent({ state: 'claimed', owner: 'other' }) }), 'sent'), undefined);
    assert.equal(settle(account({ ...claimed, ...sent({ state: 'sent' }) }), 'sent'), undefined);
  });
});

describe('judging an answer', () => {
  const verdict = (from: Account, mark = 'm', at = now) => evaluateAnswer(from, 'key', mark, at, limits);

  it('counts it against the challenge and the account', () => {
    const before = account({ tries: ['a'] }, { guesses: [now - 70_000, now - 20_000, now - 2000], inARow: 4 });
    const result = verdict(before);
    assert.ok(result.kind === 'count');
    assert.deepEqual(result.challenge.tries, ['a', 'm']);
    assert.deepEqual(result.account.guesses, [now - 20_000, now - 2000, now]);
    assert.equal(result.account.inARow, 5);
    assert.deepEqual(result.account.challenges.key, result.challenge);
  });

  it('counts a repeated answer once', () => {
    const tried = account({ tries: ['m'] }, { guesses: [now, now] });
    assert.deepEqual(verdict(tried), { kind: 'compare', challenge: tried.challenges.key });
  });

  it('refuses it if no challenge can be answered', () => {
    for (const from of [
      emptyAccount,
      account({ expiresAt: now }),
      account({ expiresAt: now, tries: ['m'] }),
      account({ tries: ['a', 'b', 'c'] }),
      account({}, { guesses: [now, now] }),
      account({}, { guesses: [now - 50_000], inARow: 10 }),
      account({ used: { mark: 'other', at: now } }),
      account({ used: { mark: 'm', at: now - 30_000 } }),
    ]) {
      assert.deepEqual(verdict(from), { kind: 'refuse' });
    }
  });

  it('repeats the verdict on a right answer for twenty seconds', () => {
    assert.deepEqual(verdict(account({ used: { mark: 'm', at: now - 29_999 } })), { kind: 'already-accepted' });
  });
});

describe('consuming a code', () => {
  const use = (from: Account, id = 'id', mark = 'm', at = now) =>
    consumeChallenge(from, 'key', id, mark, 'address', at);
  const counted = account({ tries: ['m'], ...sent({ receipt: 'r' }) }, { guesses: [now], inARow: 3 });

  it('clears the guesses of the account and records the proven address', () => {
    const used = use(counted);
    assert.ok(typeof used === 'object');
    assert.deepEqual([used.guesses, used.inARow], [[], 0]);
    assert.deepEqual(used.proved, { address: 'address', at: now, receipt: 'r' });
    assert.deepEqual(used.challenges.key?.used, { mark: 'm', at: now });
    const silent = use(account({ tries: ['m'] }));
    assert.deepEqual(typeof silent === 'object' && silent.proved, { address: 'address', at: now });
  });

  it('happens once', () => {
    const used = account({ tries: ['m'], used: { mark: 'm', at: now } });
    assert.equal(use(used), 'already-consumed');
    assert.equal(use(used, 'id', 'other'), 'lost');
  });

  it('fails if the challenge was replaced or has expired, or if the answer was not counted', () => {
    assert.equal(use(emptyAccount), 'lost');
    assert.equal(use(counted, 'other'), 'lost');
    assert.equal(use(counted, 'id', 'x'), 'lost');
    assert.equal(use(counted, 'id', 'm', challenge.expiresAt), 'lost');
    assert.ok(typeof use(counted, 'id', 'm', challenge.expiresAt - 1) === 'object');
  });
});

describe('a new code whose message is being sent', () => {
  const fresh = { ...challenge, id: 'fresh', out: false, ...sent({ state: 'claimed' }) };

  it('takes no answers until its message has been sent', () => {
    assert.equal(evaluateAnswer(account(fresh), 'key', 'm', now, limits).kind, 'refuse');
    const result = evaluateAnswer(account({ ...fresh, out: true }), 'key', 'm', now, limits);
    assert.equal(result.kind, 'count');
  });

  it('leaves the previous code answerable: answers are counted, verified and consumed there', () => {
    const both = account({ ...fresh, before: challenge });
    const judged = evaluateAnswer(both, 'key', 'r.m', now, limits);
    assert.ok(judged.kind === 'count');
    assert.equal(judged.challenge.id, 'id');
    assert.equal(judged.account.challenges.key!.id, 'fresh', 'the claimed challenge stays in place');
    assert.deepEqual(judged.account.challenges.key!.before!.tries, ['r.m']);
    const context = { challengeKey: 'key', sendRequested: false, answeredRound: 'r' };
    assert.equal(challengeStatus(judged.account, context, now, limits).reason, 'wrong_code');
    const marked = markIndeterminate(judged.account, 'key', 'r.m');
    assert.equal(typeof marked === 'object' && marked.challenges.key!.before!.indeterminate, 'r.m');
    const used = consumeChallenge(judged.account, 'key', 'id', 'r.m', 'address', now);
    assert.ok(typeof used === 'object');
    assert.deepEqual(used.challenges.key!.used, { mark: 'r.m', at: now });
    assert.equal(settleSend(used, 'key', fresh, 'sent', now), undefined, 'there is no claim left to settle');
    assert.equal(evaluateAnswer(used, 'key', 'r.m', now + 29_999, limits).kind, 'already-accepted');
  });

  it('keeps the verdict on a code that was just used until Cognito can no longer retry', () => {
    const used = account({ tries: ['m'], used: { mark: 'm', at: now } });
    const claimed = plan(used, now + 1000, 'start');
    assert.ok(claimed.kind === 'claim' && claimed.account);
    const verdict = (of: Account, at: number) => evaluateAnswer(of, 'key', 'm', at, limits).kind;
    assert.equal(verdict(claimed.account, now + 2000), 'already-accepted');
    const gone = settleSend(claimed.account, 'key', claimed.challenge, 'sent', now);
    assert.ok(gone);
    assert.equal(verdict(gone, now + 29_999), 'already-accepted');
    assert.notEqual(verdict(gone, now + 30_000), 'already-accepted');
    assert.equal(evaluateAnswer(gone, 'key', 'other', now + 2000, limits).kind, 'count', 'the new code takes answers');
  });
});

describe('an indeterminate answer', () => {
  it('is marked if it was counted, and recognized if it consumed the code', () => {
    const marked = markIndeterminate(account({ tries: ['m'] }), 'key', 'm');
    assert.deepEqual(typeof marked === 'object' && marked.challenges.key, {
      ...challenge,
      tries: ['m'],
      indeterminate: 'm',
    });
    assert.equal(markIndeterminate(account({ tries: ['m'], used: { mark: 'm', at: now } }), 'key', 'm'), 'consumed');
    assert.equal(
      markIndeterminate(account({ tries: ['m'], used: { mark: 'other', at: now } }), 'key', 'm'),
      'not-counted',
    );
    assert.equal(markIndeterminate(account(), 'key', 'm'), 'not-counted');
    assert.equal(markIndeterminate(emptyAccount, 'key', 'm'), 'not-counted');
  });
});
