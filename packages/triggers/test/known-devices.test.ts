/** The rules for devices on which a right code was entered, without any store. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, emptyAccount } from '../src/domain/account.js';
import { consumeChallenge, evaluateAnswer } from '../src/domain/answer.js';
import { guessesLeft, lockedUntil } from '../src/domain/guess-budget.js';
import {
  chargedDevice,
  knownDevice,
  MAX_DEVICES,
  usesOwnChallenge,
  withDeviceGuess,
  withProvenDevice,
} from '../src/domain/known-devices.js';
import { planSend } from '../src/domain/send-plan.js';
import { account, challenge, limits, now, sent } from './support/account-records.js';

/** A device with a budget of two guesses in 5 s. */
const device = { id: 'phone', provedAt: now - 1, guesses: [] as readonly number[] };
const other = { id: 'tablet', provedAt: now - 2, guesses: [now - 1] };
const withDevices = (guesses: readonly number[] = [], rest: Partial<Account> = {}): Account =>
  account({}, { devices: [{ ...device, guesses }, other], ...rest });
const locked = { guesses: [now, now] };

describe('a known device', () => {
  it('is one whose id is in the record', () => {
    assert.deepEqual(knownDevice(withDevices(), 'phone'), device);
    assert.equal(knownDevice(withDevices(), 'unknown'), undefined);
    assert.equal(knownDevice(withDevices(), undefined), undefined);
    assert.equal(knownDevice(emptyAccount, 'phone'), undefined);
  });

  it('answers while the account is locked for all others', () => {
    assert.equal(lockedUntil(withDevices([], locked), now, limits), now + 1000);
    assert.equal(lockedUntil(withDevices([], locked), now, limits, 'unknown'), now + 1000);
    assert.equal(lockedUntil(withDevices([], locked), now, limits, 'phone'), now);
    assert.equal(lockedUntil(withDevices([now, now], locked), now, limits, 'phone'), now + 1000);
    assert.equal(lockedUntil(withDevices([now - 4900, now]), now, limits, 'phone'), now);
    const slow = { guesses: [now], inARow: 10 };
    assert.equal(lockedUntil(withDevices([now - 4000, now], slow), now, limits, 'phone'), now + 1000);
  });

  it('has a number of guesses of its own', () => {
    assert.equal(guessesLeft(withDevices([], locked), now, limits), 0);
    assert.equal(guessesLeft(withDevices([], locked), now, limits, 'phone'), 2);
    assert.equal(guessesLeft(withDevices([now]), now, limits, 'phone'), 1);
    assert.equal(guessesLeft(withDevices([now, now]), now, limits, 'phone'), 2, 'then it uses those of all');
    assert.equal(guessesLeft(withDevices([now, now], { guesses: [now] }), now, limits, 'phone'), 1);
  });

  it('has its answers counted in its own budget until that is used up', () => {
    assert.equal(chargedDevice(withDevices(), 'phone', now, limits)?.id, 'phone');
    assert.equal(chargedDevice(withDevices([now, now]), 'phone', now, limits), undefined);
    assert.equal(chargedDevice(withDevices([now - 5000, now]), 'phone', now, limits)?.id, 'phone');
    assert.equal(chargedDevice(withDevices(), 'unknown', now, limits), undefined);
    const full = withDevices([now - 6000, now - 1]);
    const counted = withDeviceGuess(full, full.devices![0]!, now, limits);
    assert.deepEqual(counted, { ...full, devices: [{ ...device, guesses: [now - 1, now] }, other] });
  });

  it('is kept in the order of the last right answers, and the oldest one is forgotten', () => {
    assert.equal(withProvenDevice(emptyAccount, undefined, now), emptyAccount);
    let all: Account = emptyAccount;
    for (let index = 0; index < MAX_DEVICES + 2; index++) all = withProvenDevice(all, `d${index}`, now + index);
    assert.deepEqual(
      all.devices?.map(({ id }) => id),
      ['d9', 'd8', 'd7', 'd6', 'd5', 'd4', 'd3', 'd2'],
    );
    const again = withProvenDevice(withDevices([now]), 'tablet', now);
    assert.deepEqual(again.devices, [
      { id: 'tablet', provedAt: now, guesses: [] },
      { ...device, guesses: [now] },
    ]);
  });
});

