/** The limits of sign-ups in PreSignUp. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { countSignUp, isSignUpOfTriggers } from '../src/flows/count-sign-up.js';
import { hours, ManualClock, seconds } from './support/manual-clock.js';
import { recordingStore } from './support/recording-store.js';
import { phone, setUp } from './support/set-up.js';
import { itemsOf, keepTablesInMemory } from './support/table.js';

keepTablesInMemory();

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

  it('count created accounts: neither existing names nor repeated calls of the trigger', async () => {
    const { pool, table, clock, logged } = await setUp({ policy: { signUpsAnHour: 3, signUpsADay: 3 } });
    pool.addUser({ phone_number: phone, phone_number_verified: 'true' });
    pool.addUser({ email: 'ann@example.com', phone_number: number(99) });
    const names = [{ phone_number: phone }, { email: 'ann@example.com' }, { phone_number: number(99) }];
    for (let index = 0; index < 300; index++) {
      await assert.rejects(pool.signUp({ ...names[index % 3]! }), /^Error: UsernameExistsException$/);
    }
    assert.deepEqual([await itemsOf(table), logged], [[], []], 'nothing is counted');
    // Cognito calls a trigger again that has not answered in time, with the same event.
    const { invoke } = pool;
    pool.invoke = async (...event) => {
      await invoke(...event);
      clock.advance(seconds(5));
      await invoke(...event);
      clock.advance(seconds(5));
      return invoke(...event);
    };
    for (const index of [0, 1, 2]) await pool.signUp({ phone_number: number(index) });
    assert.equal(pool.users.length, 5);
    assert.deepEqual([...new Set(logged.map(({ event }) => event))], ['sign_up']);
    assert.equal(logged.length, 9, 'each call is answered in the same way');
    const counter = (await itemsOf(table)).find(({ pk }) => (pk as { S: string }).S === 'sign-ups');
    assert.deepEqual([counter?.hourCount, counter?.dayCount], [{ N: '3' }, { N: '3' }]);
    await assert.rejects(pool.signUp({ phone_number: number(3) }), /^Error: sign_up_limited$/);
    const marks = (await itemsOf(table)).filter(({ pk }) => (pk as { S: string }).S.startsWith('sign-up#'));
    assert.equal(marks.length, 3, 'a refused sign-up is not marked as counted');
    await assert.rejects(pool.signUp({ phone_number: phone }), /^Error: UsernameExistsException$/, 'still answered');
  });

  it('are counted if the name cannot be looked up, and if the address is only an alias of an account', async () => {
    const { pool, compose, logged } = await setUp({ policy: { signUpsAnHour: 2 } });
    const users = (isTaken: () => Promise<boolean>) => ({
      isTaken,
      setAttributes: pool.setAttributes.bind(pool),
      removeAttributes: pool.removeAttributes.bind(pool),
      replacePassword: pool.replacePassword.bind(pool),
    });
    pool.triggers = compose({ users: users(() => Promise.reject(new Error('TooManyRequestsException'))) });
    await pool.signUp({ phone_number: number(0) });
    assert.deepEqual(
      logged.map(({ event }) => event),
      ['sign_up_lookup_failed', 'sign_up'],
    );
    assert.deepEqual(logged[0]?.fields, { why: 'Error' });
    pool.triggers = compose({ users: users(async () => false) });
    await pool.signUp({ phone_number: number(1) });
    await assert.rejects(pool.signUp({ phone_number: number(2) }), /^Error: sign_up_limited$/);
  });

  it('are counted on an item that never expires, so that its kill switch outlasts weeks without traffic', async () => {
    const clock = new ManualClock();
    const { store, counted } = recordingStore(clock);
    const { pool } = await setUp({ clock, store, policy: { signUpsAnHour: 7, signUpsADay: 9 } });
    await pool.signUp({ phone_number: phone });
    assert.deepEqual(counted, [['sign-ups', 1, true, { hour: 7, day: 9 }]]);
  });

  it('tell a name that is taken from a sign-up that is counted', async () => {
    const clock = new ManualClock();
    const { store, counted } = recordingStore(clock);
    const count = (taken: boolean) =>
      countSignUp(
        { userPoolId: 'pool', username: `user-${taken}`, address: phone, locale: undefined, isRemembered: false },
        { hour: 1, day: 1 },
        { store, users: { isTaken: async () => taken }, clock, log: () => {} },
        new AbortController().signal,
      );
    assert.deepEqual([await count(true), counted], [{ kind: 'taken' }, []]);
    assert.deepEqual(await count(false), { kind: 'counted' });
  });

  it('count again a minute later with the same name, and are remembered for as long as any user pool is used', async () => {
    const clock = new ManualClock();
    const { store, counted } = recordingStore(clock);
    const { signal } = new AbortController();
    const count = (username: string, isRemembered: boolean) =>
      countSignUp(
        { userPoolId: 'pool', username, address: phone, locale: undefined, isRemembered },
        { hour: 9, day: 9 },
        { store, users: { isTaken: async () => false }, clock, log: () => {} },
        signal,
      );
    for (const wait of [0, 59_999, 1]) {
      clock.advance(wait);
      assert.deepEqual(await count('ann', true), { kind: 'counted' });
    }
    assert.equal(counted.length, 2);
    await count('bob', false);
    const isOurs = (username: string) => isSignUpOfTriggers('pool', username, { store }, signal);
    assert.deepEqual([await isOurs('ann'), await isOurs('bob'), await isOurs('other')], [true, true, false]);
    clock.advance(hours(24 * 365 * 50));
    assert.deepEqual([await isOurs('ann'), await isOurs('bob')], [true, false]);
  });

  it('look up no name that Cognito would not accept, and none of a sign-up that is refused anyway', async () => {
    const { pool, logged } = await setUp();
    await assert.rejects(pool.signUp({ phone_number: phone, name: 'Ann' }), /^Error: sign_up_refused$/);
    const [longest, tooLong] = [116, 117].map((length) => `${'a'.repeat(length)}@example.com`);
    await pool.signUp({ email: tooLong! });
    assert.deepEqual([pool.lookups, logged.at(-1)?.event], [[], 'sign_up']);
    await pool.signUp({ email: longest! });
    assert.deepEqual(pool.lookups, [longest]);
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

  it('are refused with an address that gets no codes', async () => {
    for (const [channels, accepted, refused] of [
      [['email'], { email: 'ann@example.com' }, { phone_number: phone }],
      [['sms'], { phone_number: phone }, { email: 'ann@example.com' }],
    ] as const) {
      const { pool, table } = await setUp({ policy: { channels } });
      await assert.rejects(pool.signUp({ ...refused }), /^Error: sign_up_refused$/);
      assert.deepEqual(await itemsOf(table), [], 'nothing is counted');
      await pool.signUp({ ...accepted });
    }
  });

  it('are refused with a fixed word while the count cannot be written', async () => {
    const { pool, compose, store } = await setUp();
    pool.triggers = compose({
      store: { ...store, count: () => Promise.reject(new Error('table cognito-otp-Table-1 is gone')) },
    });
    await assert.rejects(pool.signUp({ phone_number: phone }), /^Error: sign_up_unavailable$/);
  });

  it('by an administrator or an identity provider are not changed; those from other trigger sources are refused', async () => {
    const { pool } = await setUp();
    const event = (triggerSource: string) =>
      ({
        triggerSource,
        userName: 'ann',
        callerContext: { clientId: 'client1' },
        request: { userAttributes: { phone_number: phone } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      }) as unknown as PreSignUpTriggerEvent;
    const admin = await pool.triggers.preSignUp(event('PreSignUp_AdminCreateUser'));
    assert.equal(admin.response.autoConfirmUser, false);
    const federated = event('PreSignUp_ExternalProvider');
    assert.deepEqual(await pool.triggers.preSignUp(structuredClone(federated)), federated);
    await assert.rejects(pool.triggers.preSignUp(event('PreSignUp_Unknown')), /sign_up_refused/);
    await assert.rejects(pool.triggers.preSignUp({} as PreSignUpTriggerEvent), /^Error: sign_up_refused$/);
  });

  it('can be stopped with a kill switch like messages', async () => {
    const { pool, table } = await setUp();
    const { putItem } = await import('./support/table.js');
    await putItem(table, { pk: { S: 'sign-ups' }, stopped: { BOOL: true } });
    await assert.rejects(pool.signUp({ phone_number: phone }), /sign_up_limited/);
  });
});
