/** Sign-in with aws-amplify against the local pool. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LocalPool, PoolDescription } from '@cognito-otp/local-pool';
import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { lastCode, newPhone, start } from './support.js';

const use = (pool: LocalPool, { userPoolId, clients }: PoolDescription = pool.pools[0]!): void =>
  Amplify.configure({
    Auth: {
      Cognito: {
        userPoolId,
        userPoolClientId: clients[0]!.clientId,
        userPoolEndpoint: pool.endpoint,
        loginWith: { phone: true },
      },
    },
  });

describe('the unmodified aws-amplify 6', () => {
  let pool: LocalPool;
  let choices: LocalPool;
  before(async () => {
    [pool, choices] = [await start(), await start('choices/template.yaml')];
  });
  after(async () => {
    await pool.close();
    await choices.close();
  });

  it('signs up, answers wrong and right, refreshes and signs out', async () => {
    use(pool);
    const username = newPhone();
    const { isSignUpComplete } = await signUp({ username, password: 'Correct-horse-1' });
    assert.equal(isSignUpComplete, true);
    const options = { authFlowType: 'CUSTOM_WITHOUT_SRP' as const };
    const { nextStep } = await signIn({ username, options });
    assert.equal(nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE');
    const wrong = await confirmSignIn({ challengeResponse: '000' });
    assert.equal(wrong.isSignedIn, false);
    const right = await confirmSignIn({ challengeResponse: await lastCode(pool, username) });
    assert.equal(right.isSignedIn, true);
    assert.equal((await fetchUserAttributes()).phone_number, username);
    const before = await fetchAuthSession();
    const after = await fetchAuthSession({ forceRefresh: true });
    assert.notEqual(after.tokens?.accessToken.toString(), before.tokens?.accessToken.toString());
    assert.equal((await getCurrentUser()).userId, after.tokens?.accessToken.payload.sub);
    await signOut({ global: true });
    await assert.rejects(getCurrentUser(), { name: 'UserUnAuthenticatedException' });
  });

  it('signs in with a code of Cognito’s native flow', async () => {
    use(choices);
    const username = newPhone();
    await signUp({ username });
    await confirmSignUp({ username, confirmationCode: await lastCode(choices, username) });
    const { nextStep } = await signIn({
      username,
      options: { authFlowType: 'USER_AUTH', preferredChallenge: 'SMS_OTP' },
    });
    assert.equal(nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_SMS_CODE');
    const done = await confirmSignIn({ challengeResponse: await lastCode(choices, username) });
    assert.equal(done.isSignedIn, true);
    await signOut();
  });
});
