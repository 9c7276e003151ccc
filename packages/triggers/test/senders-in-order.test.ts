/** Two providers for one channel: when the second one sends, and the outcome when neither sends. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendersInOrder } from '../src/adapters/senders-in-order.js';
import type { LogFields } from '../src/ports/log.js';
import type { Message, Sender, SendOutcome } from '../src/ports/sender.js';

const message: Message = { channel: 'sms', to: '+447700900123', text: '123456' };
const accepted: SendOutcome = { kind: 'accepted' };
const throttled: SendOutcome = { kind: 'refused', why: 'ThrottlingException' };
const unclear: SendOutcome = { kind: 'unclear', why: 'TimeoutError' };
const optedOut: SendOutcome = { kind: 'unsupported', why: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' };
const noOrigin: SendOutcome = { kind: 'unsupported', why: 'no_origin_for_country', onlyHere: true };

/** Sends one message by two providers with these outcomes; an error is thrown. */
async function sendBy(first: SendOutcome | Error, second: SendOutcome, hasTime = () => true) {
  const calls: number[] = [];
  const logged: [string, LogFields][] = [];
  const provider = (number: number, outcome: SendOutcome | Error): Sender => ({
    async send() {
      calls.push(number);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  });
  const sender = sendersInOrder([provider(1, first), provider(2, second)], (event, fields = {}) =>
    logged.push([event, fields]),
  );
  const outcome = await sender.send(message, new AbortController().signal, hasTime);
  return { outcome, calls, logged };
}

describe('two providers in order', () => {
  for (const [what, first, second, calls, outcome] of [
    ['the first sends', accepted, accepted, [1], accepted],
    ['a throttled first one hands over', throttled, accepted, [1, 2], accepted],
    ['a first one without a sender for the country hands over', noOrigin, accepted, [1, 2], accepted],
    ['an unclear outcome ends the attempt', unclear, accepted, [1], unclear],
    ['a first one that throws ends the attempt', new Error('lost'), accepted, [1], { kind: 'unclear', why: 'lost' }],
    ['a recipient who has opted out is not sent to by another one', optedOut, accepted, [1], optedOut],
    ['an unclear outcome of the second is reported', throttled, unclear, [1, 2], unclear],
    ['a refusal that may end is reported before a permanent one', throttled, noOrigin, [1, 2], throttled],
    ['the same in the other order', noOrigin, throttled, [1, 2], throttled],
    ['an opted-out recipient is reported by the second one, too', throttled, optedOut, [1, 2], optedOut],
    ['two permanent refusals are permanent', noOrigin, noOrigin, [1, 2], noOrigin],
  ] as const) {
    it(what, async () => {
      const result = await sendBy(first, second);
      assert.deepEqual([result.calls, result.outcome], [calls, outcome]);
      assert.deepEqual(
        result.logged,
        calls.length === 1
          ? []
          : [['send_handed_over', { provider: 1, why: (first as { why: string }).why, channel: 'sms' }]],
      );
    });
  }

  it('the second is not called if there is no time to record its outcome', async () => {
    const { outcome, calls } = await sendBy(throttled, accepted, () => false);
    assert.deepEqual([calls, outcome], [[1], throttled]);
  });

  it('only the receipts of the provider that takes feedback are kept', async () => {
    const confirmed: string[] = [];
    const plain: Sender = { send: async () => throttled };
    const withFeedback = (outcome: SendOutcome): Sender => ({
      send: async () => outcome,
      confirm: async (receipt) => void confirmed.push(receipt),
    });
    const receipt = { kind: 'accepted', receipt: 'r1' } as const;
    const { signal } = new AbortController();
    const one = sendersInOrder([plain, withFeedback(receipt)], () => {});
    assert.deepEqual(await one.send(message, signal), receipt);
    await one.confirm?.('r1', signal);
    assert.deepEqual(confirmed, ['r1']);
    const two = sendersInOrder([withFeedback(throttled), withFeedback(receipt)], () => {});
    assert.deepEqual(await two.send(message, signal), accepted);
    assert.equal(sendersInOrder([plain], () => {}).confirm, undefined);
  });
});
