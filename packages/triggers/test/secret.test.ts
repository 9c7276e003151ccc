import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minutes, seconds } from './support/hand-clock.js';
import { keyring, phone, setUp } from './support/set-up.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };

describe('another secret in mid-sign-in', () => {
  it('a rotation: the code that is out works, is sent again as it was, and the next one is made with the new version', async () => {
    const { pool, outbox, signIn, keys, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    keys.ring = keyring('v2', 'v1');
    clock.advance(seconds(31));
    await page.send();
    assert.deepEqual(outbox.codes[1], outbox.codes[0]);
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
    clock.advance(seconds(31));
    const next = await signIn();
    keys.ring = keyring('v3', 'v2');
    assert.equal((await next.answer(outbox.code)).outcome, 'tokens');
  });

  it('two rotations: the code that is out is wrong, and the next one works', async () => {
    const { pool, outbox, signIn, keys, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    keys.ring = keyring('v3', 'v2');
    assert.equal((await page.answer(outbox.code)).told.reason, 'wrong_code');
    clock.advance(minutes(5));
    assert.equal((await (await signIn()).answer(outbox.code)).outcome, 'tokens');
  });

  it('a rotation gives nobody a budget back', async () => {
    const { pool, outbox, signIn, keys, clock } = await setUp({ policy: { sendsIn10Minutes: 1 } });
    pool.addUser(ann);
    await signIn();
    keys.ring = keyring('v2', 'v1');
    clock.advance(minutes(6));
    assert.equal((await signIn()).told.reason, 'rate_limited');
    assert.equal(outbox.messages.length, 1);
  });

  it('replaced, pepper and all: no code that is out works, nobody is let in by it, and the next one does', async () => {
    const { pool, outbox, signIn, keys } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    keys.ring = { current: keyring('v9').current, pepper: Buffer.from('another pepper'.padEnd(32, '.')) };
    assert.equal((await page.answer(outbox.code)).outcome, 'asked');
    const next = await signIn();
    assert.equal(outbox.messages.length, 2);
    assert.notEqual(outbox.codes[1], outbox.codes[0]);
    assert.equal((await next.answer(outbox.code)).outcome, 'tokens');
  });
});
