/** Choice-based sign-in (`USER_AUTH`) with the native factors of Cognito. */
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
import { type Answer, call, control, lastCode, newPhone, start } from './support.js';

describe('choice-based sign-in (USER_AUTH)', () => {
  let pool: LocalPool;
  before(async () => {
    pool = await start('choices/template.yaml');
  });
  after(() => pool.close());

  const initiate = (username: string, extra: Record<string, string> = {}, Session?: string): Promise<Answer> =>
    call(pool, 'InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: username, ...extra },
      Session,
    });
  const answer = (started: Answer, responses: Record<string, string>): Promise<Answer> =>
    call(pool, 'RespondToAuthChallenge', {
      ClientId: pool.clientId,
      ChallengeName: started.body.ChallengeName,
      Session: started.body.Session,
      ChallengeResponses: { USERNAME: started.body.ChallengeParameters.USERNAME, ...responses },
    });
  /** Signs a user up without a password, and confirms with the code that Cognito sends. */
  const confirmed = async (name: string): Promise<string> => {
    const signedUp = await call(pool, 'SignUp', { ClientId: pool.clientId, Username: name });
    assert.equal(signedUp.body.UserConfirmed, false);
    const ConfirmationCode = await lastCode(pool, name);
    const done = await call(pool, 'ConfirmSignUp', { ClientId: pool.clientId, Username: name, ConfirmationCode });
    return done.body.Session;
  };

  it('signs in by SMS with the preferred challenge', async () => {
    const phone = newPhone();
    await confirmed(phone);
    const started = await initiate(phone, { PREFERRED_CHALLENGE: 'SMS_OTP' });
    assert.equal(started.body.ChallengeName, 'SMS_OTP');
    assert.equal(started.body.ChallengeParameters.CODE_DELIVERY_DELIVERY_MEDIUM, 'SMS');
    assert.match(started.body.ChallengeParameters.CODE_DELIVERY_DESTINATION, /^\+\*+\d{4}$/);
    const code = await lastCode(pool, phone);
    assert.match(code, /^\d{8}$/);
    const wrong = await answer(started, { SMS_OTP_CODE: '00000000' });
    assert.equal(wrong.body.__type, 'CodeMismatchException');
    const right = await answer(started, { SMS_OTP_CODE: code });
    assert.equal(right.body.AuthenticationResult.ExpiresIn, 3600);
    const again = await answer(started, { SMS_OTP_CODE: code });
    assert.equal(again.body.__type, 'NotAuthorizedException');
  });

  it('treats full-width digits as a wrong code', async () => {
    const phone = newPhone();
    await confirmed(phone);
    const started = await initiate(phone, { PREFERRED_CHALLENGE: 'SMS_OTP' });
    const wrong = await answer(started, { SMS_OTP_CODE: '１２３４５６７８' });
    assert.equal(wrong.body.__type, 'CodeMismatchException');
    const right = await answer(started, { SMS_OTP_CODE: await lastCode(pool, phone) });
    assert.ok(right.body.AuthenticationResult);
  });

  it('fails after three wrong codes', async () => {
    const phone = newPhone();
    await confirmed(phone);
    const started = await initiate(phone, { PREFERRED_CHALLENGE: 'SMS_OTP' });
    for (const _ of [1, 2, 3]) {
      assert.equal((await answer(started, { SMS_OTP_CODE: '1' })).body.__type, 'CodeMismatchException');
    }
    const late = await answer(started, { SMS_OTP_CODE: await lastCode(pool, phone) });
    assert.equal(late.body.__type, 'NotAuthorizedException');
  });

  it('offers the factors of the user and accepts a choice', async () => {
    const email = 'Ann@example.com';
    await confirmed(email);
    const started = await initiate(email.toLowerCase(), { PREFERRED_CHALLENGE: 'SMS_OTP' });
    assert.equal(started.body.ChallengeName, 'SELECT_CHALLENGE');
    assert.deepEqual(started.body.AvailableChallenges, ['EMAIL_OTP']);
    const chosen = await answer(started, { ANSWER: 'EMAIL_OTP' });
    assert.equal(chosen.body.ChallengeParameters.CODE_DELIVERY_DESTINATION, 'A***@e***');
    const done = await answer(chosen, { EMAIL_OTP_CODE: await lastCode(pool, email) });
    assert.ok(done.body.AuthenticationResult.IdToken);
  });

  it('turns a confirmed sign-up into a sign-in', async () => {
    const phone = newPhone();
    const session = await confirmed(phone);
    const done = await initiate(phone, {}, session);
    assert.ok(done.body.AuthenticationResult.AccessToken);
    assert.equal((await initiate(phone, {}, session)).body.__type, 'NotAuthorizedException');
  });

  it('responds to an unknown user as to a known one, and sends nothing', async () => {
    const phone = newPhone();
    await control(pool, 'DELETE', '/outbox');
    const started = await initiate(phone, { PREFERRED_CHALLENGE: 'SMS_OTP' });
    assert.equal(started.body.ChallengeName, 'SMS_OTP');
    assert.match(started.body.ChallengeParameters.CODE_DELIVERY_DESTINATION, new RegExp(`${phone.slice(-4)}$`));
    assert.deepEqual((await control(pool, 'GET', '/outbox')).body, []);
    assert.equal((await answer(started, { SMS_OTP_CODE: '00000000' })).body.__type, 'CodeMismatchException');
    assert.deepEqual((await initiate('nobody@example.com')).body.AvailableChallenges, [
      'PASSWORD_SRP',
      'PASSWORD',
      'SMS_OTP',
      'EMAIL_OTP',
    ]);
  });

  it('signs in with a password that an administrator set, by SRP and in plain text', async () => {
    const sdk = new CognitoIdentityProviderClient({
      region: pool.region,
      endpoint: pool.endpoint,
      credentials: { accessKeyId: 'own', secretAccessKey: 'own' },
    });
    const phone = newPhone();
    const Password = 'Correct-horse-1';
    const { User } = await sdk.send(
      new AdminCreateUserCommand({
        UserPoolId: pool.userPoolId,
        Username: phone,
        UserAttributes: [{ Name: 'phone_number_verified', Value: 'true' }],
      }),
    );
    assert.equal(User?.UserStatus, 'FORCE_CHANGE_PASSWORD');
    await sdk.send(
      new AdminSetUserPasswordCommand({ UserPoolId: pool.userPoolId, Username: phone, Password, Permanent: true }),
    );
    const user = new CognitoUser({
      Username: phone,
      Pool: new CognitoUserPool({ UserPoolId: pool.userPoolId, ClientId: pool.clientId, endpoint: pool.endpoint }),
    });
    const session = await new Promise<CognitoUserSession>((onSuccess, onFailure) =>
      user.authenticateUser(new AuthenticationDetails({ Username: phone, Password }), { onSuccess, onFailure }),
    );
    assert.equal(session.getIdToken().payload['phone_number_verified'], true);
    const passwordSignIn = (PASSWORD: string) =>
      call(pool, 'InitiateAuth', {
        ClientId: pool.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: phone, PASSWORD },
      });
    assert.equal((await passwordSignIn(Password)).status, 200);
    assert.equal((await passwordSignIn('other')).body.message, 'Incorrect username or password.');
  });

  it('refuses flows that the app client does not allow', async () => {
    const { clients } = pool.pools[2]!;
    const { body } = await call(pool, 'InitiateAuth', {
      ClientId: clients[0]!.clientId,
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: 'x' },
    });
    assert.deepEqual(body, { __type: 'InvalidParameterException', message: 'Auth flow not enabled for this client' });
  });
});
