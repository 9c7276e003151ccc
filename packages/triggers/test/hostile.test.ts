/** Malformed and forged events, which must fail closed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { email, phone, setUp } from './support/set-up.js';
import type { TriggerName } from './support/user-pool.js';

const fixedWords =
  /^(event_malformed|sign_up_refused|sign_up_limited|sign_up_unavailable|sign_in_refused|sign_in_unavailable)$/;
const runs = Number(process.env.FUZZ_RUNS ?? 150);

const triggers: TriggerName[] = [
  'preSignUp',
  'defineAuthChallenge',
  'createAuthChallenge',
  'verifyAuthChallengeResponse',
  'postAuthentication',
];

describe('hostile events fail closed, with fixed error words', () => {
  it('any value in any field, missing fields and additional fields never lead to tokens', async () => {
    const { pool, outbox } = await setUp();
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('send', '__proto__', 'constructor', phone, email, '1', 'sms', 'true', 'CUSTOM_CHALLENGE'),
      fc.constant('x'.repeat(1_000_000)),
    );
    const value: fc.Arbitrary<unknown> = fc.oneof(
      { depthSize: 'small' },
      text,
      fc.constantFrom(null, undefined, 0, -1, 1e308, true, false),
      fc.array(text, { maxLength: 2 }),
      fc.dictionary(
        fc.oneof(text, fc.constantFrom('request', 'otp', 'round', 'channel', 'destination', 'custom:otp_closed')),
        text,
        {
          maxKeys: 4,
        },
      ),
    );
    const names = [
      'userAttributes',
      'session',
      'privateChallengeParameters',
      'challengeAnswer',
      'clientMetadata',
      'userNotFound',
      'validationData',
      'challengeName',
    ];
    const request = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
    const event = fc.record(
      {
        version: value,
        triggerSource: fc.oneof(value, fc.constant('PreSignUp_SignUp')),
        userPoolId: value,
        userName: fc.oneof(value, fc.constant(phone)),
        callerContext: fc.oneof(value, fc.constant({ clientId: 'client1' })),
        request: fc.oneof(value, request, request, request),
        response: value,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...triggers), event, async (name, given) => {
        try {
          const { response } = (await pool.triggers[name](given as never)) as unknown as {
            response: Record<string, unknown>;
          };
          assert.notEqual(response?.issueTokens, true);
          assert.notEqual(response?.answerCorrect, true);
        } catch (error) {
          if (!fixedWords.test((error as Error).message)) throw error;
        }
      }),
      { numRuns: runs },
    );
    assert.ok(outbox.messages.every(({ to }) => to === phone || to === email || to.includes('@')));
  });

  it('ClientMetadata can request a message and nothing else', async () => {
    for (const metadata of [
      { request: 'SEND' },
      { request: 'verify', answerCorrect: 'true', issueTokens: 'true' },
      { 'request ': 'send' },
      JSON.parse('{"__proto__": {"request": "send"}}'),
      { constructor: 'send' },
    ]) {
      const { pool, signIn } = await setUp();
      pool.addUser({ phone_number: phone });
      const page = await signIn();
      await page.answer('000000', metadata);
      assert.equal(page.parameters.reason, 'wrong_code', JSON.stringify(metadata));
    }
    const { pool, outbox, signIn } = await setUp();
    pool.addUser({ phone_number: phone, phone_number_verified: 'true', email });
    const page = await signIn();
    await page.send({
      channel: 'fax',
      locale: '../../etc/passwd',
      captcha: 'x'.repeat(1_000_000),
      to: '+881612345678',
      userNotFound: 'false',
    });
    assert.equal(page.parameters.channel, 'sms');
    assert.ok(outbox.messages.every(({ to }) => to === phone));
  });

  it('forged private parameters and challenge metadata never lead to tokens', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser({ phone_number: phone, phone_number_verified: 'true' });
    const { round } = await signIn();
    for (const change of [
      { otp: '2' },
      { otp: 1 },
      { round: null },
      { channel: 'email' },
      { channel: 'fax' },
      { destination: 'other' },
      { destination: ['x'] },
      { address: undefined },
      { address: '' },
    ]) {
      const forged = { ...round, privateParameters: { ...round.privateParameters, ...change } };
      assert.ok(!('tokens' in (await pool.answer(phone, forged, outbox.code))), JSON.stringify(change));
    }
    for (const challengeMetadata of [
      null,
      '',
      'otp1',
      'otp2.aaaaaaaaaaaaaaaa.sms.0',
      'otp1.aaaaaaaaaaaaaaaa.sms.9',
      '__proto__',
    ]) {
      const session = round.session.map((entry) => ({ ...entry, challengeMetadata }));
      assert.ok(!('tokens' in (await pool.answer(phone, { ...round, session }, outbox.code))), `${challengeMetadata}`);
    }
  });
});

describe('events of another version', () => {
  it('may have additional fields', async () => {
    const { pool, outbox, signIn } = await setUp();
    pool.addUser({ phone_number: phone });
    const { invoke } = pool;
    pool.invoke = (trigger, event) =>
      invoke(trigger, {
        ...event,
        version: '2',
        added: { deep: [1] },
        request: { ...(event.request as object), added: 'x' },
      });
    assert.equal((await (await signIn()).answer(outbox.code)).outcome, 'tokens');
  });
});
