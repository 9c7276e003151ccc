/** Claiming a send: one read of everything that decides about a message, and one write of the claim and its budget. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, emptyAccount } from '../src/domain/account.js';
import { type ClaimTask, claimSend } from '../src/flows/claim-send.js';
import { limits } from './support/account-records.js';
import { hours, ManualClock, seconds } from './support/manual-clock.js';
import { recordingStore } from './support/recording-store.js';
import { keyring } from './support/set-up.js';

const own = { challengeKey: 'client.destination.laptop', budgetKey: 'destination#laptop' };
const task: ClaimTask = {
  accountKey: 'account#ann',
  challengeKey: 'client.destination',
  budgetKey: 'destination#ann',
  rangeKey: 'range#44',
  signUpKey: undefined,
  requestedBy: 'start',
  ownChoice: undefined,
};
const onLaptop: ClaimTask = { ...task, deviceId: 'laptop', ownChoice: own };

/** Claims over a table in memory that allows two messages an hour to a destination. */
function setUpClaims() {
  const clock = new ManualClock();
  const { store, memory, written } = recordingStore(clock);
  const reads: (readonly string[])[] = [];
  /** The reply to the next write is lost, and the client's own repetition of the write fails because the first succeeded. */
  const replies = { lost: false };
  const recording = {
    ...store,
    readAll: (keys: readonly string[], signal: AbortSignal) => {
      reads.push(keys);
      return store.readAll(keys, signal);
    },
    writeAll: async (...writes: Parameters<typeof store.writeAll>) => {
      const isWritten = await store.writeAll(...writes);
      if (!replies.lost) return isWritten;
      replies.lost = false;
      return false;
    },
  };
  const config = { ...limits, sends: [{ count: 2, span: hours(1) }] };
  const claim = (changed: Partial<ClaimTask> = {}, base = task) =>
    claimSend({ ...base, ...changed }, { config, store: recording, clock }, keyring(), new AbortController().signal);
  const put = (account: Partial<Account>) =>
    memory.write(task.accountKey, 0, { ...emptyAccount, ...account }, clock.now() + hours(48));
  const knownLaptop = { devices: [{ id: 'laptop', provedAt: clock.now(), guesses: [] }] };
  const account = async () => (await memory.read(task.accountKey)).data as Account;
  return { clock, memory, reads, written, replies, claim, put, account, knownLaptop };
}

