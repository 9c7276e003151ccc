/** A sign-in as a client experiences it: rounds, send requests, joined sessions and public parameters. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { minutes, seconds } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };

describe('a generic Cognito client', () => {
  it('starts, answers with the code and gets tokens', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    assert.equal(outbox.messages[0]?.to, phone);
    await page.answer(outbox.code);
    assert.equal(page.outcome, 'tokens');
    assert.equal(outbox.messages.length, 1);
  });

  it('may start with SRP_A, which proves nothing', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const page = await signIn(phone, { srp: true });
    await page.answer(wrongCode(outbox.code));
    assert.equal(page.parameters.reason, 'wrong_code');
    await page.answer(outbox.code);
    assert.equal(page.outcome, 'tokens');
  });
});

for (const passesMetadataToCreate of [true, false]) {
  describe(`a send request, if Create ${passesMetadataToCreate ? 'receives' : 'does not receive'} ClientMetadata`, () => {
    it('sends again, over the other channel if asked, and uses no attempt', async () => {
      const { pool, outbox, signIn, clock } = await setUp();
      pool.passesMetadataToCreate = passesMetadataToCreate;
      pool.addUser({ ...ann, email, email_verified: 'true' });
      const page = await signIn();
      clock.advance(seconds(31));
      await page.send({ channel: 'email', locale: 'de' });
      assert.equal(page.parameters.channel, 'email');
      assert.equal(page.parameters.attemptsLeft, '3');
      assert.equal(outbox.messages[1]?.to, email);
      assert.match(outbox.messages[1]!.text, /Geben Sie diesen Code ein/);
      await page.answer(wrongCode(outbox.code));
      await page.answer(wrongCode(outbox.code, 2));
      assert.equal(page.parameters.attemptsLeft, '1', 'the round of the send request is not counted later either');
      await page.answer(outbox.code);
      assert.equal(page.outcome, 'tokens');
    });

    it('never leads to tokens, even if its answer is the right code', async () => {
      const { pool, outbox, signIn, clock } = await setUp();
      pool.passesMetadataToCreate = passesMetadataToCreate;
      pool.addUser(ann);
      const page = await signIn();
      clock.advance(seconds(31));
      await page.answer(outbox.code, { request: 'send' });
      assert.equal(page.outcome, 'challenged');
      await page.answer(outbox.code);
      assert.equal(page.outcome, 'tokens', 'the send request did not consume the code');
    });

    it('sends if Cognito takes some seconds to call Create', async () => {
      const { pool, outbox, signIn, clock } = await setUp({ policy: { sendOn: 'request' } });
      pool.passesMetadataToCreate = passesMetadataToCreate;
      pool.addUser(ann);
      const page = await signIn();
      const { invoke } = pool;
      pool.invoke = (trigger, event) => {
        if (trigger === 'createAuthChallenge') clock.advance(seconds(20));
        return invoke(trigger, event);
      };
      await page.send();
      assert.equal(outbox.messages.length, 1);
    });

    it('uses no attempt however often it is repeated; the session ends after nine rounds', async () => {
      const { pool, outbox, signIn } = await setUp();
      pool.passesMetadataToCreate = passesMetadataToCreate;
      pool.addUser(ann);
      const page = await signIn();
      for (let times = 0; times < 7; times++) await page.send();
      assert.equal(page.parameters.attemptsLeft, '3');
      assert.equal(page.parameters.reason, 'rate_limited');
      assert.equal(outbox.messages.length, 1);
      await page.send();
      assert.equal((await page.send()).outcome, 'refused');
    });
  });
}

describe('SendOn=request', () => {
  it('sends nothing at the start and reports not_sent; the first send request sends', async () => {
    const { pool, outbox, signIn } = await setUp({ policy: { sendOn: 'request' } });
    pool.addUser(ann);
    const page = await signIn();
    assert.equal(page.parameters.reason, 'not_sent');
    assert.equal(page.parameters.expiresAt, undefined);
    assert.equal(outbox.messages.length, 0);
    await page.send({ locale: 'de' });
    assert.match(outbox.messages[0]!.text, /Anmeldecode/);
    await page.answer(outbox.code);
    assert.equal(page.outcome, 'tokens');
  });
});

describe('one active challenge per account and destination', () => {
  it('a second session joins it: no second message is sent, and the code works in either session', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const first = await signIn();
    clock.advance(seconds(5));
    const second = await signIn();
    assert.equal(outbox.messages.length, 1);
    assert.equal(second.parameters.expiresAt, first.parameters.expiresAt);
    await second.answer(outbox.code);
    assert.equal(second.outcome, 'tokens');
  });

  it('twenty concurrent sessions send one message and share its code until one of them has used it', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const pages = await Promise.all(Array.from({ length: 20 }, () => signIn()));
    assert.equal(outbox.messages.length, 1);
    await pages[7]!.answer(outbox.code);
    assert.equal(pages[7]!.outcome, 'tokens');
    await pages[8]!.answer(outbox.code);
    assert.equal(pages[8]!.parameters.reason, 'expired');
  });

  it('a send request during the wait sends nothing and gets the time at which the wait ends', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    const start = clock.now();
    clock.advance(seconds(10));
    await page.send();
    assert.equal(page.parameters.reason, 'rate_limited');
    assert.equal(page.parameters.resendAt, String(start + seconds(30)));
    assert.equal(outbox.messages.length, 1);
  });

  it('a send request after the wait resends the same code with the same expiry', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    const { expiresAt } = page.parameters;
    clock.advance(seconds(30));
    await page.send();
    assert.deepEqual(outbox.codes, [outbox.code, outbox.code]);
    assert.equal(page.parameters.expiresAt, expiresAt);
    assert.equal(page.parameters.reason, undefined);
  });

  it('a new code replaces one whose remaining lifetime is too short', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    clock.advance(minutes(4) + 1);
    await page.send();
    assert.notEqual(outbox.codes[0], outbox.codes[1]);
    assert.equal(page.parameters.expiresAt, String(clock.now() + minutes(5)));
    await page.answer(outbox.codes[0]);
    assert.equal(page.outcome, 'challenged', 'the old code is void');
    await page.answer(outbox.codes[1]);
    assert.equal(page.outcome, 'tokens');
  });

  it('the old code keeps working if its replacement cannot be sent', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    const end = page.parameters.expiresAt;
    clock.advance(minutes(4) + 1);
    outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    await page.send();
    assert.equal(page.parameters.reason, 'send_failed');
    assert.equal(page.parameters.expiresAt, end);
    await page.answer(outbox.code);
    assert.equal(page.outcome, 'tokens');
  });

  it('three wrong answers void the code; the next send request brings a new one', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const first = await signIn();
    const second = await signIn();
    for (let by = 1; by <= 3; by++) await first.answer(wrongCode(outbox.code, by));
    assert.equal(first.outcome, 'refused');
    await second.answer(outbox.code);
    assert.equal(second.parameters.reason, 'used_up');
    clock.advance(seconds(30));
    await second.send();
    assert.notEqual(outbox.codes[0], outbox.codes[1]);
    await second.answer(outbox.code);
    assert.equal(second.outcome, 'tokens');
  });
});

describe('public parameters', () => {
  it('contain everything that a page shows', async () => {
    const { pool, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    assert.deepEqual(page.parameters, {
      otp: '1',
      now: String(clock.now()),
      channel: 'sms',
      channels: 'sms email',
      destination: '',
      length: '6',
      attemptsLeft: '3',
      expiresAt: String(clock.now() + minutes(5)),
      resendAt: String(clock.now() + seconds(30)),
    });
  });

  it('count the attempts down and give the reason', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    const seen: [string | undefined, string][] = [];
    for (let by = 1; by <= 2; by++) {
      await page.answer(wrongCode(outbox.code, by));
      seen.push([page.parameters.reason, page.parameters.attemptsLeft]);
    }
    assert.deepEqual(seen, [
      ['wrong_code', '2'],
      ['wrong_code', '1'],
    ]);
  });

  it('show no address if users can have two, whether or not this user exists', async () => {
    const { pool, signIn } = await setUp();
    pool.addUser({ ...ann, email });
    for (const name of [email, 'nobody@example.com', '+447700900555']) {
      assert.equal((await signIn(name)).parameters.destination, '', name);
    }
  });

  it('show the masked address if there is only one channel', async () => {
    const { pool, signIn } = await setUp({ policy: { channels: ['sms'] } });
    pool.addUser(ann);
    assert.equal((await signIn()).parameters.destination, '+44•••••••123');
  });

  it('report that a code has expired', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    clock.advance(minutes(5));
    await page.answer(outbox.code);
    assert.equal(page.parameters.reason, 'expired');
    assert.equal(page.parameters.expiresAt, undefined);
  });
});

describe('attempts', () => {
  it('are three per session, even if the code is replaced in between', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    pool.addUser(ann);
    const page = await signIn();
    await page.answer(wrongCode(outbox.code));
    await page.answer(wrongCode(outbox.code, 2));
    clock.advance(minutes(6));
    await page.send();
    assert.equal(page.parameters.attemptsLeft, '1');
    await page.answer(wrongCode(outbox.code));
    assert.equal(page.outcome, 'refused');
  });
});
