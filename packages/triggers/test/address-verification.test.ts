/** When an address counts as verified, and what the first proof of it removes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hours, seconds } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';

const verified = { phone_number: phone, phone_number_verified: 'true' };
const passwordless = { 'cognito:user_status': 'CONFIRMED' };

describe('promise 22: an address is verified only after proof', () => {
  it('a sign-up confirms the user and verifies nothing; the first right code verifies the address it was sent to', async () => {
    const { pool, outbox, signIn } = await setUp();
    const user = await pool.signUp({ phone_number: phone });
    assert.equal(user.attributes.phone_number_verified, undefined);
    const page = await signIn();
    await page.answer('000000');
    assert.equal(user.attributes.phone_number_verified, undefined);
    await page.answer(outbox.code);
    assert.equal(user.attributes.phone_number_verified, 'true');
    assert.equal(user.attributes.email_verified, undefined);
  });

  it('a code sent by email does not verify the phone number', async () => {
    const { pool, outbox, signIn } = await setUp();
    const user = pool.addUser({ phone_number: phone, email, ...passwordless });
    const page = await signIn(phone);
    await page.send({ channel: 'email' });
    assert.equal(outbox.messages.at(-1)?.to, email);
    await page.answer(outbox.code);
    assert.equal(user.attributes.email_verified, 'true');
    assert.equal(user.attributes.phone_number_verified, undefined);
  });

  it('a code does not verify an address that changed after the answer', async () => {
    const { pool, outbox, signIn } = await setUp();
    const user = pool.addUser({ phone_number: phone, ...passwordless });
    const page = await signIn(user.username);
    const { invoke } = pool;
    pool.invoke = async (trigger, event) => {
      if (trigger === 'postAuthentication') {
        const request = event.request as { userAttributes: Record<string, string> };
        return invoke(trigger, {
          ...event,
          request: { userAttributes: { ...request.userAttributes, phone_number: '+447700900999' } },
        });
      }
      return invoke(trigger, event);
    };
    await assert.rejects(page.answer(outbox.code), /^Error: sign_in_refused$/);
    assert.equal(user.attributes.phone_number_verified, undefined);
  });

  it('a sign-up with two addresses is refused, so that it cannot take over an alias', async () => {
    const { pool } = await setUp();
    pool.addUser({ phone_number: phone, email, email_verified: 'true', phone_number_verified: 'true' });
    await assert.rejects(pool.signUp({ phone_number: '+447700900124', email }), /^Error: sign_up_refused$/);
    await assert.rejects(pool.signUp({}), /^Error: sign_up_refused$/);
    assert.equal(pool.users.length, 1);
  });

  it('AutoVerify=at-sign-up verifies the one address without proof', async () => {
    const { pool } = await setUp({ policy: { autoVerify: 'at-sign-up' } });
    const user = await pool.signUp({ email });
    assert.equal(user.attributes.email_verified, 'true');
    assert.equal(user.attributes.phone_number_verified, undefined);
  });
});

describe('promise 23: the first proof of a phone number removes what a squatter has set', () => {
  const squatted = { policy: { signUpAttributes: ['name', 'locale'] } };

  it('replaces the password and removes other attributes, and ends no session, which would end the one that begins', async () => {
    const { pool, outbox, signIn } = await setUp(squatted);
    const user = await pool.signUp({ phone_number: phone, name: 'Mallory', locale: 'en' });
    const page = await signIn();
    await page.answer(outbox.code);
    assert.equal(page.outcome, 'tokens');
    assert.deepEqual(pool.adminCalls, ['remove name', 'replace password', 'set phone_number_verified']);
    assert.equal(user.attributes.name, undefined);
    assert.equal(user.attributes.locale, 'en');
  });

  it('keeps what FirstProofResets says, for user pools whose users have passwords', async () => {
    for (const [firstProofResets, calls] of [
      ['attributes', ['remove name', 'set phone_number_verified']],
      ['nothing', ['set phone_number_verified']],
    ] as const) {
      const { pool, outbox, signIn } = await setUp({ policy: { ...squatted.policy, firstProofResets } });
      await pool.signUp({ phone_number: phone, name: 'Ann' });
      assert.equal((await (await signIn()).answer(outbox.code)).outcome, 'tokens');
      assert.deepEqual(pool.adminCalls, calls, firstProofResets);
    }
  });

  it('is not required of accounts that may sign in by other flows', async () => {
    const { pool } = await setUp({ policy: { firstProofResets: 'nothing' } });
    const user = await pool.signUp({ phone_number: phone });
    const event = { userPoolId: pool.id, userName: user.username, request: { userAttributes: user.attributes } };
    assert.deepEqual(await pool.triggers.postAuthentication(event as never), event);
  });

  it('happens once: what the owner sets later is kept', async () => {
    const { pool, outbox, signIn, clock } = await setUp(squatted);
    const user = await pool.signUp({ phone_number: phone });
    await (await signIn()).answer(outbox.code);
    user.attributes.name = 'Ann';
    pool.adminCalls.length = 0;
    clock.advance(hours(1));
    await (await signIn()).answer(outbox.code);
    assert.deepEqual(pool.adminCalls, []);
    assert.equal(user.attributes.name, 'Ann');
  });

  it('a sign-up with an email address next to the phone number of the victim is refused', async () => {
    const { pool } = await setUp(squatted);
    await assert.rejects(pool.signUp({ phone_number: phone, email: 'mallory@example.com' }), /sign_up_refused/);
  });

  it('refuses the sign-in if a step fails, and completes it at the next sign-in', async () => {
    for (const step of ['removeAttributes', 'replacePassword', 'setAttributes'] as const) {
      const { pool, outbox, signIn, compose, clock } = await setUp(squatted);
      const user = await pool.signUp({ phone_number: phone, name: 'Mallory' });
      const directory = {
        isTaken: pool.isTaken.bind(pool),
        setAttributes: pool.setAttributes.bind(pool),
        removeAttributes: pool.removeAttributes.bind(pool),
        replacePassword: pool.replacePassword.bind(pool),
      };
      pool.triggers = compose({
        users: { ...directory, [step]: () => Promise.reject(new Error('TooManyRequestsException: x')) },
      });
      const page = await signIn();
      await assert.rejects(page.answer(outbox.code), /^Error: sign_in_unavailable$/);
      assert.equal(user.attributes.phone_number_verified, undefined);
      pool.triggers = compose();
      clock.advance(seconds(31));
      const next = await signIn();
      await next.answer(outbox.code);
      assert.equal(next.outcome, 'tokens');
      assert.equal(user.attributes.phone_number_verified, 'true');
      assert.equal(user.attributes.name, undefined);
    }
  });

  it('keeps accounts that an administrator created, and passwords that are a factor', async () => {
    const { pool, outbox, signIn } = await setUp(squatted);
    pool.addUser({ phone_number: phone, name: 'Ann', 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' });
    await (await signIn()).answer(outbox.code);
    assert.deepEqual(pool.adminCalls, ['set phone_number_verified']);

    const second = await setUp({ policy: { factorOrder: 'password-then-otp' } });
    second.pool.addUser({ phone_number: phone, ...passwordless });
    const page = await second.signIn(phone, { srp: true });
    await page.answer('right');
    await page.answer(second.outbox.code);
    assert.equal(page.outcome, 'tokens');
    assert.deepEqual(second.pool.adminCalls, ['set phone_number_verified']);
  });

  it('refuses every sign-in without a proof to an account that has none yet, and to no other account', async () => {
    const event = (userAttributes: Record<string, string>) => ({
      userName: 'ann',
      userPoolId: 'eu-west-1_testPool1',
      callerContext: { clientId: 'another' },
      request: { userAttributes: { sub: 'ann', ...userAttributes } },
    });
    const signedUp = [
      { phone_number: phone, ...passwordless },
      { email, ...passwordless },
      { phone_number: phone, phone_number_verified: 'false', email, email_verified: 'false', ...passwordless },
      { phone_number: phone },
    ];
    for (const attributes of signedUp) {
      const { pool } = await setUp();
      const signIn = pool.triggers.postAuthentication(event(attributes) as never);
      await assert.rejects(signIn, /^Error: sign_in_refused$/, JSON.stringify(attributes));
      assert.deepEqual(pool.adminCalls, []);
    }
    const others = [
      { ...verified, ...passwordless },
      { ...verified, email, ...passwordless },
      { phone_number: phone, 'cognito:user_status': 'FORCE_CHANGE_PASSWORD' },
      { email, email_verified: 'false', 'cognito:user_status': 'EXTERNAL_PROVIDER' },
    ];
    for (const attributes of others) {
      const { pool } = await setUp();
      await pool.triggers.postAuthentication(event(attributes) as never);
      assert.deepEqual(pool.adminCalls, []);
    }
  });

  it('lets in a user with one verified address if marking the other one fails', async () => {
    const { pool, outbox, signIn, compose } = await setUp();
    pool.addUser({ ...verified, email });
    pool.triggers = compose({ users: { ...pool, setAttributes: () => Promise.reject(new Error('down')) } as never });
    const page = await signIn();
    await page.send({ channel: 'email' });
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });
});

describe('promise 22b: what is marked verified is exactly the text that was proved', () => {
  const lookalikes = [
    '\u200bann@example.com',
    'ann@exam\u00adple.com',
    'ann\u202e@example.com',
    'ann@\u2066example.com',
    'ａｎｎ@example.com',
    'ann@ⓔxample.com',
    'ann@example.com\u0000',
    'a\tnn@example.com',
    ' ann@example.com',
    'ann@example。com',
    'ﬁne@example.com',
    'ann@\u{e0061}example.com',
  ];

  it('sends no code to an address that only looks like another one', async () => {
    for (const address of lookalikes) {
      const { pool, outbox, signIn } = await setUp();
      const user = pool.addUser({ email: address });
      const page = await signIn(user.username);
      assert.equal(page.parameters.reason, 'unsupported', JSON.stringify(address));
      assert.deepEqual(outbox.messages, []);
    }
  });

  it('sends the code to the address as it is spelled, with one budget for upper and lower case', async () => {
    const { pool, outbox, signIn } = await setUp();
    const users = ['Ann.Lee@Example.com', 'ann.lee@example.com'].map((address) => pool.addUser({ email: address }));
    const page = await signIn(users[0]!.username);
    assert.deepEqual(
      outbox.messages.map(({ to }) => to),
      ['Ann.Lee@Example.com'],
    );
    await signIn(users[1]!.username);
    assert.equal(outbox.messages.length, 1);
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
    assert.equal(users[0]!.attributes.email_verified, 'true');
  });
});
