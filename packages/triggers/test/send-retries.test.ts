/** What is sent when Cognito retries Create, or when the outcome of a message is unclear. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SendOutcome } from '../src/ports/sender.js';
import { concurrently } from './support/concurrency.js';
import { seconds } from './support/manual-clock.js';
import { type Page, phone, setUp } from './support/set-up.js';

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

describe('a session that joins a message on its way', () => {
  /** Two starts at once: the first has claimed the message, and the provider answers after `wait` ms of the test's clock. */
  async function joinAfter(wait: number, outcome: SendOutcome) {
    const environment = await setUp();
    const { pool, outbox, signIn, clock } = environment;
    pool.addUser(ann);
    let calls = 0;
    let answersAt = 0;
    outbox.outcome = async () => {
      calls++;
      if (calls > 1) return { kind: 'accepted' };
      answersAt = clock.elapsed() + wait;
      await clock.wait(wait);
      return outcome;
    };
    const starting = [signIn(), signIn()];
    // The clock advances by itself for as long as one of them waits for the other.
    await Promise.race(starting);
    clock.advance(Math.max(0, answersAt - clock.elapsed()));
    const pages = await Promise.all(starting);
    return { ...environment, pages, calls: () => calls };
  }
  const reasons = (pages: readonly Page[]) => pages.map(({ parameters }) => parameters.reason ?? 'none').sort();

  it('reports it only once it is sent', async () => {
    for (const wait of [1, 500, 1900]) {
      const { pages, outbox } = await joinAfter(wait, { kind: 'accepted' });
      assert.deepEqual(reasons(pages), ['none', 'none']);
      assert.equal(outbox.messages.length, 1);
      for (const page of pages) assert.ok(page.parameters.expiresAt);
    }
  });

  it('sends it itself if the provider has refused it', async () => {
    const { pages, outbox, calls } = await joinAfter(700, { kind: 'refused', why: 'ThrottledException' });
    assert.deepEqual(reasons(pages), ['none', 'send_failed']);
    assert.deepEqual([outbox.messages.length, calls()], [1, 2]);
    assert.equal((await pages[1]!.answer(outbox.code)).outcome, 'tokens');
  });

  it('sends nothing if the provider does not serve the destination', async () => {
    const { pages, calls } = await joinAfter(700, { kind: 'unsupported', why: 'OptedOut' });
    assert.deepEqual([reasons(pages), calls()], [['rate_limited', 'unsupported'], 1]);
  });

  it('has an unknown outcome if it is still on its way at the deadline, and the code works', async () => {
    const { pages, outbox, calls } = await joinAfter(3200, { kind: 'accepted' });
    assert.deepEqual([reasons(pages), calls()], [['none', 'send_failed'], 1]);
    for (const { parameters } of pages) assert.ok(parameters.expiresAt);
    assert.equal((await pages[1]!.answer(outbox.code)).outcome, 'tokens');
  });

  it('has what it asked for, also as a send request: it need not wait for the next message', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const pages = [await signIn(), await signIn()] as const;
    clock.advance(seconds(30));
    outbox.outcome = async () => {
      await clock.wait(600);
      return { kind: 'accepted' };
    };
    await Promise.all(pages.map((page) => page.send()));
    assert.deepEqual([reasons(pages), outbox.messages.length], [['none', 'none'], 2]);
    // A later one does have to wait.
    await pages[0].send();
    assert.equal(pages[0].parameters.reason, 'rate_limited');
  });
});
