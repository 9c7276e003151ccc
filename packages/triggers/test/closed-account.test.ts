/** Accounts that an operator has closed with `custom:otp_closed`, in all triggers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isClosed } from '../src/domain/closed-account.js';
import { personFromEvent } from '../src/domain/person.js';
import { deriveStoredCode } from './support/derive-stored-code.js';
import { minutes, seconds } from './support/manual-clock.js';
import { email, phone, setUp } from './support/set-up.js';
import type { TriggerName, User } from './support/user-pool.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };
const close = (user: User) => {
  user.attributes['custom:otp_closed'] = 'ticket 4711';
};
const open = (user: User) => {
  delete user.attributes['custom:otp_closed'];
};

describe('custom:otp_closed', () => {
  it('closes an account with any value except an empty string', () => {
    const there = ['1', 'false', ' ', '\0', 'x'.repeat(1_000_000), 0, false, null, [], [''], {}, { __proto__: '' }];
    for (const value of there) assert.equal(isClosed({ sub: 's', 'custom:otp_closed': value }), true, typeof value);
    assert.equal(isClosed(JSON.parse('{"custom:otp_closed": {"__proto__": ""}}')), true);
    assert.equal(isClosed({ sub: 's', 'custom:otp_closed': '' }), false);
    assert.equal(isClosed({ sub: 's' }), false);
    for (const other of ['otp_closed', 'dev:custom:otp_closed', 'custom:OTP_CLOSED', 'custom:otp_closed ']) {
      assert.equal(isClosed({ [other]: '1' }), false, other);
    }
  });

  it('closes no account if it is only an inherited property', () => {
    assert.equal(isClosed(Object.create({ 'custom:otp_closed': '1' })), false);
    assert.equal(isClosed(JSON.parse('{"__proto__": {"custom:otp_closed": "1"}}')), false);
    assert.equal(isClosed(JSON.parse('{"__proto__": "x", "custom:otp_closed": "1"}')), true);
  });

  it('is assumed to be set if an event has no attributes', () => {
    for (const none of [undefined, null, '', 'custom:otp_closed', 7, true]) assert.equal(isClosed(none), true);
  });
});

describe('an account that an operator has closed', () => {
  it('is handled like an unknown user, with its own addresses and sub', () => {
    const userAttributes = { sub: 'sub-1', ...ann, email, locale: 'de', 'custom:otp_closed': '1' };
    const closed = personFromEvent({ userName: 'name', request: { userAttributes, userNotFound: false } });
    assert.deepEqual(closed, {
      canReceiveCode: false,
      sub: 'sub-1',
      verified: new Set(),
      addresses: { sms: phone, email },
    });
    const unknown = personFromEvent({ userName: phone, request: { userAttributes: {}, userNotFound: true } });
    assert.deepEqual(Object.keys(closed), Object.keys(unknown));
  });

  it('accepts no code, not even the one that can be derived from its record', async () => {
    const environment = await setUp();
    const { pool, outbox, signIn } = environment;
    const user = pool.addUser({ ...ann });
    close(user);
    const page = await signIn();
    assert.equal(page.parameters.reason, undefined, 'it gets the same response as a successful send');
    const account = { sub: user.username, channel: 'sms', canReceiveCode: false } as const;
    const code = await deriveStoredCode(environment, page, account);
    assert.equal((await page.answer(code)).parameters.reason, 'wrong_code');
    assert.equal(outbox.messages.length, 0);
  });

  /** The outcome of a sign-in whose account is closed just before a trigger runs in its last step. */
  for (const [trigger, outcome] of [
    ['verifyAuthChallengeResponse', 'challenged'],
    ['defineAuthChallenge', 'refused'],
    ['postAuthentication', /^Error: sign_in_refused$/],
  ] as [TriggerName, string | RegExp][]) {
    it(`gets no tokens if it is closed after the message was sent, just before ${trigger}`, async () => {
      for (const attributes of [ann, { email, email_verified: 'true' }, { phone_number: phone }]) {
        const { pool, outbox, signIn } = await setUp();
        const user = pool.addUser({ ...attributes });
        const page = await signIn(user.username);
        const { invoke } = pool;
        pool.invoke = (name, event) => {
          if (name === trigger) close(user);
          const request = { ...(event.request as object), userAttributes: { ...user.attributes } };
          return invoke(name, { ...event, request });
        };
        const answer = page.answer(outbox.code);
        if (typeof outcome === 'string') assert.equal((await answer).outcome, outcome);
        else await assert.rejects(answer, outcome);
        assert.equal(pool.adminCalls.length, 0, 'no address is marked as verified');
      }
    });
  }

  it('is refused by PostAuthentication before anything is read, whichever flow led there', async () => {
    const { pool, compose, store } = await setUp();
    const read: string[] = [];
    const recordingRead: typeof store.read = (key, signal) => {
      read.push(key);
      return store.read(key, signal);
    };
    pool.triggers = compose({ store: { ...store, read: recordingRead } });
    const event = (userAttributes: unknown) => ({
      userName: 'name',
      userPoolId: pool.id,
      callerContext: { clientId: 'another' },
      request: { userAttributes },
    });
    const refused = (userAttributes: unknown) =>
      assert.rejects(pool.triggers.postAuthentication(event(userAttributes) as never), /^Error: sign_in_refused$/);
    await refused({ sub: 'name', ...ann, 'custom:otp_closed': '1' });
    await refused({ sub: 'name', phone_number: phone, 'custom:otp_closed': ['1'] });
    await refused(undefined);
    assert.deepEqual(read, []);
    await pool.triggers.postAuthentication(event({ sub: 'name', ...ann, 'custom:otp_closed': '' }) as never);
  });

  it('gets the same reply to a right password as to a wrong one, before and after a code was sent', async () => {
    const { pool, outbox, signIn } = await setUp({ policy: { factorOrder: 'password-then-otp' } });
    const user = pool.addUser({ ...ann });
    const started = await signIn(phone, { srp: true });
    await started.answer('right');
    close(user);
    assert.equal((await started.answer(outbox.code)).outcome, 'refused');
    assert.equal(outbox.messages.length, 1);
    for (const password of ['right', 'wrong']) {
      const page = await signIn(phone, { srp: true });
      assert.equal(page.round.challengeName, 'PASSWORD_VERIFIER');
      assert.equal((await page.answer(password)).outcome, 'refused', password);
    }
    assert.equal(outbox.messages.length, 1);
  });

  it('is unchanged once it is open again: its last code works, and requests in the meantime have used up nothing', async () => {
    const { pool, outbox, signIn, clock } = await setUp();
    const user = pool.addUser({ ...ann });
    const page = await signIn();
    const { round } = page;
    close(user);
    for (const guesses of [3, 2]) {
      const attackerPage = await signIn();
      for (let guess = 0; guess < guesses; guess++) await attackerPage.answer(`00000${guess}`);
      clock.advance(seconds(31));
    }
    assert.equal((await signIn()).parameters.reason, 'locked', 'like an unknown user');
    assert.equal(outbox.messages.length, 1);
    open(user);
    assert.ok('tokens' in (await pool.answer(phone, round, outbox.code)));
    const next = await signIn();
    assert.equal(next.parameters.reason, undefined);
    assert.equal(outbox.messages.length, 2);
    assert.equal((await next.answer(outbox.code)).outcome, 'tokens');
  });

  it('uses nothing of the budgets that accounts share', async () => {
    const policy = { poolSendsAnHour: 1, rangeSendsAnHour: 1, sendsADay: 50 };
    const { pool, outbox, signIn, clock } = await setUp({ policy });
    close(pool.addUser({ ...ann }));
    pool.addUser({ phone_number: '+447700900124' });
    for (let times = 0; times < 3; times++) {
      assert.equal((await signIn()).parameters.reason, undefined);
      clock.advance(minutes(6));
    }
    assert.equal((await signIn('+447700900124')).parameters.reason, undefined);
    assert.equal(outbox.messages.length, 1);
  });
});
