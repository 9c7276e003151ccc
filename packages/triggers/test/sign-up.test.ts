/** The limits of sign-ups in PreSignUp. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { hours } from './support/manual-clock.js';
import { phone, setUp } from './support/set-up.js';

const number = (index: number) => `+4477009${String(10_000 + index)}`;

describe('promise 19: sign-ups', () => {
  it('have a budget that concurrent sign-ups cannot exceed', async () => {
    const { pool, clock } = await setUp({ policy: { signUpsAnHour: 10, signUpsADay: 15 } });
    const flood = (from: number) =>
      Promise.allSettled(Array.from({ length: 60 }, (_, index) => pool.signUp({ phone_number: number(from + index) })));
    const refusals = (await flood(0)).filter((result) => result.status === 'rejected');
    assert.equal(pool.users.length, 10);
    assert.ok(refusals.every(({ reason }) => reason.message === 'sign_up_limited'));
    clock.advance(hours(1));
    await flood(100);
    assert.equal(pool.users.length, 15);
  });

  it('send no message', async () => {
    const { pool, outbox } = await setUp();
    await pool.signUp({ phone_number: phone });
    assert.equal(outbox.messages.length, 0);
  });

  it('accept only attributes on the allow list', async () => {
    const { pool } = await setUp();
    await pool.signUp({ phone_number: phone, locale: 'de' });
    const hostile: Record<string, string>[] = [
      { phone_number_verified: 'true' },
      { 'custom:role': 'admin' },
      { 'custom:otp_closed': '1' },
      { name: 'Ann' },
      { sub: 'other' },
      JSON.parse('{"__proto__": "x"}'),
      JSON.parse('{"constructor": "x"}'),
      JSON.parse('{"toString": "x"}'),
    ];
    for (const [index, more] of hostile.entries()) {
      const attributes = Object.defineProperties(
        { phone_number: number(index) },
        Object.getOwnPropertyDescriptors(more),
      );
      await assert.rejects(pool.signUp(attributes), /^Error: sign_up_refused$/, JSON.stringify(more));
    }
    assert.equal(pool.users.length, 1);
  });

  it('accept only app clients on the allow list, if there is one', async () => {
    const { pool } = await setUp({ policy: { signUpClients: ['client1'] } });
    await pool.signUp({ phone_number: phone });
    pool.clientId = 'client2';
    await assert.rejects(pool.signUp({ phone_number: number(1) }), /^Error: sign_up_refused$/);
  });

  it('are refused with a fixed word while the count cannot be written', async () => {
    const { pool, compose, store } = await setUp();
    pool.triggers = compose({
      store: { ...store, count: () => Promise.reject(new Error('table cognito-otp-Table-1 is gone')) },
    });
    await assert.rejects(pool.signUp({ phone_number: phone }), /^Error: sign_up_unavailable$/);
  });

  it('by an administrator are not changed; those from other trigger sources are refused', async () => {
    const { pool } = await setUp();
    const event = (triggerSource: string) =>
      ({
        triggerSource,
        callerContext: { clientId: 'client1' },
        request: { userAttributes: { phone_number: phone } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      }) as unknown as PreSignUpTriggerEvent;
    const admin = await pool.triggers.preSignUp(event('PreSignUp_AdminCreateUser'));
    assert.equal(admin.response.autoConfirmUser, false);
    await assert.rejects(pool.triggers.preSignUp(event('PreSignUp_ExternalProvider')), /sign_up_refused/);
    await assert.rejects(pool.triggers.preSignUp({} as PreSignUpTriggerEvent), /^Error: sign_up_refused$/);
  });

  it('can be stopped with a kill switch like messages', async () => {
    const { pool, table } = await setUp();
    const { putItem } = await import('./support/table.js');
    await putItem(table, { pk: { S: 'sign-ups' }, stopped: { BOOL: true } });
    await assert.rejects(pool.signUp({ phone_number: phone }), /sign_up_limited/);
  });
});
