/** Third-party Cognito clients, unmodified, against the triggers of this project. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  CognitoIdentityProviderClient,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { createOtpClient } from '@cognito-otp/client';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, signIn, signOut, signUp } from 'aws-amplify/auth';
import { type TestPool, testPool } from './support/pool.js';

let pool: TestPool;
before(async () => {
  // amazon-cognito-identity-js refreshes with REFRESH_TOKEN_AUTH, which does not work with rotation.
  pool = await testPool(['RefreshTokenRotation=off']);
});
after(() => pool.stop());

const password = 'Not-Used-1-Not-Used';

/** Web Storage in memory, which these libraries need outside a browser. */
class MemoryStorage {
  readonly values = new Map<string, string>();
  getItem = (key: string) => this.values.get(key) ?? null;
  setItem = (key: string, value: string) => void this.values.set(key, value);
  removeItem = (key: string) => void this.values.delete(key);
  clear = () => this.values.clear();
}

describe('aws-amplify', () => {
  const phone = newPhoneNumber();

  before(() => {
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pool.userPoolId,
          userPoolClientId: pool.clientId,
          userPoolEndpoint: pool.endpoint,
        },
      },
    });
  });

  test('signs up, submits a wrong and a right code, refreshes and signs out', async () => {
    const signedUp = await signUp({ username: phone, password, options: { userAttributes: { phone_number: phone } } });
    assert.equal(signedUp.isSignUpComplete, true);

    const started = await signIn({ username: phone, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
    assert.equal(started.nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE');
    const code = await pool.codeFor(phone);

    const wrong = await confirmSignIn({ challengeResponse: wrongCode(code) });
    assert.equal(wrong.isSignedIn, false);
    assert.equal(wrong.nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE');
    assert.ok('additionalInfo' in wrong.nextStep);
    assert.equal(wrong.nextStep.additionalInfo?.['reason'], 'wrong_code');
    assert.equal(wrong.nextStep.additionalInfo?.['attemptsLeft'], '2');

    const right = await confirmSignIn({ challengeResponse: code });
    assert.equal(right.isSignedIn, true);

    const first = await fetchAuthSession();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const refreshed = await fetchAuthSession({ forceRefresh: true });
    assert.equal(refreshed.userSub, first.userSub);
    assert.ok(refreshed.tokens!.accessToken.payload.exp! > first.tokens!.accessToken.payload.exp!);

    await signOut();
    assert.equal((await fetchAuthSession()).tokens, undefined);
  });
});

describe('amazon-cognito-identity-js', () => {
  const identityPool = (storage: MemoryStorage) =>
    new CognitoUserPool({
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      endpoint: pool.endpoint,
      Storage: storage as unknown as Storage,
    });

  test('answers the custom challenge and refreshes', async () => {
    const phone = newPhoneNumber();
    const storage = new MemoryStorage();
    const userPool = identityPool(storage);
    await new Promise<void>((resolve, reject) => {
      const attributes = [{ Name: 'phone_number', Value: phone }] as never[];
      userPool.signUp(phone, password, attributes, [], (error) => (error ? reject(error) : resolve()));
    });
    const user = new CognitoUser({ Username: phone, Pool: userPool, Storage: storage as unknown as Storage });
    const session = await new Promise<CognitoUserSession>((resolve, reject) => {
      let tries = 0;
      const callbacks = {
        onSuccess: resolve,
        onFailure: reject,
        customChallenge: async () => {
          const code = await pool.codeFor(phone);
          user.sendCustomChallengeAnswer(tries++ === 0 ? wrongCode(code) : code, callbacks);
        },
      };
      user.setAuthenticationFlowType('CUSTOM_AUTH');
      user.initiateAuth(new AuthenticationDetails({ Username: phone }), callbacks);
    });
    assert.equal(session.getIdToken().payload['phone_number'], phone);

    const refreshed = await new Promise<CognitoUserSession>((resolve, reject) => {
      user.refreshSession(session.getRefreshToken(), (error, result) => (error ? reject(error) : resolve(result)));
    });
    assert.equal(refreshed.getIdToken().payload['sub'], session.getIdToken().payload['sub']);
  });

  test('reads the session that the client of this project stored', async () => {
    const phone = newPhoneNumber();
    const storage = new MemoryStorage();
    const client = createOtpClient({
      userPoolId: pool.userPoolId,
      clientId: pool.clientId,
      endpoint: pool.endpoint,
      storage,
    });
    await client.start({ phone });
    const state = await client.submit(await pool.codeFor(phone));
    assert.equal(state.step, 'signed-in');

    const user = identityPool(storage).getCurrentUser();
    assert.ok(user);
    const session = await new Promise<CognitoUserSession>((resolve, reject) => {
      user.getSession((error: Error | null, result: CognitoUserSession | null) =>
        result ? resolve(result) : reject(error),
      );
    });
    assert.equal(session.isValid(), true);
    assert.equal(session.getIdToken().payload['phone_number'], phone);
    client.close();
  });
});

describe('AWS SDK v3', () => {
  test('signs up, submits the code and reads the user', async () => {
    const sdk = new CognitoIdentityProviderClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' },
    });
    const phone = newPhoneNumber();
    const { UserConfirmed } = await sdk.send(
      new SignUpCommand({
        ClientId: pool.clientId,
        Username: phone,
        Password: password,
        UserAttributes: [{ Name: 'phone_number', Value: phone }],
      }),
    );
    assert.equal(UserConfirmed, true);
    const started = await sdk.send(
      new InitiateAuthCommand({
        ClientId: pool.clientId,
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: phone },
      }),
    );
    assert.equal(started.ChallengeName, 'CUSTOM_CHALLENGE');
    assert.equal(started.ChallengeParameters?.['length'], '6');
    const answered = await sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId: pool.clientId,
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session: started.Session!,
        ChallengeResponses: { USERNAME: started.ChallengeParameters!['USERNAME']!, ANSWER: await pool.codeFor(phone) },
      }),
    );
    const { UserAttributes } = await sdk.send(
      new GetUserCommand({ AccessToken: answered.AuthenticationResult!.AccessToken! }),
    );
    const attributes = Object.fromEntries((UserAttributes ?? []).map(({ Name, Value }) => [Name, Value]));
    assert.equal(attributes['phone_number'], phone);
    assert.equal(attributes['phone_number_verified'], 'true');
  });
});
