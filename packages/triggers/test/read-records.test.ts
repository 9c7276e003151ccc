/** Reading stored records that may be malformed, without any store. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyAccount } from '../src/domain/account.js';
import { emptyBudget } from '../src/domain/destination-budget.js';
import { MAX_DEVICES } from '../src/domain/known-devices.js';
import { readAccount, readBudget, readProved } from '../src/domain/read-records.js';
import { account, challenge, limits, now } from './support/account-records.js';

/** Limits of 2 guesses in 1 s and 3 in 10 s. An unreadable list leaves one guess. */
const read = (data: unknown) => readAccount(data, now, limits);
const oneGuessLeft = { ...emptyAccount, guesses: [now], inARow: 1 };

describe('reading the record of an account', () => {
  it('returns a valid record as it is', () => {
    const full = account(
      {
        tries: ['a', 'b'],
        indeterminate: 'a',
        used: { mark: 'b', at: now - 1 },
        before: { ...challenge, id: 'before' },
        send: { ...challenge.send, receipt: 'receipt', state: 'failed' },
      },
      { guesses: [now - 5, now], inARow: 7, proved: { address: 'address', at: now - 1, receipt: 'r' } },
    );
    assert.deepEqual(read(structuredClone(full)), full);
    assert.deepEqual(read(undefined), emptyAccount);
  });

  it('leaves one guess if nothing can be read', () => {
    for (const data of [null, 'text', 7, true, [], [account()], {}, { version: 2 }]) {
      assert.deepEqual(read(data), oneGuessLeft, JSON.stringify(data));
    }
  });

  it('keeps valid counts', () => {
    const times = [now - 2, now - 1];
    for (const broken of ['7', -1, 1.5, Number.NaN, 2 ** 53, null, undefined]) {
      assert.deepEqual(read({ guesses: times, inARow: broken, challenges: {} }), {
        guesses: times,
        inARow: 2,
        challenges: {},
      });
    }
    for (const broken of ['x', { 0: now }, null, undefined, 3]) {
      assert.deepEqual(read({ guesses: broken, inARow: 9, challenges: {} }), { ...oneGuessLeft, inARow: 9 });
    }
    const mixed = [now - 1, '5', null, Number.POSITIVE_INFINITY, now + 300_001, {}, now + 300_000];
    assert.deepEqual(read({ guesses: mixed, inARow: 0, challenges: {} }).guesses, [now - 1, now + 300_000]);
  });

  it('drops a challenge that cannot be read, and keeps the others', () => {
    const send = (changed: object) => ({ send: { ...challenge.send, ...changed } });
    const broken: readonly (object | null | string)[] = [
      ...['id', 'nonce', 'secretVersion', 'expiresAt', 'tries', 'out', 'send'].map((name) => ({
        ...challenge,
        [name]: undefined,
      })),
      { ...challenge, expiresAt: now + limits.lifetime + 300_001 },
      { ...challenge, expiresAt: 'tomorrow' },
      { ...challenge, tries: [1] },
      { ...challenge, tries: { length: 0 } },
      { ...challenge, out: 'true' },
      { ...challenge, used: true },
      { ...challenge, used: { mark: 1, at: now } },
      { ...challenge, used: { mark: 'm', at: now + 300_001 } },
      ...['number', 'by', 'owner', 'at', 'state', 'resendAt'].map((name) => ({
        ...challenge,
        ...send({ [name]: undefined }),
      })),
      { ...challenge, ...send({ state: 'lost' }) },
      { ...challenge, ...send({ number: -1 }) },
      { ...challenge, ...send({ at: now + 300_001 }) },
      { ...challenge, ...send({ resendAt: Number.POSITIVE_INFINITY }) },
      { ...challenge, send: [] },
      null,
      'challenge',
      [],
    ];
    for (const one of broken) {
      const { challenges } = read({ ...account(), challenges: { one, other: challenge } });
      assert.deepEqual(challenges, { other: challenge }, JSON.stringify(one));
    }
    assert.deepEqual(read({ ...account(), challenges: 'none' }).challenges, {});
    assert.deepEqual(read({ ...account(), challenges: [challenge] }).challenges, {});
  });

  it('accepts the latest times that a clock with the tolerated deviation can write', () => {
    const latest = { ...challenge, expiresAt: now + limits.lifetime + 300_000 };
    assert.deepEqual(read({ ...account(), challenges: { latest } }).challenges, { latest });
    const first = { ...challenge, send: { ...challenge.send, number: 0 } };
    assert.deepEqual(read({ ...account(), challenges: { first } }).challenges, { first });
  });

  it('drops a device that cannot be read, and keeps the others, up to their number', () => {
    const device = { id: 'laptop', provedAt: now - 5, guesses: [now - 3] };
    const devicesIn = (devices: unknown) => read({ ...account(), devices }).devices;
    for (const broken of [null, 'laptop', 7, [], [device], {}, { ...device, id: 7 }, { ...device, id: undefined }]) {
      assert.deepEqual(devicesIn([broken, device]), [device], JSON.stringify(broken));
    }
    for (const provedAt of [undefined, '5', Number.NaN, now + 300_001]) {
      assert.deepEqual(devicesIn([{ ...device, provedAt }, device]), [device], String(provedAt));
    }
    assert.deepEqual(devicesIn([]), []);
    for (const none of [undefined, null, 'laptop', { 0: device }]) assert.equal(devicesIn(none), undefined);
    const many = Array.from({ length: MAX_DEVICES + 3 }, (_, index) => ({ ...device, id: `device ${index}` }));
    assert.deepEqual(devicesIn(many), many.slice(0, MAX_DEVICES));
  });

  it('leaves a device whose guesses cannot be read one guess', () => {
    const [read1] = read({ ...account(), devices: [{ id: 'laptop', provedAt: now, guesses: 'x' }] }).devices ?? [];
    assert.equal(read1?.guesses.length, Math.min(...limits.deviceGuesses.map(({ count }) => count)) - 1);
  });

  it('drops malformed parts of a challenge that affect no decision', () => {
    const { challenges } = read(
      account({ before: { id: 'x' }, indeterminate: 7, send: { ...challenge.send, receipt: {} } } as never),
    );
    assert.deepEqual(challenges.key, challenge);
    assert.ok(!('before' in challenges.key!) && !('indeterminate' in challenges.key));
    assert.ok(!('receipt' in challenges.key.send));
  });

  it('does not read a proof that is incomplete or in the future', () => {
    const proof = { address: 'a', at: now + 300_000 };
    assert.deepEqual(readProved(proof, now), proof);
    assert.deepEqual(readProved({ ...proof, receipt: 5 }, now), proof);
    for (const value of [undefined, null, 'a', [], { at: now }, { address: 'a' }, { ...proof, at: now + 300_001 }]) {
      assert.equal(readProved(value, now), undefined);
    }
    assert.ok(!('proved' in read({ ...emptyAccount, proved: { address: 1, at: now } })));
  });

  it('counts the valid parts of a budget', () => {
    const sends = [
      { name: 'a', at: now },
      { name: 'b', at: now + 300_000 },
    ];
    assert.deepEqual(readBudget({ sends }, now), { sends });
    const mixed = [...sends, null, { name: 1, at: now }, { name: 'c' }, { name: 'd', at: now + 300_001 }];
    assert.deepEqual(readBudget({ sends: mixed }, now), { sends });
    for (const data of [undefined, null, [], 'x', {}, { sends: {} }])
      assert.deepEqual(readBudget(data, now), emptyBudget);
  });
});
