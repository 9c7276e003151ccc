/** What is sent when Cognito retries Create, or when the outcome of a message is unclear. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concurrently } from './support/concurrency.js';
import { seconds } from './support/manual-clock.js';
import { phone, setUp } from './support/set-up.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };

describe('promise 16: one message per challenge', () => {
  it('three tries of Create, sequential or concurrent, send one message', async () => {
    for (const overlapping of [false, true]) {
      const { pool, outbox, signIn } = await setUp();
      pool.addUser(ann);
      const { invoke } = pool;
      pool.invoke = async (trigger, event) => {
        if (trigger !== 'createAuthChallenge') return invoke(trigger, event);
        if (overlapping) return (await concurrently(3, () => invoke(trigger, event)))[1]!;
        await invoke(trigger, event);
        await invoke(trigger, event);
        return invoke(trigger, event);
      };
      const page = await signIn();
      assert.equal(outbox.messages.length, 1);
      assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
    }
  });

  it('concurrent tries of Create for a send request send one message', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    clock.advance(seconds(30));
    const { invoke } = pool;
    pool.invoke = async (trigger, event) => {
      if (trigger === 'createAuthChallenge') await concurrently(2, () => invoke(trigger, event));
      return invoke(trigger, event);
    };
    await page.send();
    assert.equal(outbox.messages.length, 2);
    assert.equal(page.parameters.reason, undefined);
  });

  it('a message with an unclear outcome is sent again only after the wait, with the same code', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    outbox.outcome = { kind: 'unclear', why: 'TimeoutError' };
    const page = await signIn();
    assert.equal(page.parameters.reason, 'send_failed');
    assert.ok(page.parameters.expiresAt, 'the code may have arrived and would work');
    outbox.outcome = undefined;
    await page.send();
    assert.equal(outbox.messages.length, 1);
    clock.advance(seconds(30));
    await page.send();
    assert.equal(outbox.messages.length, 2);
    assert.equal(outbox.codes[0], outbox.codes[1]);
  });
});