describe('an answer', () => {
  const evaluate = (from: Account, deviceId?: string) => evaluateAnswer(from, 'key', 'm', now, limits, deviceId);
  const countedIn = (from: Account, deviceId?: string) => {
    const result = evaluate(from, deviceId);
    assert.ok(result.kind === 'count');
    return [result.account.guesses, result.account.inARow, result.account.devices?.map(({ guesses }) => guesses)];
  };

  it('is counted for the device if it is known and has guesses left, otherwise in the shared list', () => {
    assert.deepEqual(countedIn(withDevices(), 'phone'), [[], 0, [[now], [now - 1]]]);
    assert.deepEqual(countedIn(withDevices([], locked), 'phone'), [[now, now], 0, [[now], [now - 1]]]);
    assert.deepEqual(countedIn(withDevices([now, now]), 'phone'), [[now], 1, [[now, now], [now - 1]]]);
    assert.deepEqual(countedIn(withDevices(), 'unknown'), [[now], 1, [[], [now - 1]]]);
    assert.deepEqual(countedIn(account(), 'phone'), [[now], 1, undefined]);
    assert.equal(evaluate(withDevices([], locked), 'unknown').kind, 'refuse');
    assert.equal(evaluate(withDevices([now, now], locked), 'phone').kind, 'refuse');
  });

  it('makes the device known if it is right', () => {
    const tried = account({ tries: ['m'] }, { guesses: [now], inARow: 3 });
    const consume = (from: Account, deviceId?: string) => {
      const result = consumeChallenge(from, 'key', 'id', 'm', 'address', now, deviceId);
      assert.ok(typeof result !== 'string');
      return result;
    };
    assert.deepEqual(consume(tried, 'phone').devices, [{ id: 'phone', provedAt: now, guesses: [] }]);
    assert.deepEqual([consume(tried, 'phone').guesses, consume(tried, 'phone').inARow], [[], 0]);
    assert.ok(!('devices' in consume(tried)));
    const known = { ...tried, devices: [{ ...device, guesses: [now] }, other] };
    const after = consume(known, 'phone');
    assert.deepEqual([after.guesses, after.inARow], [[now], 3], 'the guesses of strangers stay counted');
    assert.deepEqual(after.devices, [{ ...device, provedAt: now }, other]);
  });
});

describe('a message to a known device', () => {
  const uses = (from: Account, deviceId: string | undefined = 'phone') =>
    usesOwnChallenge(from, deviceId, 'own', 'key', now, limits);

  it('repeats the shared code while that can be answered', () => {
    assert.equal(uses(withDevices()), false);
    assert.equal(uses(withDevices([], { challenges: { own: challenge, key: challenge } })), true);
  });

  it('has a code of its own if the shared one is used up, expired, locked or missing', () => {
    assert.equal(uses(withDevices([], { challenges: {} })), true);
    assert.equal(uses(withDevices([], locked)), true);
    for (const over of [{ tries: ['a', 'b', 'c'] }, { expiresAt: now }, { out: false, ...sent({ state: 'failed' }) }]) {
      assert.equal(uses({ ...account(over), devices: [device] }), true);
    }
  });

  it('is the same as for an unknown device in every other case', () => {
    assert.equal(uses(withDevices([], { challenges: {} }), 'unknown'), false);
    assert.equal(usesOwnChallenge(withDevices([], locked), undefined, 'own', 'key', now, limits), false);
    assert.equal(uses(emptyAccount), false);
  });

  it('is sent while the account is locked for all others', () => {
    const fresh = { id: 'id2', nonce: 'nonce2', secretVersion: 'v2' };
    const plan = (deviceId?: string) =>
      planSend(withDevices([], locked), 'own', 'round', 'you', fresh, now, limits, deviceId).kind;
    assert.deepEqual([plan(), plan('unknown'), plan('phone')], ['locked', 'locked', 'claim']);
  });
});
