/** How Verify counts and compares an answer, and how it recovers from a fault in between. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import type { Account, Challenge } from '../src/domain/account.js';
import { deriveCode } from '../src/domain/code.js';
import { DAY, HOUR } from '../src/domain/time.js';
import { type Answer, type CheckConfig, checkAnswer, resolveAmbiguousVerify } from '../src/flows/check-answer.js';
import type { LogFields } from '../src/ports/log.js';
import { ManualClock, minutes, seconds } from './support/manual-clock.js';
import { MemoryStore } from './support/memory-store.js';
import { onCall, recordingStore } from './support/recording-store.js';
import { keyring, phone, setUp } from './support/set-up.js';

const rangeSends = { hour: 10, day: 40 };
const openLimits = { hour: 5, day: 20 };
const config: CheckConfig = {
  codeLength: 6,
  rangeSends: { limits: rangeSends, openLimits },
  attempts: 3,
  guesses: [{ count: 5, span: minutes(15) }],
  guessesInARow: 10,
  slowGuesses: [{ count: 2, span: minutes(720) }],
  deviceGuesses: [{ count: 5, span: DAY }],
  lifetime: minutes(5),
  coolDown: seconds(30),
};
const { signal } = new AbortController();

async function setUpCheck(changed: Partial<Challenge> = {}) {
  const clock = new ManualClock();
  const { store, counted, written, memory, faults } = recordingStore(clock);
  const logged: [string, LogFields][] = [];
  /** The writes that ended and the reads of the keyring, in order. */
  const calls: string[] = [];
  faults.after = (call) => {
    if (call === 'write') calls.push(call);
  };
  const binding = {
    sub: 'sub',
    userPoolId: 'pool',
    clientId: 'client',
    channel: 'sms',
    destination: 'destination#1',
  } as const;
  const challenge: Challenge = {
    id: 'id',
    nonce: 'nonce',
    secretVersion: 'v1',
    expiresAt: clock.now() + minutes(5),
    tries: [],
    out: true,
    send: { number: 1, by: 'start', owner: 'me', at: clock.now(), state: 'sent', resendAt: 0 },
    ...changed,
  };
  const account: Account = { guesses: [], inARow: 0, challenges: { key: challenge } };
  await memory.write('account#1', 0, account, clock.now() + DAY);
  const code = deriveCode(keyring().current.key, { ...binding, challengeId: 'id', nonce: 'nonce' }, 6);
  const answer = (text: string, more: Partial<Answer> = {}): Answer => ({
    text,
    answerId: `round.${text}`,
    accountKey: 'account#1',
    challengeKey: 'key',
    deviceId: undefined,
    binding,
    addressHash: 'address#1',
    rangeKey: 'range#1',
    canReceiveCode: true,
    usedOpenBudget: false,
    ...more,
  });
  const dependencies = {
    config,
    store,
    keys: {
      keyring: async () => {
        calls.push('key');
        return keyring();
      },
    },
    clock,
    log: (event: string, fields: LogFields = {}) => void logged.push([event, fields]),
  };
  const check = (text: string, more?: Partial<Answer>) => checkAnswer(answer(text, more), dependencies, signal);
  const clear = (text: string) => resolveAmbiguousVerify(answer(text), dependencies, signal);
  const record = () => JSON.parse(memory.rows.get('account#1')!.text) as Account;
  return { clock, calls, counted, written, faults, logged, code, check, clear, record, memory };
}

