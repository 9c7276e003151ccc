/** Changes of addresses by signed-in users on a deployment: what the default refuses, and what AddressChange=on allows. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalPool } from '@cognito-otp/local-pool';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';
import { at, listOf, propertiesOf, resolved } from './support/template.js';

const victims = ['+33612345678', '+8816123456789', '+19005550123', '+447700900999'];

/**
 * Signs a new user up with attributes, as a plain Cognito client does, and then signs the user in.
 */
async function signedIn(deployment: Deployment, attributes: Record<string, string>): Promise<string> {
  const signedUp = await deployment.signUp(attributes);
  assert.equal(signedUp.__type, undefined, signedUp.message);
  const started = await deployment.start(Object.values(attributes)[0]!);
  const { AuthenticationResult, message } = await deployment.answer(started, await deployment.code());
  return AuthenticationResult?.AccessToken ?? assert.fail(message);
}

const change = (deployment: Deployment, AccessToken: string, Name: string, Value: string) =>
  deployment.call('UpdateUserAttributes', { AccessToken, UserAttributes: [{ Name, Value }] });
const attributesOf = async (deployment: Deployment, AccessToken: string) => {
  const { UserAttributes = [] } = await deployment.call('GetUser', { AccessToken });
  return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
};
const refusal = ({ __type, message }: CognitoReply) => `${__type}: ${message}`;
const REFUSED = /UserLambdaValidationException: CustomMessage failed with error address_change_refused/;

describe('promise 15b: by default, no message goes to an address that the user has not proved', () => {
  let deployment: Deployment;
  before(async () => {
    deployment = await startDeployment(startLocalPool, {
      Countries: 'GB,US',
      RangeSendsAnHour: '1000',
      RangeSendsADay: '1000',
    });
  });
  after(() => deployment.close());

  it('six changes by each of eight users send nothing, and leave their addresses as they were', async () => {
    const tokens: [phone: string, token: string][] = [];
    for (let user = 0; user < 8; user += 1) {
      const phone = `+44770090${1000 + user}`;
      tokens.push([phone, await signedIn(deployment, { phone_number: phone })]);
    }
    const sent = (await deployment.outbox()).length;
    for (const [phone, token] of tokens) {
      for (let time = 0; time < 6; time += 1) {
        const reply = await change(deployment, token, 'phone_number', victims[time % victims.length]!);
        assert.match(refusal(reply), REFUSED);
        await deployment.control('POST', '/clock', { advanceMs: 31_000 });
      }
      assert.equal((await attributesOf(deployment, token)).phone_number, phone);
    }
    assert.equal((await deployment.outbox()).length, sent);
  });

  it('an address of another kind cannot be added, and the code for it cannot be requested again', async () => {
    const token = await signedIn(deployment, { email: 'ann@example.com' });
    const sent = (await deployment.outbox()).length;
    assert.match(refusal(await change(deployment, token, 'phone_number', '+447700900998')), REFUSED);
    assert.match(refusal(await change(deployment, token, 'email', 'eve@example.net')), REFUSED);
    for (const AttributeName of ['email', 'phone_number']) {
      const again = await deployment.call('GetUserAttributeVerificationCode', { AccessToken: token, AttributeName });
      assert.match(refusal(again), /address_change_refused|User has no phone_number/);
    }
    assert.equal((await deployment.outbox()).length, sent);
    const { email, phone_number: phone } = await attributesOf(deployment, token);
    assert.deepEqual([email, phone], ['ann@example.com', undefined]);
  });

  it('other attributes can be changed, and the same address can be written again', async () => {
    const token = await signedIn(deployment, { phone_number: '+447700900321', locale: 'de' });
    for (const [name, value] of [
      ['name', 'Ann'],
      ['locale', 'fr'],
      ['phone_number', '+447700900321'],
    ] as const) {
      assert.equal((await change(deployment, token, name, value)).__type, undefined, name);
    }
    assert.equal((await attributesOf(deployment, token)).name, 'Ann');
  });

  it('a user who deletes the only address can no longer sign in: the number is free, and the next sign-up is a new account', async () => {
    const phone = '+447700900654';
    const token = await signedIn(deployment, { phone_number: phone });
    const { sub } = await attributesOf(deployment, token);
    const deleted = await deployment.call('DeleteUserAttributes', {
      AccessToken: token,
      UserAttributeNames: ['phone_number'],
    });
    assert.equal(deleted.__type, undefined, deleted.message);
    assert.match(refusal(await change(deployment, token, 'email', 'eve@example.net')), REFUSED);
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    const fresh = await signedIn(deployment, { phone_number: phone });
    assert.notEqual((await attributesOf(deployment, fresh)).sub, sub);
  });
});

describe('a pool without SMS', () => {
  it('accepts no phone numbers, neither at sign-up nor afterwards, because users could not prove them', async () => {
    await using deployment = await startDeployment(startLocalPool, { Channels: 'email' });
    const token = await signedIn(deployment, { email: 'ann@example.com' });
    const unauthorized = /NotAuthorizedException: A client attempted to write unauthorized attribute/;
    assert.match(refusal(await change(deployment, token, 'phone_number', '+447700900123')), unauthorized);
    assert.match(refusal(await deployment.signUp({ phone_number: '+447700900123' })), unauthorized);
    assert.equal((await attributesOf(deployment, token)).phone_number, undefined);
  });
});

describe('AddressChange=on', () => {
  it('sends a code to the new address, which changes once it is verified', async () => {
    await using deployment = await startDeployment(startLocalPool, { AddressChange: 'on' });
    const token = await signedIn(deployment, { email: 'ann@example.com' });
    assert.equal((await change(deployment, token, 'email', 'ann@example.net')).__type, undefined);
    assert.equal((await deployment.outbox()).at(-1)?.to, 'ann@example.net');
    assert.equal((await attributesOf(deployment, token)).email, 'ann@example.com');
    const Code = /\d{6}/.exec((await deployment.outbox()).at(-1)?.body ?? '')?.[0];
    await deployment.call('VerifyUserAttribute', { AccessToken: token, AttributeName: 'email', Code });
    assert.equal((await attributesOf(deployment, token)).email, 'ann@example.net');
  });
});

describe('the app client', () => {
  it('can write the address attributes, because plain clients set them at sign-up, whether changes are allowed or not', async () => {
    for (const AddressChange of ['on', 'off']) {
      const { WriteAttributes } = propertiesOf(await resolved({ AddressChange }), 'UserPoolClient');
      const names = listOf(WriteAttributes as string[]);
      assert.ok(names.includes('phone_number') && names.includes('email'), AddressChange);
      const pool = propertiesOf(await resolved({ AddressChange }), 'UserPool');
      const verified = at(pool, 'UserAttributeUpdateSettings', 'AttributesRequireVerificationBeforeUpdate');
      assert.deepEqual(listOf(verified), ['phone_number', 'email']);
    }
  });
});
