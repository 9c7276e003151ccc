/**
 * Which sign-ups are counted, with the built function on a local pool, which calls PreSignUp before
 * it looks the name up.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { startLocalPool } from '@cognito-otp/local-pool';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';

const number = (index: number) => `+447700900${String(100 + index)}`;

/** The names of the errors that sign-ups ended with; `created` for those without. */
const outcomes = async (signUps: readonly Promise<{ __type?: string; message?: string }>[]) =>
  (await Promise.all(signUps)).map(({ __type, message }) =>
    __type === 'UserLambdaValidationException'
      ? `${message}`.replace(/\.$/, '').split(' ').at(-1)
      : (__type ?? 'created'),
  );

/** Signs up by a username of the caller's choice, as in pools whose addresses are aliases. */
const signUpAs = (deployment: Deployment, Username: string, Value: string) =>
  deployment.call('SignUp', {
    Username,
    Password: 'Correct-horse-battery-1',
    UserAttributes: [{ Name: 'phone_number', Value }],
  });

describe('the sign-up budget of a deployment', () => {
  it('does not count sign-ups of names that are taken', async () => {
    await using deployment = await startDeployment(startLocalPool, { SignUpsAnHour: '3', SignUpsADay: '3' });
    const ann = { phone_number: number(0) };
    assert.deepEqual(await outcomes([deployment.signUp(ann)]), ['created']);
    assert.deepEqual(await outcomes([deployment.signUp({ email: 'Ann@example.com' })]), ['created']);
    const taken = Array.from({ length: 20 }, (_, index) =>
      deployment.signUp(index % 2 ? ann : { email: 'ann@EXAMPLE.com' }),
    );
    assert.deepEqual([...new Set(await outcomes(taken))], ['UsernameExistsException']);
    // A new user can still sign up; for the next one the budget is used up.
    assert.deepEqual(await outcomes([deployment.signUp({ phone_number: number(1) })]), ['created']);
    assert.deepEqual(await outcomes([deployment.signUp({ phone_number: number(2) })]), ['sign_up_limited']);
    assert.deepEqual(await outcomes([deployment.signUp(ann)]), ['UsernameExistsException']);
  });

  it('counts accounts that share an alias, as far as Cognito accepts them', async () => {
    await using deployment = await startDeployment(
      startLocalPool,
      { SignUpsAnHour: '3', SignUpsADay: '3' },
      (template) =>
        template.replace('UsernameAttributes: [phone_number, email]', 'AliasAttributes: [phone_number, email]'),
    );
    assert.deepEqual(await outcomes([signUpAs(deployment, 'mallory', number(0))]), ['created']);
    const started = await deployment.start('mallory');
    const { AuthenticationResult } = await deployment.answer(started, await deployment.code());
    assert.ok(AuthenticationResult, 'the number is verified, and so an alias of the account');
    assert.deepEqual(await outcomes([signUpAs(deployment, randomUUID(), number(0))]), ['created']);
    assert.deepEqual(await outcomes([signUpAs(deployment, 'mallory-3', number(0))]), ['created']);
    assert.deepEqual(await outcomes([signUpAs(deployment, 'mallory-4', number(0))]), ['sign_up_limited']);
  });
});