describe('checking an answer', () => {
  it('refuses the right one if another session used the code up while it was compared', async () => {
    const { check, code, clock, faults, memory, record } = await setUpCheck();
    faults.after = (call) => {
      if (call !== 'write') return;
      delete faults.after;
      const row = memory.rows.get('account#1')!;
      const { challenges, ...account } = record();
      const used = { mark: 'other', at: clock.now() };
      row.text = JSON.stringify({ ...account, challenges: { key: { ...challenges.key!, used } } });
      row.version++;
    };
    assert.equal(await check(code), 'refused');
    assert.equal(record().challenges.key?.used?.mark, 'other');
  });

  it('credits the open part of the budget of the range if the message was counted there', async () => {
    for (const [usedOpenBudget, left] of [
      [true, 2],
      [false, 3],
    ] as const) {
      const { check, code, clock, memory } = await setUpCheck();
      const hour = Math.floor(clock.now() / HOUR);
      memory.counts.set('range#1', { hour, hourCount: 3, dayCount: 3, openHourCount: 3, openDayCount: 3 });
      assert.equal(await check(code, { usedOpenBudget }), 'right');
      const { hourCount, openHourCount, openDayCount } = memory.counts.get('range#1')!;
      assert.deepEqual([hourCount, openHourCount, openDayCount], [2, left, left]);
    }
  });

  it('counts it before the key that it is compared with is fetched', async () => {
    const { check, code, calls } = await setUpCheck();
    await check(code);
    assert.deepEqual(calls.slice(0, 2), ['write', 'key']);
  });

  it('counts an answer that is not a code, without fetching a key to compare it with', async () => {
    const { code, check, calls, record } = await setUpCheck();
    const full = code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    for (const [index, text] of [`${code}0`, ` ${code}`.slice(0, 6), full].entries()) {
      assert.equal(await check(text), 'wrong');
      assert.equal(record().guesses.length, index + 1);
    }
    assert.ok(!calls.includes('key'));
    for (const text of ['', 'x'.repeat(1_000_000), `x${code.slice(1)}`, `${code.slice(1)}x`, code.slice(1)]) {
      const other = await setUpCheck();
      assert.equal(await other.check(text), 'wrong');
      assert.ok(!other.calls.includes('key'), text.slice(0, 9));
    }
  });

  it('a right answer is counted, consumes the code and credits the range, each once', async () => {
    const { check, code, record, counted, written } = await setUpCheck();
    assert.equal(await check(code), 'right');
    assert.equal(record().challenges.key?.used?.mark, `round.${code}`);
    assert.deepEqual(counted, [['range#1', -1, false, rangeSends]]);
    assert.deepEqual(written, [
      { key: 'account#1', endsIn: 400 * DAY },
      { key: 'account#1', endsIn: 2 * DAY },
    ]);
    assert.equal(await check(code), 'right', 'a repeated answer');
    assert.equal(counted.length, 1);
    assert.equal(written.length, 2);
  });

  it('a repeated right answer is wrong for a user who cannot receive codes', async () => {
    const { check, code } = await setUpCheck();
    await check(code);
    assert.equal(await check(code, { canReceiveCode: false }), 'wrong');
  });

  it('a right answer and its concurrent retry are both right, with one credit', async () => {
    const { check, code, counted } = await setUpCheck();
    assert.deepEqual(await Promise.all([check(code), check(code)]), ['right', 'right']);
    assert.equal(counted.length, 1);
  });

  it('of two concurrent right answers in two sessions one is refused, with one credit', async () => {
    const { check, code, counted } = await setUpCheck();
    const verdicts = await Promise.all([check(code), check(code, { answerId: 'other' })]);
    assert.deepEqual(verdicts.sort(), ['refused', 'right']);
    assert.equal(counted.length, 1);
  });

  it('a right answer for an address without a range credits nothing', async () => {
    const { check, code, counted } = await setUpCheck();
    assert.equal(await check(code, { rangeKey: '' }), 'right');
    assert.deepEqual(counted, []);
  });

  it('a right answer stays right if the credit fails, and the failure is logged', async () => {
    const { check, code, faults, logged } = await setUpCheck();
    faults.before = onCall('count', 1);
    assert.equal(await check(code), 'right');
    assert.deepEqual(logged, [['range_credit_failed', { why: 'Error' }]]);
  });

  it('an answer is wrong and counted if it is another code, or if the user is unknown or has no address', async () => {
    for (const [text, more] of [
      ['wrong', {}],
      ['code', { canReceiveCode: false }],
      ['code', { addressHash: '' }],
    ] as const) {
      const { check, code, record, counted } = await setUpCheck();
      assert.equal(await check(text === 'code' ? code : wrongCode(code), more), 'wrong');
      assert.equal(record().inARow, 1);
      assert.equal(record().challenges.key?.used, undefined);
      assert.deepEqual(counted, []);
    }
  });

  it('an answer is wrong if the secret version of the code no longer exists', async () => {
    const { check, code } = await setUpCheck({ secretVersion: 'v0' });
    assert.equal(await check(code), 'wrong');
  });

  it('an answer without a challenge is refused, and nothing is written', async () => {
    const { check, code, written, clock } = await setUpCheck();
    assert.equal(await check(code, { challengeKey: 'other' }), 'refused');
    clock.advance(minutes(5));
    assert.equal(await check(code), 'refused');
    assert.deepEqual(written, []);
  });
});

