/** How one message is counted against all budgets, sent and refunded. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Challenge } from '../src/domain/account.js';
import { messageIdOf } from '../src/domain/send-plan.js';
import { DAY, MINUTE } from '../src/domain/time.js';
import type { Deadline } from '../src/flows/deadline.js';
import { type DeliveryConfig, type DeliveryResult, deliver, type SendJob } from '../src/flows/deliver.js';
import { reserveDestination } from '../src/flows/destination-sends.js';
import { createProviderTime } from '../src/flows/provider-time.js';
import { languages } from '../src/messages/index.js';
import type { LogFields } from '../src/ports/log.js';
import { ManualClock, minutes } from './support/manual-clock.js';
import { Outbox } from './support/outbox.js';
import { onCall, recordingStore } from './support/recording-store.js';
import { keyring, phone } from './support/set-up.js';

const rangeSends = { hour: 2, day: 20 };
const poolSends = { hour: 3, day: 30 };
const config: DeliveryConfig = {
  brand: 'Example',
  locale: 'en',
  lifetime: 5 * MINUTE,
  messages: languages,
  codeLength: 6,
  coolDown: 30_000,
  sends: [{ count: 2, span: 10 * MINUTE }],
  rangeSends: { limits: rangeSends, openLimits: { hour: 1, day: 10 } },
  poolSends: { limits: poolSends, openLimits: { hour: 2, day: 15 } },
};

function setUpDelivery() {
  const clock = new ManualClock();
  const { store, counted, written, memory, faults } = recordingStore(clock);
  const outbox = new Outbox();
  const logged: [string, LogFields][] = [];
  let id = 0;
  const challenge = (changed: Partial<Challenge> = {}): Challenge => ({
    id: `id${++id}`,
    nonce: 'nonce',
    secretVersion: 'v1',
    expiresAt: clock.now() + minutes(5),
    tries: [],
    out: false,
    send: { number: 1, by: 'start', owner: 'me', at: clock.now(), state: 'claimed', resendAt: 0 },
    ...changed,
  });
  const job: SendJob = {
    person: { canReceiveCode: true, sub: 'sub', addresses: { sms: phone }, verified: new Set(['sms']) },
    destination: { channel: 'sms', address: phone, supported: true },
    destinationKey: 'destination#1',
    budgetKey: 'destination#1',
    rangeKey: 'range#1',
    userPoolId: 'pool',
    clientId: 'client',
    locale: undefined,
  };
  const dependencies = {
    config,
    store,
    keys: { keyring: async () => keyring() },
    senders: { sms: outbox },
    providerTime: createProviderTime(clock, 0),
    clock,
    log: (event: string, fields: LogFields = {}) => void logged.push([event, fields]),
  };
  const deadline: Deadline = { signal: new AbortController().signal, allowsSending: () => true, latestHandOver: 3400 };
  /** Reserves the message in the budget of its destination, as the claim does, and delivers it. */
  const run = async (
    changed: Partial<SendJob> = {},
    which = challenge(),
    more: Partial<typeof dependencies> = {},
  ): Promise<DeliveryResult> => {
    const { budgetKey, ...rest } = { ...job, ...changed };
    const { signal } = deadline;
    const reservation = await reserveDestination(budgetKey, messageIdOf(which), config.sends, { store, clock }, signal);
    const claimed = { reservation, items: new Map() };
    return deliver({ budgetKey, ...rest }, which, claimed, { ...dependencies, ...more }, deadline);
  };
  return { clock, counted, written, memory, faults, outbox, logged, challenge, job, run, deadline };
}