describe('a claim', () => {
  it('reads the account, the budgets that may pay and the counters in one call, and returns them all', async () => {
    for (const [asked, keys] of [
      [task, ['account#ann', 'destination#ann', 'range#44', 'sends']],
      [{ ...task, rangeKey: undefined }, ['account#ann', 'destination#ann', 'sends']],
      [{ ...task, signUpKey: 'sign-up#ann' }, ['account#ann', 'destination#ann', 'range#44', 'sends', 'sign-up#ann']],
      [onLaptop, ['account#ann', 'destination#ann', 'destination#laptop', 'range#44', 'sends']],
    ] as const) {
      const { claim, reads } = setUpClaims();
      const { items } = await claim(asked);
      assert.deepEqual([reads, [...items.keys()]], [[keys], keys]);
    }
  });

  it('is written together with the message in the budget of the destination', async () => {
    const { claim, written, account, memory, clock } = setUpClaims();
    const { result, items } = await claim();
    assert.ok(result.plan.kind === 'claim' && result.plan.reservation.kind === 'reserved');
    const { id, send } = result.plan.challenge;
    assert.deepEqual([send.state, send.by, result.plan.challenge.secretVersion], ['claimed', 'start', 'v1']);
    assert.deepEqual(result.account, await account());
    assert.deepEqual(result.account.challenges, { [task.challengeKey]: result.plan.challenge });
    const budget = { sends: [{ name: `${id}.1`, at: clock.now() }] };
    assert.deepEqual((await memory.read(task.budgetKey)).data, budget);
    assert.deepEqual(items.get(task.budgetKey), { version: 1, data: budget });
    assert.deepEqual(written, [
      { key: task.accountKey, endsIn: hours(48) },
      { key: task.budgetKey, endsIn: hours(48) },
    ]);
  });

  it('has ids and owners of its own each time, which cannot be guessed', async () => {
    const claims = await Promise.all(
      [1, 2].map(async () => {
        const { plan } = (await setUpClaims().claim()).result;
        assert.ok(plan.kind === 'claim');
        return plan.challenge;
      }),
    );
    const parts = claims.flatMap(({ id, nonce, send }) => [id, nonce, send.owner]);
    assert.equal(new Set(parts).size, 6);
    assert.ok(parts.every((part) => /^[\w-]{12,}$/.test(part)));
  });

  it('fails at once if the budget of the destination is used up, and takes nothing off it', async () => {
    const { claim, account, memory, clock } = setUpClaims();
    const began = clock.now();
    for (let times = 0; times < 2; times++) {
      assert.equal((await claim()).result.plan.kind, 'claim');
      clock.advance(seconds(31));
    }
    const before = await memory.read(task.budgetKey);
    const { result } = await claim();
    assert.ok(result.plan.kind === 'claim');
    assert.deepEqual(result.plan.reservation, { kind: 'refused', until: began + hours(1) });
    const { send } = result.account.challenges[task.challengeKey]!;
    assert.deepEqual([send.state, send.resendAt], ['failed', began + hours(1)]);
    assert.deepEqual(await account(), result.account);
    assert.deepEqual(await memory.read(task.budgetKey), before);
  });

  it('is recognized, and not written again, if the reply to the write was lost', async () => {
    const { claim, memory, replies } = setUpClaims();
    replies.lost = true;
    const { plan, account } = (await claim()).result;
    assert.ok(plan.kind === 'claim' && plan.reservation.kind === 'reserved');
    assert.equal(plan.reservation.budget.sends.length, 1);
    assert.deepEqual(await memory.read(task.accountKey), { version: 1, data: account });
  });

  it('stays refused, and is not written again, if the reply to the write was lost', async () => {
    const { claim, memory, replies, clock } = setUpClaims();
    for (let times = 0; times < 2; times++) {
      await claim();
      clock.advance(seconds(31));
    }
    replies.lost = true;
    const { plan, account } = (await claim()).result;
    assert.ok(plan.kind === 'claim' && plan.reservation.kind === 'refused');
    assert.equal(account.challenges[task.challengeKey]?.send.state, 'failed');
    assert.deepEqual(await memory.read(task.accountKey), { version: 3, data: account });
  });

  it('writes nothing if the session joins a message on its way', async () => {
    const { claim, written } = setUpClaims();
    await claim();
    const count = written.length;
    const { result } = await claim();
    assert.deepEqual([result.plan, result.chosen, written.length], [{ kind: 'join' }, task, count]);
  });
});

describe('a claim from a known device', () => {
  it('uses the challenge and the budget of the device if the shared challenge does not serve it', async () => {
    const { claim, put, knownLaptop, memory } = setUpClaims();
    await put(knownLaptop);
    const { result } = await claim({}, onLaptop);
    assert.deepEqual(result.chosen, { ...onLaptop, ...own });
    assert.deepEqual(Object.keys(result.account.challenges), [own.challengeKey]);
    assert.deepEqual([...memory.rows.keys()], [task.accountKey, own.budgetKey]);
  });

  it('leaves that budget alone when the shared one is used up, and has its own limit', async () => {
    const { claim, put, knownLaptop, clock } = setUpClaims();
    await put(knownLaptop);
    const refusals: boolean[] = [];
    for (const asked of [task, task, task, onLaptop, onLaptop, onLaptop]) {
      const { plan } = (await claim({}, asked)).result;
      assert.ok(plan.kind === 'claim');
      refusals.push(plan.reservation.kind === 'refused');
      clock.advance(limits.lifetime);
    }
    assert.deepEqual(refusals, [false, false, true, false, false, true]);
  });

  it('repeats the shared code while that can be answered', async () => {
    const { claim, put, knownLaptop, clock } = setUpClaims();
    await put(knownLaptop);
    await claim();
    clock.advance(seconds(31));
    const { result } = await claim({}, onLaptop);
    assert.deepEqual([result.plan.kind, result.chosen], ['claim', onLaptop]);
  });

  it('is sent a message while the account is locked for all others', async () => {
    const { claim, put, knownLaptop, clock } = setUpClaims();
    await put({ ...knownLaptop, guesses: [clock.now(), clock.now()] });
    assert.equal((await claim()).result.plan.kind, 'locked');
    assert.equal((await claim({}, onLaptop)).result.plan.kind, 'claim');
  });
});

describe('a claim from an unknown device', () => {
  it('uses the challenge and the budget that all sessions share', async () => {
    const { claim, memory } = setUpClaims();
    const { result } = await claim({}, onLaptop);
    assert.deepEqual(result.chosen, onLaptop);
    assert.deepEqual([...memory.rows.keys()], [task.accountKey, task.budgetKey]);
  });
});
