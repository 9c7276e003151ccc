/** The limits for messages that Cognito itself sends. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CustomMessageTriggerEvent } from 'aws-lambda';
import { hours, minutes, seconds } from './support/manual-clock.js';
import { phone, setUp } from './support/set-up.js';
import { itemsOf, putItem } from './support/table.js';

const change = 'CustomMessage_UpdateUserAttribute';
/** A message that goes to an address the user has proved: after an administrator's AdminResetUserPassword, for example. */
const reset = 'CustomMessage_ForgotPassword';
const changesAllowed = { policy: { addressChange: 'on' } } as const;

/** The event for a message that Cognito itself is about to send. */
const eventOf = (userName: string, triggerSource: string = change) =>
  ({
    version: '1',
    triggerSource,
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_pool',
    userName,
    callerContext: { awsSdkVersion: '1', clientId: 'client1' },
    request: {
      userAttributes: { sub: userName, phone_number: phone },
      codeParameter: '{####}',
      usernameParameter: null,
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  }) as unknown as CustomMessageTriggerEvent;

const outcomes = async (work: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(work);
  const refusals = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.message as string] : []));
  return { allowed: settled.length - refusals.length, refusals: [...new Set(refusals)] };
};

describe('promises 12 to 14: messages that Cognito itself sends', () => {
  it('are limited to 1 in 30 s, 3 in 10 minutes and 6 a day per user, even for concurrent requests', async () => {
    const { pool, clock } = await setUp(changesAllowed);
    const { customMessage } = pool.triggers;
    const ask = () => outcomes(Array.from({ length: 20 }, () => customMessage(eventOf('ann'))));
    assert.deepEqual(await ask(), { allowed: 1, refusals: ['message_limited'] });
    let allowed = 1;
    for (let passed = 0; passed < 20; passed++) {
      clock.advance(seconds(30));
      allowed += (await ask()).allowed;
    }
    assert.equal(allowed, 4, 'three in ten minutes, and a fourth after that');
    for (let passed = 0; passed < 14; passed++) {
      clock.advance(hours(1));
      allowed += (await ask()).allowed;
    }
    assert.equal(allowed, 6);
    assert.equal((await outcomes([customMessage(eventOf('bob'))])).allowed, 1, 'other users have their own budget');
  });

  it('count against the budget of the pool; a user refused by that budget keeps their own', async () => {
    const { pool, signIn, clock, outbox } = await setUp({ policy: { poolSendsAnHour: 5, reservedPercent: 0 } });
    const { customMessage } = pool.triggers;
    const all = Array.from({ length: 40 }, (_, index) => customMessage(eventOf(`user${index}`, reset)));
    assert.deepEqual(await outcomes(all), { allowed: 5, refusals: ['message_limited'] });
    pool.addUser({ phone_number: phone });
    assert.equal((await signIn()).parameters.reason, 'rate_limited', 'a code counts against the same budget');
    assert.equal(outbox.messages.length, 0);
    clock.advance(minutes(60));
    const again = Array.from({ length: 5 }, (_, index) => customMessage(eventOf(`user${35 + index}`, reset)));
    assert.equal((await outcomes(again)).allowed, 5);
  });

  it('are stopped by the kill switch', async () => {
    const { pool, table } = await setUp(changesAllowed);
    await putItem(table, { pk: { S: 'sends' }, stopped: { BOOL: true } });
    const { customMessage } = pool.triggers;
    for (const source of [change, reset]) {
      const refused = await outcomes([customMessage(eventOf('ann', source))]);
      assert.deepEqual(refused, { allowed: 0, refusals: ['message_limited'] }, source);
    }
  });

  it('are refused with a fixed word while the table is unavailable', async () => {
    const { compose, store } = await setUp(changesAllowed);
    const unavailable = () => Promise.reject(new Error('table cognito-otp-Table-1 is gone'));
    for (const broken of [{ read: unavailable }, { write: unavailable }, { count: unavailable }]) {
      const { customMessage } = compose({ store: { ...store, ...broken } });
      assert.deepEqual(await outcomes([customMessage(eventOf('ann'))]), {
        allowed: 0,
        refusals: ['message_unavailable'],
      });
    }
    const { customMessage } = compose();
    for (const event of [{}, null, eventOf(7 as never), eventOf('x'.repeat(1_000_000))]) {
      assert.equal((await outcomes([customMessage(event as never)])).allowed, 0);
    }
  });

  it('keep the text of the pool; invitations by an administrator are not limited', async () => {
    const { pool, table } = await setUp(changesAllowed);
    const { customMessage } = pool.triggers;
    const invitation = eventOf('ann', 'CustomMessage_AdminCreateUser');
    assert.deepEqual(await customMessage(structuredClone(invitation)), invitation);
    assert.deepEqual(await itemsOf(table), []);
    assert.deepEqual(await customMessage(eventOf('ann')), eventOf('ann'));
  });

  it('that verify changed addresses may use a tenth of the budget of the pool; a refused one uses nothing', async () => {
    const { pool, table } = await setUp({
      policy: { reservedPercent: 0, addressChange: 'on', poolSendsAnHour: 30, poolSendsADay: 50 },
    });
    const { customMessage } = pool.triggers;
    const sources = [change, 'CustomMessage_VerifyUserAttribute'];
    const all = Array.from({ length: 20 }, (_, index) => customMessage(eventOf(`user${index}`, sources[index % 2])));
    assert.deepEqual(await outcomes(all), { allowed: 3, refusals: ['message_limited'] });
    const counted = JSON.stringify((await itemsOf(table)).filter(({ hourCount }) => hourCount));
    assert.equal(counted.match(/"hourCount":\{"N":"3"\}/g)?.length, 2, counted);
    const others = Array.from({ length: 40 }, (_, index) => customMessage(eventOf(`user${index + 50}`, reset)));
    assert.equal((await outcomes(others)).allowed, 27, 'the rest of the budget is left for other messages');
    const [spent] = (await outcomes([customMessage(eventOf('zoe', change))])).refusals;
    assert.equal(spent, 'message_limited');
  });

  it('have at least one change of an address an hour, however small the budget of the pool is', async () => {
    const { pool } = await setUp({
      policy: { reservedPercent: 0, addressChange: 'on', poolSendsAnHour: 1, poolSendsADay: 2 },
    });
    assert.equal((await outcomes([pool.triggers.customMessage(eventOf('ann'))])).allowed, 1);
  });
});