describe('delivering one message', () => {
  it('counts it against every budget, in order, and then hands it to the sender', async () => {
    const { run, counted, outbox, logged, clock, written } = setUpDelivery();
    assert.deepEqual(await run(), { possiblySent: true, resendAt: clock.now() });
    assert.equal(outbox.messages.length, 1);
    assert.deepEqual(counted, [
      ['range#1', 1, false, rangeSends],
      ['sends', 1, true, poolSends],
    ]);
    assert.deepEqual(written, [{ key: 'destination#1', endsIn: 2 * DAY }]);
    assert.deepEqual(logged, [['sent', { channel: 'sms', known: true, segments: 1 }]]);
  });

  it('goes to the spelling of the email address that the account has, and an SMS to the number', async () => {
    const { run, outbox, job } = setUpDelivery();
    const person = { ...job.person, addresses: { sms: phone, email: 'Ann+News@example.com' } };
    const destination = { channel: 'email', address: 'ann@example.com', supported: true } as const;
    const senders = { sms: outbox, email: outbox };
    await run({ person, destination, rangeKey: undefined }, undefined, { senders });
    await run({ person });
    assert.deepEqual(
      outbox.messages.map(({ to }) => to),
      ['Ann+News@example.com', phone],
    );
  });

  it('returns when the next message is possible, and the receipt of the provider', async () => {
    const { run, outbox, clock } = setUpDelivery();
    await run();
    outbox.send = async () => ({ kind: 'accepted', receipt: 'r' });
    assert.deepEqual(await run(), { possiblySent: true, resendAt: clock.now() + minutes(10), receipt: 'r' });
  });

  it('counts a message to an address without a range against the pool only', async () => {
    const { run, counted } = setUpDelivery();
    await run({ rangeKey: undefined });
    assert.deepEqual(counted, [['sends', 1, true, poolSends]]);
  });

  it('makes the same calls for an unknown user, but counts and sends nothing', async () => {
    const { run, counted, outbox, logged, clock, job } = setUpDelivery();
    const person = { ...job.person, canReceiveCode: false };
    assert.deepEqual(await run({ person }), { possiblySent: true, resendAt: clock.now() });
    assert.deepEqual(
      counted.map(([key, amount]) => [key, amount]),
      [
        ['range#1', 0],
        ['sends', 0],
      ],
    );
    assert.equal(outbox.messages.length, 0);
    assert.deepEqual(logged, [['sent', { channel: 'sms', known: false, segments: 1 }]]);
  });

  it('is refused by the budget of the destination, and then counts against no other budget', async () => {
    const { run, counted, logged, clock } = setUpDelivery();
    await run();
    await run();
    const before = counted.length;
    const refused = await run();
    assert.deepEqual(refused, { possiblySent: false, reason: 'rate_limited', resendAt: clock.now() + minutes(10) });
    assert.equal(counted.length, before);
    assert.deepEqual(logged.at(-1), ['send_refused', { budget: 'destination', channel: 'sms' }]);
  });

  for (const [name, changed, taken] of [
    ['range', { rangeKey: 'range#1' }, []],
    ['pool', { rangeKey: 'range#2' }, ['range#2']],
  ] as const) {
    it(`is refused by the budget of the ${name}, and refunds exactly what was counted`, async () => {
      const { run, counted, logged, memory, clock } = setUpDelivery();
      const full = { hour: Math.floor(clock.now() / 3_600_000), hourCount: 3, dayCount: 3 };
      memory.counts.set(name === 'range' ? 'range#1' : 'sends', full);
      const until = Date.UTC(2031, 4, 6, 11);
      assert.deepEqual(await run(changed), { possiblySent: false, reason: 'rate_limited', resendAt: until });
      assert.deepEqual(logged.at(-1), ['send_refused', { budget: name, channel: 'sms' }]);
      const back = counted.filter(([, amount]) => amount < 0);
      assert.deepEqual(
        back.map(([key]) => key),
        taken,
      );
      assert.deepEqual(JSON.parse(memory.rows.get('destination#1')!.text), { sends: [] });
    });
  }

  it('is refused by the kill switch, without a time for the next message', async () => {
    const { run, memory, logged } = setUpDelivery();
    memory.counts.set('sends', { hour: 0, hourCount: 0, dayCount: 0, stopped: true });
    assert.deepEqual(await run(), { possiblySent: false, reason: 'rate_limited' });
    assert.deepEqual(logged.at(-1), ['send_refused', { budget: 'switch', channel: 'sms' }]);
  });

  it('refunds every budget if the provider refuses; other messages to the destination stay counted', async () => {
    const { run, counted, outbox, logged, clock, written } = setUpDelivery();
    await run();
    outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    assert.deepEqual(await run(), { possiblySent: false, reason: 'send_failed', resendAt: clock.now() });
    assert.deepEqual(
      counted.slice(-2).map(([key, amount]) => [key, amount]),
      [
        ['range#1', -1],
        ['sends', -1],
      ],
    );
    const fields = { outcome: 'refused', why: 'ThrottledException', channel: 'sms' };
    assert.deepEqual(logged.at(-1), ['send_not_accepted', fields]);
    assert.ok(written.every(({ endsIn }) => endsIn === 2 * DAY));
    outbox.outcome = undefined;
    assert.equal((await run()).possiblySent, true);
    assert.equal((await run()).reason, 'rate_limited', 'the first message is still counted');
  });

  it('is unsupported if the provider will never accept the message', async () => {
    const { run, outbox, clock } = setUpDelivery();
    outbox.outcome = { kind: 'unsupported', why: 'OptedOutException' };
    const resendAt = clock.now() + config.coolDown;
    assert.deepEqual(await run(), { possiblySent: false, reason: 'unsupported', resendAt });
  });

  it('stays counted if the outcome is unclear', async () => {
    const { run, outbox, counted, clock } = setUpDelivery();
    outbox.outcome = { kind: 'unclear', why: 'TimeoutError' };
    assert.deepEqual(await run(), { possiblySent: true, reason: 'send_failed', resendAt: clock.now() });
    assert.ok(counted.every(([, amount]) => amount === 1));
  });

  it('is unclear if the sender throws, and the text of the error is not logged', async () => {
    const { run, outbox, counted, logged } = setUpDelivery();
    outbox.outcome = () => Promise.reject(new TypeError(`${phone} is gone`));
    assert.equal((await run()).possiblySent, true);
    assert.deepEqual(logged, [['send_not_accepted', { outcome: 'unclear', why: 'TypeError', channel: 'sms' }]]);
    assert.ok(counted.every(([, amount]) => amount === 1));
  });

  it('does not send, and refunds, if too little time is left to wait for the provider', async () => {
    const { run, outbox, logged, counted, deadline } = setUpDelivery();
    deadline.allowsSending = () => false;
    assert.equal((await run()).reason, 'send_failed');
    assert.equal(outbox.messages.length, 0);
    assert.equal(logged.at(-1)?.[1].why, 'too_late');
    assert.equal(counted.filter(([, amount]) => amount < 0).length, 2);
  });

  it('fails if the secret version of the code no longer exists', async () => {
    const { run, outbox, logged, challenge } = setUpDelivery();
    assert.equal((await run({}, challenge({ secretVersion: 'v0' }))).reason, 'send_failed');
    assert.equal(outbox.messages.length, 0);
    assert.equal(logged.at(-1)?.[1].why, 'secret_gone');
  });

  it('is unsupported over a channel without a sender', async () => {
    const { run, logged } = setUpDelivery();
    assert.equal((await run({}, undefined, { senders: {} as never })).reason, 'unsupported');
    assert.equal(logged.at(-1)?.[1].why, 'no_sender');
  });

  it('counts against the budget of the destination once per send, however often that is written', async () => {
    const { run, challenge, outbox, memory } = setUpDelivery();
    const same = challenge();
    const rangeKey = undefined;
    await run({ rangeKey }, same);
    await run({ rangeKey }, same);
    assert.equal((JSON.parse(memory.rows.get('destination#1')!.text) as { sends: unknown[] }).sends.length, 1);
    await run({ rangeKey }, { ...same, send: { ...same.send, number: 2 } });
    assert.equal((JSON.parse(memory.rows.get('destination#1')!.text) as { sends: unknown[] }).sends.length, 2);
    assert.equal(outbox.messages.length, 3);
  });

  it('does not send a message that cannot be counted', async () => {
    for (const [call, number] of [
      ['read', 1],
      ['write', 1],
      ['count', 1],
      ['count', 2],
    ] as const) {
      const { run, outbox, faults } = setUpDelivery();
      faults.after = onCall(call, number);
      await assert.rejects(run());
      assert.equal(outbox.messages.length, 0);
    }
  });
});
