/** Sign-in with third-party clients, and verification of tokens. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from 'amazon-cognito-identity-js';
import { JwtVerifier } from 'aws-jwt-verify';
import { lastCode, newPhone, signIn, signUp, start } from './support.js';

const memory = (): ICognitoStorage & { data: Map<string, string> } => {
  const data = new Map<string, string>();
  return {
    data,
    getItem: (key) => data.get(key) ?? null,
    setItem: (key, value) => void data.set(key, value),
    removeItem: (key) => void data.delete(key),
    clear: () => data.clear(),
  };
};

describe('unmodified third-party clients', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start();
  });
  after(() => pool.close());

  it('amazon-cognito-identity-js signs up, answers wrong and right, refreshes and signs out', async () => {
    const phone = newPhone();
    const Storage = memory();
    const userPool = new CognitoUserPool({
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      endpoint: pool.endpoint,
      Storage,
    });
    await new Promise<void>((resolve, reject) =>
      userPool.signUp(phone, 'Correct-horse-1', [], [], (error) => (error ? reject(error) : resolve())),
    );
    const user = new CognitoUser({ Username: phone, Pool: userPool, Storage });
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    let wrongAnswers = 0;
    const session = await new Promise<CognitoUserSession>((resolve, reject) => {
      const callbacks = {
        onSuccess: resolve,
        onFailure: reject,
        customChallenge: async (): Promise<void> => {
          if (wrongAnswers === 0) {
            wrongAnswers += 1;
            user.sendCustomChallengeAnswer('000', callbacks);
          } else {
            user.sendCustomChallengeAnswer(await lastCode(pool, phone), callbacks);
          }
        },
      };
      user.initiateAuth(new AuthenticationDetails({ Username: phone }), callbacks);
    });
    assert.equal(wrongAnswers, 1);
    assert.equal(session.isValid(), true);
    assert.equal(session.getIdToken().payload['phone_number'], phone);

    const refreshed = await new Promise<CognitoUserSession>((resolve, reject) =>
      user.refreshSession(session.getRefreshToken(), (error, renewed) => (error ? reject(error) : resolve(renewed))),
    );
    assert.equal(refreshed.getAccessToken().payload['auth_time'], session.getAccessToken().payload['auth_time']);
    assert.equal(refreshed.getAccessToken().payload['origin_jti'], session.getAccessToken().payload['origin_jti']);

    const attributes = await new Promise<{ Name: string; Value: string }[]>((resolve, reject) =>
      user.getUserAttributes((error, list) => (error ? reject(error) : resolve(list ?? []))),
    );
    assert.ok(attributes.some(({ Name, Value }) => Name === 'phone_number' && Value === phone));
    await new Promise<void>((resolve, reject) => user.globalSignOut({ onSuccess: () => resolve(), onFailure: reject }));
    assert.equal(Storage.data.size, 0);
  });

  it('amazon-cognito-identity-js proves a password by SRP before the code', async () => {
    const phone = newPhone();
    await signUp(pool, phone, 'Correct-horse-1');
    const userPool = new CognitoUserPool({
      UserPoolId: pool.userPoolId,
      ClientId: pool.clientId,
      endpoint: pool.endpoint,
      Storage: memory(),
    });
    const passes = async (password: string): Promise<boolean> => {
      const user = new CognitoUser({ Username: phone, Pool: userPool, Storage: memory() });
      user.setAuthenticationFlowType('CUSTOM_AUTH');
      return new Promise((resolve, reject) => {
        const callbacks = {
          onSuccess: () => resolve(true),
          onFailure: reject,
          customChallenge: () => resolve(user.getUsername() !== phone),
        };
        user.authenticateUser(new AuthenticationDetails({ Username: phone, Password: password }), callbacks);
      });
    };
    assert.equal(await passes('Correct-horse-1'), true);
    await assert.rejects(passes('Incorrect-horse-1'), { name: 'NotAuthorizedException' });
  });

  it('AWS SDK v3 signs in with a client secret and rotates its refresh token', async () => {
    const sdk = new CognitoIdentityProviderClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'mine', secretAccessKey: 'own' },
    });
    const { clientId: ClientId, clientSecret = '' } = pool.pools[0]!.clients[1]!;
    const hash = (name: string): string =>
      createHmac('sha256', clientSecret)
        .update(name + ClientId)
        .digest('base64');
    const phone = newPhone();
    const Password = 'Correct-horse-1';
    await sdk.send(new SignUpCommand({ ClientId, Username: phone, Password, SecretHash: hash(phone) }));
    await assert.rejects(
      sdk.send(new SignUpCommand({ ClientId, Username: phone, Password, SecretHash: hash(phone) })),
      UsernameExistsException,
    );
    const started = await sdk.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'CUSTOM_AUTH',
        AuthParameters: { USERNAME: phone, SECRET_HASH: hash(phone) },
      }),
    );
    const USERNAME = started.ChallengeParameters?.['USERNAME'] ?? '';
    const done = await sdk.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'CUSTOM_CHALLENGE',
        Session: started.Session,
        ChallengeResponses: { USERNAME, ANSWER: await lastCode(pool, phone), SECRET_HASH: hash(USERNAME) },
      }),
    );
    assert.equal(done.AuthenticationResult?.ExpiresIn, 600);
    const RefreshToken = done.AuthenticationResult?.RefreshToken;
    const renew = (token: string | undefined) =>
      sdk.send(new GetTokensFromRefreshTokenCommand({ ClientId, ClientSecret: clientSecret, RefreshToken: token }));
    const renewed = await renew(RefreshToken);
    assert.notEqual(renewed.AuthenticationResult?.RefreshToken, RefreshToken);
    const seen = await sdk.send(new AdminGetUserCommand({ UserPoolId: pool.userPoolId, Username: phone }));
    assert.equal(seen.Username, USERNAME);
    assert.ok(seen.UserCreateDate instanceof Date);
  });

  it('aws-jwt-verify accepts both tokens, each with its own key', async () => {
    const { tokens } = await signIn(pool);
    const issuer = `${pool.endpoint}/${pool.userPoolId}`;
    const verifier = JwtVerifier.create({ issuer, audience: null });
    verifier.cacheJwks(await (await fetch(`${issuer}/.well-known/jwks.json`)).json());
    const access = await verifier.verify(tokens['AccessToken']!);
    const id = await verifier.verify(tokens['IdToken']!);
    assert.equal(access['token_use'], 'access');
    assert.equal(access['client_id'], pool.clientId);
    assert.equal(access.aud, undefined);
    assert.equal(id.aud, pool.clientId);
    assert.equal(id['phone_number_verified'], false);
    const kid = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()).kid;
    assert.notEqual(kid(tokens['AccessToken']!), kid(tokens['IdToken']!));
    await assert.rejects(verifier.verify(`${tokens['AccessToken']!.slice(0, -4)}AAAA`));
  });
});