describe('promise 15b: changes of addresses', () => {
  it('are refused by default, before anything is counted or read', async () => {
    const { pool, table, logged } = await setUp();
    for (const source of [change, 'CustomMessage_VerifyUserAttribute']) {
      const all = Array.from({ length: 8 }, (_, index) => pool.triggers.customMessage(eventOf(`user${index}`, source)));
      assert.deepEqual(await outcomes(all), { allowed: 0, refusals: ['address_change_refused'] }, source);
    }
    assert.deepEqual(await itemsOf(table), []);
    assert.deepEqual([...new Set(logged.map(({ event }) => event))], ['address_change_refused']);
  });

  it('are refused for malformed events, too', async () => {
    const { pool } = await setUp();
    for (const event of [
      { triggerSource: change },
      { triggerSource: change, userName: 7 },
      { ...eventOf('ann'), request: null },
    ]) {
      const { refusals } = await outcomes([pool.triggers.customMessage(event as never)]);
      assert.deepEqual(refusals, ['address_change_refused']);
    }
  });

  it('do not affect other messages of Cognito', async () => {
    const { pool } = await setUp();
    for (const source of [reset, 'CustomMessage_Authentication', 'CustomMessage_AdminCreateUser']) {
      assert.equal((await outcomes([pool.triggers.customMessage(eventOf(source, source))])).allowed, 1, source);
    }
  });
});
