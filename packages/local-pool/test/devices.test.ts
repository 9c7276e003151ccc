/** Remembered devices. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { call, start } from './support.js';

describe('remembered devices with amazon-cognito-identity-js', () => {
  let pool: LocalPool;
  let userPool: CognitoUserPool;
  const Password = 'Correct-horse-1';
  const data = new Map<string, string>();
  const Storage = {
    getItem: (key: string) => data.get(key) ?? null,
    setItem: (key: string, value: string) => void data.set(key, value),
    removeItem: (key: string) => void data.delete(key),
    clear: () => data.clear(),
  };
  before(async () => {
    pool = await start('choices/template.yaml');
    const { userPoolId, clients } = pool.pools.find(({ logicalId }) => logicalId === 'Remembering')!;
    userPool = new CognitoUserPool({
      UserPoolId: userPoolId,
      ClientId: clients[0]!.clientId,
      endpoint: pool.endpoint,
      Storage,
    });
    const sdk = new CognitoIdentityProviderClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
    });
    const who = { UserPoolId: userPoolId, Username: 'ann' };
    await sdk.send(new AdminCreateUserCommand({ ...who, MessageAction: 'SUPPRESS' }));
    await sdk.send(new AdminSetUserPasswordCommand({ ...who, Password, Permanent: true }));
  });
  after(() => pool.close());

  const signIn = (): Promise<{ user: CognitoUser; session: CognitoUserSession; asked: boolean }> => {
    const user = new CognitoUser({ Username: 'ann', Pool: userPool, Storage });
    return new Promise((resolve, reject) =>
      user.authenticateUser(new AuthenticationDetails({ Username: 'ann', Password }), {
        onSuccess: (session, asked) => resolve({ user, session, asked: asked === true }),
        onFailure: reject,
      }),
    );
  };
  const devices = async (session: CognitoUserSession): Promise<{ DeviceKey: string }[]> =>
    (await call(pool, 'ListDevices', { AccessToken: session.getAccessToken().getJwtToken(), Limit: 10 })).body.Devices;

  it('authenticate with their own secret, are listed, and are forgotten with their sign-ins', async () => {
    const first = await signIn();
    assert.equal(first.asked, true, 'the pool asks the user before it remembers a device');
    const [device] = await devices(first.session);
    assert.equal(first.session.getAccessToken().payload['device_key'], device?.DeviceKey);
    await new Promise<void>((resolve, reject) =>
      first.user.setDeviceStatusRemembered({ onSuccess: () => resolve(), onFailure: reject }),
    );

    const second = await signIn();
    assert.equal(second.asked, false);
    assert.equal(second.session.getAccessToken().payload['device_key'], device?.DeviceKey);
    assert.equal((await devices(second.session)).length, 1);
    const refreshed = await new Promise<CognitoUserSession>((resolve, reject) =>
      second.user.refreshSession(second.session.getRefreshToken(), (error, session) =>
        error ? reject(error) : resolve(session),
      ),
    );
    assert.ok(refreshed.isValid());

    await new Promise<void>((resolve, reject) =>
      second.user.forgetDevice({ onSuccess: () => resolve(), onFailure: reject }),
    );
    const over = await call(pool, 'GetUser', { AccessToken: first.session.getAccessToken().getJwtToken() });
    assert.equal(over.body.message, 'Access Token has been revoked');
    const third = await signIn();
    assert.equal((await devices(third.session)).length, 1);
    assert.notEqual(third.session.getAccessToken().payload['device_key'], device?.DeviceKey);
  });

  it('are refused with a wrong secret', async () => {
    await signIn();
    const key = [...data.keys()].find((one) => one.endsWith('.randomPasswordKey'))!;
    data.set(key, 'guessed');
    await assert.rejects(signIn(), { name: 'NotAuthorizedException' });
  });
});
