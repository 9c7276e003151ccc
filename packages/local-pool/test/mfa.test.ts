/** The second factor: by SMS, by email, with an authenticator app, chosen, set up during sign-in, and the settings. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminGetUserCommand,
  AdminSetUserMFAPreferenceCommand,
  type CognitoIdentityProviderClient,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import {
  confirmSignIn,
  fetchMFAPreference,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { totpAt } from '../src/model/user-pool/totp.js';
import {
  type Answer,
  call,
  control,
  createUserWithPassword,
  idsOf,
  lastCode,
  operatorOf,
  startText,
} from './support.js';

const ALL = '[SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP]';
const pools = {
  Required: `MfaConfiguration: ON, EnabledMfas: ${ALL}`,
  Optional: `MfaConfiguration: OPTIONAL, EnabledMfas: ${ALL}, AccountRecoverySetting: { RecoveryMechanisms: [{ Name: verified_phone_number, Priority: 1 }, { Name: verified_email, Priority: 2 }] }, Policies: { SignInPolicy: { AllowedFirstAuthFactors: [PASSWORD, SMS_OTP] } }`,
  SmsOnly: 'MfaConfiguration: "ON", SmsAuthenticationMessage: "Enter {####}"',
  Off: '',
};
const TEMPLATE = `
Resources:
${Object.entries(pools)
  .map(
    ([name, properties]) => `
  ${name}: { Type: AWS::Cognito::UserPool, Properties: { ${properties} } }
  ${name}Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref ${name}, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_USER_AUTH] } }`,
  )
  .join('')}
`;
const PASSWORD = 'Correct-horse-1';

describe('the second factor', () => {
  let pool: LocalPool;
  let operator: CognitoIdentityProviderClient;
  before(async () => {
    pool = await startText(TEMPLATE);
    operator = operatorOf(pool);
  });
  after(async () => {
    operator.destroy();
    await pool.close();
  });

  const ids = (name: string) => idsOf(pool, name);
  const configureAmplify = (name: string): void => {
    const { UserPoolId: userPoolId, ClientId: userPoolClientId } = ids(name);
    Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: pool.endpoint } } });
  };
  const createUser = (name: string, username: string, attributes?: Record<string, string>) =>
    createUserWithPassword(operator, ids(name).UserPoolId, username, PASSWORD, attributes);
  const begin = (name: string, USERNAME: string): Promise<Answer> =>
    call(pool, 'InitiateAuth', {
      ClientId: ids(name).ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    });
  const answer = (name: string, { body }: Answer, responses: Record<string, string>): Promise<Answer> =>
    call(pool, 'RespondToAuthChallenge', {
      ClientId: ids(name).ClientId,
      ChallengeName: body.ChallengeName,
      Session: body.Session,
      ChallengeResponses: { USERNAME: body.ChallengeParameters.USER_ID_FOR_SRP, ...responses },
    });
  const says = ({ body }: Answer): string => `${body.__type}: ${body.message}`;
  const setting = (enabled: boolean, preferred = false) => ({ Enabled: enabled, PreferredMfa: preferred });

  it('by SMS is required of every user with a number, also without EnabledMfas', async () => {
    await createUser('SmsOnly', 'ann', { phone_number: '+447700900101' });
    const started = await begin('SmsOnly', 'ann');
    assert.equal(started.body.ChallengeName, 'SMS_MFA');
    assert.equal(started.body.AuthenticationResult, undefined);
    assert.deepEqual(started.body.ChallengeParameters, {
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: '+********0101',
      USER_ID_FOR_SRP: 'ann',
    });
    const message = (await control(pool, 'GET', '/outbox')).body.at(-1).body;
    assert.match(message, /^Enter \d{6}$/);
    const wrong = await answer('SmsOnly', started, { SMS_MFA_CODE: '000000x' });
    assert.equal(says(wrong), 'CodeMismatchException: Invalid code or auth state for the user.');
    const done = await answer('SmsOnly', started, { SMS_MFA_CODE: message.slice(-6) });
    assert.ok(done.body.AuthenticationResult, says(done));
    const again = await answer('SmsOnly', started, { SMS_MFA_CODE: message.slice(-6) });
    assert.equal(again.body.__type, 'NotAuthorizedException');
    await createUser('SmsOnly', 'bob');
    assert.equal((await begin('SmsOnly', 'bob')).body.ChallengeParameters.MFAS_CAN_SETUP, '["SMS_MFA"]');
    await createUser('Off', 'cleo', { phone_number: '+447700900102' });
    assert.ok((await begin('Off', 'cleo')).body.AuthenticationResult);
  });

  it('by SMS and SRP works with amazon-cognito-identity-js', async () => {
    await createUser('SmsOnly', 'dan', { phone_number: '+447700900103' });
    const { UserPoolId, ClientId } = ids('SmsOnly');
    const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint: pool.endpoint });
    const legacy = new CognitoUser({ Username: 'dan', Pool });
    const session = await new Promise<CognitoUserSession>((onSuccess, onFailure) => {
      const mfaRequired = async (): Promise<void> =>
        legacy.sendMFACode(await lastCode(pool, '+447700900103'), { onSuccess, onFailure });
      const details = new AuthenticationDetails({ Username: 'dan', Password: PASSWORD });
      legacy.authenticateUser(details, { onSuccess, onFailure, mfaRequired });
    });
    assert.ok(session.isValid());
  });

  it('with an authenticator app is set up during the sign-in, in Amplify', async () => {
    configureAmplify('Required');
    await createUser('Required', 'eve');
    // The beginning of a time step, so that the test has all of its 30 seconds.
    const now = Date.parse('2030-01-01T00:00:00Z');
    await control(pool, 'POST', '/clock', { now: new Date(now).toISOString() });
    const started = await signIn({ username: 'eve', password: PASSWORD });
    assert.equal(started.nextStep.signInStep, 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION');
    const chosen = await confirmSignIn({ challengeResponse: 'TOTP' });
    assert.equal(chosen.nextStep.signInStep, 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP');
    const { sharedSecret } = (chosen.nextStep as { totpSetupDetails: { sharedSecret: string } }).totpSetupDetails;
    assert.match(sharedSecret, /^[A-Z2-7]{52}$/);
    await assert.rejects(confirmSignIn({ challengeResponse: '000000' }), { name: 'EnableSoftwareTokenMFAException' });
    const done = await confirmSignIn({ challengeResponse: totpAt(sharedSecret, now) });
    assert.equal(done.isSignedIn, true);
    assert.deepEqual((await fetchMFAPreference()).enabled, ['TOTP']);
    await signOut();
    const second = await signIn({ username: 'eve', password: PASSWORD });
    assert.equal(second.nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    await assert.rejects(confirmSignIn({ challengeResponse: 'wrong' }), { name: 'CodeMismatchException' });
    await assert.rejects(confirmSignIn({ challengeResponse: totpAt(sharedSecret, now) }), {
      name: 'ExpiredCodeException',
      message: 'Your software token has already been used once.',
    });
    const next = totpAt(sharedSecret, now + 30_000);
    assert.equal((await confirmSignIn({ challengeResponse: next })).isSignedIn, true);
    await signOut();
    await control(pool, 'DELETE', '/clock');
  });

  it('by email is set up during the sign-in, in Amplify', async () => {
    configureAmplify('Required');
    await createUser('Required', 'fay');
    await signIn({ username: 'fay', password: PASSWORD });
    await confirmSignIn({ challengeResponse: 'EMAIL' });
    const sent = await confirmSignIn({ challengeResponse: 'fay@example.com' });
    assert.equal(sent.nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    const done = await confirmSignIn({ challengeResponse: await lastCode(pool, 'fay@example.com') });
    assert.equal(done.isSignedIn, true);
    await signOut();
    const { nextStep } = await signIn({ username: 'fay', password: PASSWORD });
    assert.equal(nextStep.signInStep, 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE');
    await confirmSignIn({ challengeResponse: await lastCode(pool, 'fay@example.com') });
    await signOut();
  });

  it('is switched on and preferred by a signed-in user, in Amplify', async () => {
    configureAmplify('Optional');
    await createUser('Optional', 'gus', { email: 'gus@example.com', phone_number: '+447700900104' });
    assert.equal((await signIn({ username: 'gus', password: PASSWORD })).isSignedIn, true);
    await assert.rejects(updateMFAPreference({ totp: 'ENABLED' }), {
      name: 'InvalidParameterException',
      message: 'User has not verified software token mfa',
    });
    const { sharedSecret } = await setUpTOTP();
    await assert.rejects(verifyTOTPSetup({ code: '123' }), { name: 'InvalidParameterException' });
    await verifyTOTPSetup({ code: totpAt(sharedSecret, Date.now()) });
    await updateMFAPreference({ totp: 'PREFERRED', sms: 'ENABLED', email: 'ENABLED' });
    assert.deepEqual(await fetchMFAPreference(), { enabled: ['SMS', 'TOTP', 'EMAIL'], preferred: 'TOTP' });
    await updateMFAPreference({ totp: 'NOT_PREFERRED' });
    await signOut();
    const { nextStep } = await signIn({ username: 'gus', password: PASSWORD });
    assert.equal(nextStep.signInStep, 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION');
    await confirmSignIn({ challengeResponse: 'SMS' });
    const code = await lastCode(pool, '+447700900104');
    assert.equal((await confirmSignIn({ challengeResponse: code })).isSignedIn, true);
    await updateMFAPreference({ sms: 'DISABLED', email: 'DISABLED', totp: 'DISABLED' });
    await signOut();
    assert.equal((await signIn({ username: 'gus', password: PASSWORD })).isSignedIn, true);
    await signOut();
  });

  it('is set by an administrator, and replaces one-time codes and recovery by the same address', async () => {
    await createUser('Optional', 'hal', { email: 'hal@example.com', phone_number: '+447700900105' });
    const { UserPoolId, ClientId } = ids('Optional');
    const choices = async (): Promise<string[]> => {
      const AuthParameters = { USERNAME: 'hal' };
      return (await call(pool, 'InitiateAuth', { ClientId, AuthFlow: 'USER_AUTH', AuthParameters })).body
        .AvailableChallenges;
    };
    assert.ok((await choices()).includes('SMS_OTP'));
    const set = (settings: object) =>
      operator.send(new AdminSetUserMFAPreferenceCommand({ UserPoolId, Username: 'hal', ...settings }));
    await set({ SMSMfaSettings: setting(true, true) });
    const found = await operator.send(new AdminGetUserCommand({ UserPoolId, Username: 'hal' }));
    assert.deepEqual([found.UserMFASettingList, found.PreferredMfaSetting], [['SMS_MFA'], 'SMS_MFA']);
    assert.equal((await begin('Optional', 'hal')).body.ChallengeName, 'SMS_MFA');
    assert.ok(!(await choices()).includes('SMS_OTP'));
    const forgot = await call(pool, 'ForgotPassword', { ClientId, Username: 'hal' });
    assert.equal(forgot.body.CodeDeliveryDetails.AttributeName, 'email');
    await assert.rejects(set({ SMSMfaSettings: setting(true, true), EmailMfaSettings: setting(true, true) }), {
      name: 'InvalidParameterException',
    });
    await createUser('Optional', 'ida');
    const unreachable = { UserPoolId, Username: 'ida', SMSMfaSettings: setting(true) };
    await assert.rejects(operator.send(new AdminSetUserMFAPreferenceCommand(unreachable)), {
      name: 'InvalidParameterException',
      message: 'User does not have delivery config set to turn on SMS_MFA',
    });
  });

  it('is offered as a choice, and only an offered factor is accepted', async () => {
    await createUser('Required', 'jon', { email: 'jon@example.com', phone_number: '+447700900106' });
    const started = await begin('Required', 'jon');
    assert.equal(started.body.ChallengeName, 'SELECT_MFA_TYPE');
    assert.equal(started.body.ChallengeParameters.MFAS_CAN_CHOOSE, '["SMS_MFA","EMAIL_OTP"]');
    const wrong = await answer('Required', started, { ANSWER: 'SOFTWARE_TOKEN_MFA' });
    assert.equal(wrong.body.__type, 'InvalidParameterException');
    const chosen = await answer('Required', started, { ANSWER: 'EMAIL_OTP' });
    assert.equal(chosen.body.ChallengeName, 'EMAIL_OTP');
    const skipped = await answer('Required', { ...chosen, body: { ...chosen.body, ChallengeName: 'MFA_SETUP' } }, {});
    assert.equal(skipped.body.__type, 'NotAuthorizedException');
    const EMAIL_OTP_CODE = await lastCode(pool, 'jon@example.com');
    assert.ok((await answer('Required', chosen, { EMAIL_OTP_CODE })).body.AuthenticationResult);
  });

  it('cannot be skipped by an MFA_SETUP without a verified app, or by the session of another challenge', async () => {
    await createUser('Required', 'kim');
    const started = await begin('Required', 'kim');
    const associated = await call(pool, 'AssociateSoftwareToken', { Session: started.body.Session });
    const unverified = await answer('Required', { ...started, body: { ...started.body, ...associated.body } }, {});
    assert.equal(says(unverified), 'InvalidParameterException: Software token is not verified.');
    await createUser('SmsOnly', 'lea', { phone_number: '+447700900107' });
    const sms = await begin('SmsOnly', 'lea');
    const stolen = await call(pool, 'AssociateSoftwareToken', { Session: sms.body.Session });
    assert.equal(stolen.body.__type, 'NotAuthorizedException');
    await createUser('SmsOnly', 'mia');
    const none = await begin('SmsOnly', 'mia');
    assert.equal(
      says(await call(pool, 'AssociateSoftwareToken', { Session: none.body.Session })),
      'SoftwareTokenMFANotFoundException: Software Token MFA is not enabled by the userPool.',
    );
    assert.equal((await call(pool, 'AssociateSoftwareToken', {})).body.__type, 'InvalidParameterException');
  });

  it('is configured by an administrator', async () => {
    const { UserPoolId } = ids('Off');
    const set = (settings: object) => operator.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...settings }));
    await assert.rejects(set({ MfaConfiguration: 'ON' }), { name: 'InvalidParameterException' });
    await set({ MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration: { Enabled: true } });
    const { MfaConfiguration, SoftwareTokenMfaConfiguration, SmsMfaConfiguration } = await operator.send(
      new GetUserPoolMfaConfigCommand({ UserPoolId }),
    );
    assert.deepEqual(
      [MfaConfiguration, SoftwareTokenMfaConfiguration, SmsMfaConfiguration],
      ['ON', { Enabled: true }, undefined],
    );
    await createUser('Off', 'nat');
    assert.equal((await begin('Off', 'nat')).body.ChallengeName, 'MFA_SETUP');
    await set({ MfaConfiguration: 'OFF' });
    assert.ok((await begin('Off', 'nat')).body.AuthenticationResult);
  });

  it('has the codes of RFC 6238', () => {
    // The RFC's test vectors (appendix B) for SHA-1, of which authenticator apps show the last six digits.
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const vectors: [seconds: number, code: string][] = [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
      [20_000_000_000, '353130'],
    ];
    for (const [seconds, code] of vectors) assert.equal(totpAt(secret, seconds * 1000), code);
  });
});
