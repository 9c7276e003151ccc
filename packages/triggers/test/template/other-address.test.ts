/** Recovery by the account's other verified address, on a deployment: when one channel has no messages left, or is slowed down. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { startLocalPool } from '@cognito-otp/local-pool';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { resolved } from './support/template.js';

const minute = 60_000;

describe('an owner with two verified addresses', () => {
  let deployment: Deployment;
  let operator: CognitoIdentityProviderClient;
  before(async () => {
    deployment = await startDeployment(startLocalPool);
    operator = new CognitoIdentityProviderClient({
      region: 'us-east-1',
      endpoint: deployment.endpoint,
      credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'own' },
    });
  });
  after(() => deployment.close());

  let owners = 0;
  /** Makes an account whose phone number was proved just now, and whose email address an administrator has verified. */
  async function newOwner() {
    const phone = `+4477009001${10 + owners}`;
    const email = `ann${owners++}@example.com`;
    await deployment.signUp({ phone_number: phone });
    const signedIn = await deployment.answer(await deployment.start(phone), await deployment.code());
    assert.ok(signedIn.AuthenticationResult, signedIn.message);
    await operator.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: (await resolved()).outputs.UserPoolId,
        Username: phone,
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    await wait(15 * minute);
    return { phone, email };
  }
  const wait = (advanceMs: number) => deployment.control('POST', '/clock', { advanceMs });
  const reason = ({ ChallengeParameters }: CognitoReply) => ChallengeParameters?.reason;
  const messagesTo = async (address: string) => (await deployment.outbox()).filter(({ to }) => to === address);
  const newestCode = async (address: string) => /\d{6}/.exec((await messagesTo(address)).at(-1)?.body ?? '')?.[0] ?? '';
  const byEmail = (started: CognitoReply) => deployment.answer(started, 'send', { request: 'send', channel: 'email' });

  /** A stranger who knows the number and requests codes until none is sent. */
  async function useUpMessages(phone: string): Promise<void> {
    for (let start = 0; start < 5; start++) {
      await deployment.start(phone);
      await wait(5 * minute);
    }
    assert.equal(reason(await deployment.start(phone)), 'rate_limited');
  }

  /** How many answers were compared with a code and were wrong. */
  const compared = async () =>
    (await deployment.logs()).filter(({ text }) => text.includes('"verdict":"wrong"')).length;

  /** A stranger who knows the number and answers with wrong codes until the account is locked. Returns how many were compared. */
  async function guess(phone: string): Promise<number> {
    const before = await compared();
    for (let start = 0; start < 3; start++) {
      let round = await deployment.start(phone);
      for (let by = 1; by <= 3 && round.Session; by++) {
        round = await deployment.answer(round, wrongCode(await newestCode(phone), by));
      }
      await wait(31_000);
    }
    assert.equal(reason(await deployment.start(phone)), 'locked');
    return (await compared()) - before;
  }

  it('signs in by email when the phone number has no messages left', async () => {
    const { phone, email } = await newOwner();
    await useUpMessages(phone);
    const sent = (await messagesTo(phone)).length;
    const mailed = await byEmail(await deployment.start(phone));
    assert.deepEqual([reason(mailed), mailed.ChallengeParameters?.channel], [undefined, 'email']);
    assert.ok((await deployment.answer(mailed, await newestCode(email))).AuthenticationResult);
    assert.equal((await messagesTo(phone)).length, sent);
    // In the other direction: the email address has a message budget of its own.
    const number = await deployment.start(email);
    assert.equal(number.ChallengeParameters?.channel, 'sms', 'a verified number is the default');
    assert.equal(reason(number), 'rate_limited');
  });

  it('signs in by email as soon as the lock ends, and that unlocks the phone number, too', async () => {
    const { phone, email } = await newOwner();
    assert.equal(await guess(phone), 5);
    await wait(15 * minute);
    const mailed = await byEmail(await deployment.start(phone));
    assert.equal(reason(mailed), undefined);
    assert.ok((await deployment.answer(mailed, await newestCode(email))).AuthenticationResult);
    // Eight hours later messages are available again, and the attacker's answers are no longer counted.
    await wait(8 * 60 * minute);
    const started = await deployment.start(phone);
    assert.deepEqual([reason(started), started.ChallengeParameters?.attemptsLeft], [undefined, '3']);
  });

  it('gives an attacker no additional guesses: those by SMS and by email are counted together', async () => {
    const { phone } = await newOwner();
    assert.equal(await guess(phone), 5);
    assert.equal(reason(await byEmail(await deployment.start(phone))), 'locked');
    assert.equal(await guess(phone), 0);
  });
});