describe('resolving an ambiguous Verify after a fault', () => {
  it('an answer is right if it consumed the code although the reply was lost', async () => {
    const { check, clear, code, faults, written } = await setUpCheck();
    faults.after = onCall('write', 2);
    await assert.rejects(check(code));
    const writes = written.length;
    assert.equal(await clear(code), true);
    assert.equal(written.length, writes, 'nothing is left to write');
  });

  it('an answer that was counted but not compared is marked as indeterminate, and its guess is not refunded', async () => {
    const { check, clear, code, faults, record, written } = await setUpCheck();
    faults.after = onCall('write', 1);
    await assert.rejects(check(code));
    assert.equal(await clear(code), false);
    assert.equal(record().challenges.key?.indeterminate, `round.${code}`);
    assert.deepEqual([record().inARow, record().challenges.key?.tries.length], [1, 1]);
    assert.equal(written.at(-1)?.endsIn, 400 * DAY);
    assert.equal(await check(code), 'right', 'when repeated, it is compared but not counted again');
    assert.equal(record().inARow, 0);
  });

  it('an answer that was never counted needs no write', async () => {
    const { clear, code, written } = await setUpCheck();
    assert.equal(await clear(code), false);
    assert.deepEqual(written, []);
  });
});

describe('the Verify handler', () => {
  const ann = { phone_number: phone, phone_number_verified: 'true' };
  const verdicts = (logged: { event: string; fields: LogFields }[]) =>
    logged.filter(({ event }) => event.startsWith('verify')).map(({ fields }) => fields.verdict ?? fields.why);

  it('logs its verdict and its duration', async () => {
    const { pool, outbox, signIn, logged, keys, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    clock.advance(minutes(1));
    keys.keyring = async () => {
      clock.advance(70);
      return keys.value;
    };
    await page.answer(wrongCode(outbox.code));
    // The keyring is read twice: for the key of the account record and for the secret version of the code.
    const { fields } = logged.find(({ event }) => event === 'verify')!;
    assert.deepEqual(fields, { verdict: 'wrong', took: 140 });
  });

  it('counts an answer for the known device that sends it, or whose challenge it is, and otherwise for all', async () => {
    const clock = new ManualClock();
    const store = new MemoryStore(clock);
    const { pool, outbox, signIn } = await setUp({ clock, store, policy: { sendOn: 'request' } });
    pool.addUser(ann);
    const laptop = { device: 'laptop-0123456789abcdef' };
    const counted = () => {
      const account = store.written.findLast(({ key }) => key.startsWith('account#'))!.data as Account;
      return [account.guesses.length, account.devices?.map(({ guesses }) => guesses.length)];
    };
    /** Requests a code in a new session and answers it. */
    const answer = async (given: 'right' | 'wrong', request = {}, metadata = {}) => {
      clock.advance(minutes(6));
      const page = await signIn();
      await page.send(request);
      await page.answer(given === 'right' ? outbox.code : wrongCode(outbox.code), metadata);
      if (given === 'wrong') assert.equal(page.parameters.reason, 'wrong_code');
      return counted();
    };
    assert.deepEqual(await answer('right'), [0, undefined]);
    assert.deepEqual(await answer('right', {}, laptop), [0, [0]]);
    assert.deepEqual(await answer('wrong', {}, laptop), [0, [1]], 'sent by the device');
    assert.deepEqual(await answer('wrong', laptop), [0, [2]], 'to the challenge of the device');
    assert.deepEqual(await answer('wrong'), [1, [2]]);
    const page = await signIn();
    await page.send(laptop);
    assert.equal(
      (await page.answer(outbox.code)).outcome,
      'tokens',
      'the shared code, which the device asked for, too',
    );
  });

  it('credits the open part of the budget for an address that is not verified, and only then', async () => {
    for (const [user, open] of [
      [{ phone_number: phone }, 1],
      [ann, 0],
    ] as const) {
      const clock = new ManualClock();
      const store = new MemoryStore(clock);
      const { pool, outbox, signIn } = await setUp({ clock, store });
      pool.addUser(user);
      const counts = () => {
        const [, range] = [...store.counts].find(([key]) => key.startsWith('range#'))!;
        return [range.hourCount, range.openHourCount];
      };
      const page = await signIn();
      assert.deepEqual(counts(), [1, open]);
      await page.answer(outbox.code);
      assert.deepEqual(counts(), [0, 0]);
    }
  });

  it('refuses private parameters that Create did not write, and logs no fault', async () => {
    const { pool, signIn, logged, outbox } = await setUp();
    pool.addUser(ann);
    const { round } = await signIn();
    await pool.answer(phone, { ...round, privateParameters: {} }, outbox.code);
    assert.deepEqual(verdicts(logged), ['refused']);
  });

  it('refuses an answer to a used code, and logs no fault', async () => {
    const { pool, signIn, logged, outbox } = await setUp();
    pool.addUser(ann);
    const [first, second] = [await signIn(), await signIn()];
    await first.answer(outbox.code);
    await second.answer(outbox.code);
    assert.deepEqual(verdicts(logged), ['right', 'refused']);
  });

  it('rejects an event that it cannot read, and logs a fixed word as the reason', async () => {
    const { pool, logged } = await setUp();
    const privateChallengeParameters = { otp: '1', round: 'r', channel: 'sms', destination: 'd', address: 'a' };
    const event = { userPoolId: 'p', request: { privateChallengeParameters } };
    const { response } = await pool.triggers.verifyAuthChallengeResponse(event as never);
    assert.deepEqual(response, { answerCorrect: false });
    assert.deepEqual(verdicts(logged), ['event_malformed', 'failed']);
  });

  it('accepts a right answer after a fault that only lost a reply; rejects it after any other fault and logs why', async () => {
    for (const [call, answers] of [
      [1, ['Error', 'failed']],
      [2, ['Error', 'right']],
    ] as const) {
      const clock = new ManualClock();
      const { store, faults } = recordingStore(clock);
      const { pool, outbox, signIn, logged } = await setUp({ clock, store });
      pool.addUser(ann);
      const page = await signIn();
      faults.after = onCall('write', call);
      await page.answer(outbox.code);
      assert.deepEqual(verdicts(logged), answers);
      if (page.outcome === 'challenged') assert.equal(page.parameters.reason, 'unchecked');
    }
  });
});

describe('sending a message', () => {
  it('continues with its own claim if the reply to the write was lost', async () => {
    const clock = new ManualClock();
    const { store } = recordingStore(clock);
    let lost = 0;
    const storeThatLosesAReply = {
      ...store,
      write: async (...given: Parameters<typeof store.write>) => {
        const written = await store.write(...given);
        return given[0].startsWith('account#') && lost++ === 0 ? false : written;
      },
    };
    const { pool, outbox, signIn } = await setUp({ clock, store: storeThatLosesAReply });
    pool.addUser({ phone_number: phone });
    const page = await signIn();
    assert.equal(page.parameters.reason, undefined);
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });

  it('changes nothing if another invocation has taken over the claim since', async () => {
    const { pool, outbox, signIn, clock, logged } = await setUp();
    pool.addUser({ phone_number: phone });
    outbox.outcome = async () => {
      outbox.outcome = undefined;
      // The clock of another machine is ahead, so that the lease of the claim seems to have expired.
      clock.skew = seconds(6);
      assert.equal((await signIn()).parameters.reason, 'rate_limited', 'the message has already been counted');
      clock.skew = 0;
      return { kind: 'accepted' };
    };
    const page = await signIn();
    assert.equal(page.parameters.reason, undefined);
    assert.ok(logged.every(({ event }) => event !== 'create_failed'));
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });
});
