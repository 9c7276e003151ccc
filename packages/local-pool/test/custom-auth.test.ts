/** The custom authentication flow. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, control, initiate, lastCode, newPhone, respond, signIn, signUp, start } from './support.js';

describe('custom authentication', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start();
  });
  after(() => pool.close());

  it('signs up a new number, sends a code and issues tokens for it', async () => {
    const phone = newPhone();
    const signedUp = await signUp(pool, phone);
    assert.equal(signedUp.body.UserConfirmed, true);
    const started = await initiate(pool, phone);
    assert.equal(started.body.ChallengeName, 'CUSTOM_CHALLENGE');
    assert.equal(started.body.ChallengeParameters.USERNAME, signedUp.body.UserSub);
    const done = await respond(pool, started, await lastCode(pool, phone));
    assert.equal(done.body.AuthenticationResult.TokenType, 'Bearer');
    const user = await call(pool, 'GetUser', { AccessToken: done.body.AuthenticationResult.AccessToken });
    assert.equal(user.body.Username, signedUp.body.UserSub);
  });

  it('asks again after a wrong code and fails after three', async () => {
    const phone = newPhone();
    await signUp(pool, phone);
    let step = await initiate(pool, phone);
    for (const expected of ['1', '2']) {
      step = await respond(pool, step, 'wrong');
      assert.equal(step.body.ChallengeParameters.round, expected);
    }
    const ended = await respond(pool, step, 'wrong');
    assert.equal(ended.body.__type, 'NotAuthorizedException');
    assert.equal(ended.body.message, 'Incorrect username or password.');
    assert.equal(ended.headers.get('x-amzn-errortype'), 'NotAuthorizedException:');
  });

  it('accepts a session once', async () => {
    const phone = newPhone();
    await signUp(pool, phone);
    const started = await initiate(pool, phone);
    await respond(pool, started, 'wrong');
    const again = await respond(pool, started, await lastCode(pool, phone));
    assert.equal(again.body.message, 'Invalid session for the user, session can only be used once.');
  });

  it('lets exactly one of several concurrent answers use a session', async () => {
    const phone = newPhone();
    await signUp(pool, phone);
    const started = await initiate(pool, phone);
    const code = await lastCode(pool, phone);
    const answers = await Promise.all(Array.from({ length: 5 }, () => respond(pool, started, code)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  it('expires a session after its validity, by the advanced clock', async () => {
    const phone = newPhone();
    await signUp(pool, phone);
    const started = await initiate(pool, phone);
    await control(pool, 'POST', '/clock', { advanceMs: 5 * 60_000 });
    const late = await respond(pool, started, await lastCode(pool, phone));
    await control(pool, 'DELETE', '/clock');
    assert.equal(late.body.message, 'Invalid session for the user, session is expired.');
  });

  it('responds to an unknown number as to a known one', async () => {
    const known = newPhone();
    await signUp(pool, known);
    const [one, other] = [await initiate(pool, known), await initiate(pool, newPhone())];
    assert.equal(other.status, 200);
    assert.deepEqual(Object.keys(other.body.ChallengeParameters), Object.keys(one.body.ChallengeParameters));
    assert.match(other.body.ChallengeParameters.USERNAME, /^[0-9a-f-]{36}$/);
    const wrong = await respond(pool, other, '000000');
    assert.equal(wrong.body.ChallengeName, 'CUSTOM_CHALLENGE');
  });

  it('reports a missing answer without using up the session', async () => {
    const phone = newPhone();
    await signUp(pool, phone);
    const started = await initiate(pool, phone);
    const empty = await respond(pool, started, '');
    assert.deepEqual(empty.body, { __type: 'InvalidParameterException', message: 'Missing required parameter ANSWER' });
    const done = await respond(pool, started, await lastCode(pool, phone));
    assert.equal(done.status, 200);
  });

  it('refuses a number that is in use and an invalid number', async () => {
    const { phone } = await signIn(pool);
    const taken = await signUp(pool, phone);
    assert.equal(taken.body.__type, 'UsernameExistsException');
    const none = await signUp(pool, '12345');
    assert.equal(none.body.message, 'Username should be either an email or a phone number.');
  });
});
