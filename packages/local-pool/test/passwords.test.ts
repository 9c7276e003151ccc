/** Forgotten, changed, reset, temporary and wrong passwords. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import { confirmResetPassword, resetPassword, signIn, signOut, updatePassword } from 'aws-amplify/auth';
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

const pools = ['Email', 'Hidden', 'ByAdmin', 'Strict', 'Aliases'];
const TEMPLATE = `
Resources:
  Email:
    Type: AWS::Cognito::UserPool
    Properties:
      AutoVerifiedAttributes: [email, phone_number]
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: verified_email, Priority: 1 }, { Name: verified_phone_number, Priority: 2 }] }
      EmailVerificationSubject: Code
      EmailVerificationMessage: 'It is {####}.'
  Hidden: { Type: AWS::Cognito::UserPool, Properties: { UsernameAttributes: [email], LambdaConfig: { CustomMessage: !GetAtt F.Arn, PostConfirmation: !GetAtt F.Arn } } }
  ByAdmin: { Type: AWS::Cognito::UserPool, Properties: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: admin_only, Priority: 1 }] } } }
  Strict: { Type: AWS::Cognito::UserPool, Properties: { Policies: { PasswordPolicy: { MinimumLength: 6, PasswordHistorySize: 2, TemporaryPasswordValidityDays: 1 } }, Schema: [{ Name: email, Required: true }] } }
  Aliases: { Type: AWS::Cognito::UserPool, Properties: { AliasAttributes: [email] } }
${pools
  .map(
    (name) => `
  ${name}Client:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref ${name}
      PreventUserExistenceErrors: ${name === 'Hidden' ? 'ENABLED' : 'LEGACY'}
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]`,
  )
  .join('')}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: |
        exports.handler = async (event) => {
          const { triggerSource, request, callerContext } = event;
          console.log(triggerSource, JSON.stringify(request.clientMetadata), callerContext.clientId);
          event.response.emailMessage = triggerSource + ' ' + request.codeParameter;
          return event;
        };
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
`;

const FIRST = 'Correct-horse-1';
const SECOND = 'Battery-staple-2';
const THIRD = 'Paper-clip-3';

describe('passwords', () => {
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
  const createUser = (name: string, username: string, attributes?: Record<string, string>) =>
    createUserWithPassword(operator, ids(name).UserPoolId, username, FIRST, attributes);
  const attempt = (name: string, USERNAME: string, PASSWORD: string): Promise<Answer> =>
    call(pool, 'InitiateAuth', {
      ClientId: ids(name).ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    });
  const forgot = (name: string, Username: string): Promise<Answer> =>
    call(pool, 'ForgotPassword', { ClientId: ids(name).ClientId, Username, ClientMetadata: { page: 'reset' } });
  const confirm = (name: string, Username: string, ConfirmationCode: string, Password = SECOND): Promise<Answer> =>
    call(pool, 'ConfirmForgotPassword', { ClientId: ids(name).ClientId, Username, ConfirmationCode, Password });
  const says = ({ body }: Answer): string => `${body.__type}: ${body.message}`;
  const statusOf = async (name: string, Username: string): Promise<string | undefined> =>
    (await operator.send(new AdminGetUserCommand({ UserPoolId: ids(name).UserPoolId, Username }))).UserStatus;

  it('are replaced with a code, which Amplify and amazon-cognito-identity-js request and confirm', async () => {
    await createUser('Email', 'ann', { email: 'ann@example.com', phone_number: '+447700900001' });
    const { UserPoolId: userPoolId, ClientId: userPoolClientId } = ids('Email');
    Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: pool.endpoint } } });
    const { nextStep } = await resetPassword({ username: 'ann' });
    assert.deepEqual(nextStep.codeDeliveryDetails, {
      attributeName: 'email',
      deliveryMedium: 'EMAIL',
      destination: 'a***@e***',
    });
    const message = (await control(pool, 'GET', '/outbox')).body.at(-1);
    assert.match(`${message.to} ${message.subject} ${message.body}`, /^ann@example\.com Code It is \d{6}\.$/);
    const confirmationCode = await lastCode(pool, 'ann@example.com');
    await assert.rejects(confirmResetPassword({ username: 'ann', newPassword: 'short', confirmationCode }), {
      name: 'InvalidPasswordException',
    });
    await confirmResetPassword({ username: 'ann', newPassword: SECOND, confirmationCode });
    assert.equal((await attempt('Email', 'ann', FIRST)).body.__type, 'NotAuthorizedException');
    assert.equal((await signIn({ username: 'ann', password: SECOND })).isSignedIn, true);
    await updatePassword({ oldPassword: SECOND, newPassword: THIRD });
    await assert.rejects(updatePassword({ oldPassword: SECOND, newPassword: FIRST }), {
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    await signOut();
    const again = await confirm('Email', 'ann', confirmationCode);
    assert.equal(says(again), 'ExpiredCodeException: Invalid code provided, please request a code again.');

    const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: userPoolClientId, endpoint: pool.endpoint });
    const legacy = new CognitoUser({ Username: 'ann', Pool });
    await new Promise((onSuccess, onFailure) => {
      legacy.forgotPassword({ onSuccess, onFailure });
    });
    const code = await lastCode(pool, 'ann@example.com');
    await new Promise((onSuccess, onFailure) => {
      legacy.confirmPassword(code, FIRST, { onSuccess, onFailure });
    });
    const session = await new Promise<unknown>((onSuccess, onFailure) => {
      const details = new AuthenticationDetails({ Username: 'ann', Password: FIRST });
      legacy.authenticateUser(details, { onSuccess, onFailure });
    });
    assert.ok(session);
  });

  it('go by SMS without a verified email address, and nowhere without a verified address', async () => {
    await createUser('Email', 'bob', { phone_number: '+447700900002' });
    assert.deepEqual((await forgot('Email', 'bob')).body.CodeDeliveryDetails, {
      Destination: '+********0002',
      DeliveryMedium: 'SMS',
      AttributeName: 'phone_number',
    });
    await createUser('Email', 'cleo');
    assert.equal(
      says(await forgot('Email', 'cleo')),
      'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number',
    );
    assert.equal(says(await forgot('Email', 'none')), 'UserNotFoundException: User does not exist.');
    await createUser('ByAdmin', 'dan', { email: 'dan@example.com' });
    assert.equal((await forgot('ByAdmin', 'dan')).body.__type, 'NotAuthorizedException');
  });

  it('are reset with a code of an hour and five attempts, within five requests an hour', async () => {
    await createUser('Email', 'eve', { email: 'eve@example.com' });
    await forgot('Email', 'eve');
    const code = await lastCode(pool, 'eve@example.com');
    await control(pool, 'POST', '/clock', { advanceMs: 3_600_000 });
    assert.equal((await confirm('Email', 'eve', code)).body.__type, 'ExpiredCodeException');
    for (const _ of [1, 2, 3, 4, 5]) assert.equal((await forgot('Email', 'eve')).status, 200);
    const limit = 'LimitExceededException: Attempt limit exceeded, please try after some time.';
    assert.equal(says(await forgot('Email', 'eve')), limit);
    for (const _ of [1, 2, 3, 4, 5]) {
      const wrong = await confirm('Email', 'eve', 'wrong');
      assert.equal(says(wrong), 'CodeMismatchException: Invalid verification code provided, please try again.');
    }
    assert.equal(says(await confirm('Email', 'eve', await lastCode(pool, 'eve@example.com'))), limit);
    await control(pool, 'DELETE', '/clock');
  });

  it('of unknown users get the responses of known ones if the app client has PreventUserExistenceErrors', async () => {
    await createUser('Hidden', 'fay@example.com', { email: 'fay@example.com' });
    const known = await forgot('Hidden', 'fay@example.com');
    const unknown = await forgot('Hidden', 'foe@example.com');
    assert.deepEqual(unknown.body, known.body);
    assert.equal(unknown.status, 200);
    assert.equal((await confirm('Hidden', 'foe@example.com', '123456')).body.__type, 'CodeMismatchException');
    const resent = { ClientId: ids('Hidden').ClientId, Username: 'foe@example.com' };
    assert.equal(
      (await call(pool, 'ResendConfirmationCode', resent)).body.CodeDeliveryDetails.Destination,
      'f***@e***',
    );
    const confirmed = await call(pool, 'ConfirmSignUp', { ...resent, ConfirmationCode: '123456' });
    assert.equal(confirmed.body.__type, 'CodeMismatchException');
    const sent = (await control(pool, 'GET', '/outbox')).body.at(-1);
    assert.match(sent.body, /^CustomMessage_ForgotPassword \d{6}$/);
    assert.equal((await confirm('Hidden', 'fay@example.com', await lastCode(pool, 'fay@example.com'))).status, 200);
    const { body: logs } = await control(pool, 'GET', '/logs');
    const lines = logs.map(({ line }: { line: string }) => line).join('\n');
    assert.match(lines, /CustomMessage_ForgotPassword \{"page":"reset"\}/);
    assert.match(lines, /PostConfirmation_ConfirmForgotPassword undefined/);
  });

  it('are reset by an administrator, who also sets them', async () => {
    await createUser('Email', 'gus', { email: 'gus@example.com' });
    const { UserPoolId } = ids('Email');
    await operator.send(new AdminResetUserPasswordCommand({ UserPoolId, Username: 'gus' }));
    assert.equal(await statusOf('Email', 'gus'), 'RESET_REQUIRED');
    assert.equal(
      says(await attempt('Email', 'gus', FIRST)),
      'PasswordResetRequiredException: Password reset required for the user',
    );
    assert.equal((await confirm('Email', 'gus', await lastCode(pool, 'gus@example.com'))).status, 200);
    assert.equal(await statusOf('Email', 'gus'), 'CONFIRMED');
    assert.ok((await attempt('Email', 'gus', SECOND)).body.AuthenticationResult);
    await operator.send(new AdminSetUserPasswordCommand({ UserPoolId, Username: 'gus', Password: THIRD }));
    assert.equal((await attempt('Email', 'gus', THIRD)).body.ChallengeName, 'NEW_PASSWORD_REQUIRED');
    assert.equal(
      says(await forgot('Email', 'gus')),
      'NotAuthorizedException: User password cannot be reset in the current state.',
    );
  });

  it('lock the user out for a doubling time after five wrong ones', async () => {
    await createUser('Email', 'hal');
    for (const _ of [1, 2, 3, 4, 5]) {
      assert.equal(says(await attempt('Email', 'hal', 'x')), 'NotAuthorizedException: Incorrect username or password.');
    }
    const locked = 'NotAuthorizedException: Password attempts exceeded';
    assert.equal(says(await attempt('Email', 'hal', FIRST)), locked);
    await control(pool, 'POST', '/clock', { advanceMs: 1000 });
    await attempt('Email', 'hal', 'x');
    await control(pool, 'POST', '/clock', { advanceMs: 1000 });
    assert.equal(says(await attempt('Email', 'hal', FIRST)), locked);
    await control(pool, 'POST', '/clock', { advanceMs: 1000 });
    assert.ok((await attempt('Email', 'hal', FIRST)).body.AuthenticationResult);
    await control(pool, 'DELETE', '/clock');
  });

  it('that are temporary expire, are sent again, and cannot be chosen twice', async () => {
    const { UserPoolId } = ids('Strict');
    const Username = 'ida';
    const UserAttributes = [{ Name: 'email', Value: 'ida@example.com' }];
    const DesiredDeliveryMediums = ['EMAIL' as const];
    const create = { UserPoolId, Username, DesiredDeliveryMediums, TemporaryPassword: 'first-1' };
    await operator.send(new AdminCreateUserCommand({ ...create, UserAttributes }));
    await assert.rejects(operator.send(new AdminCreateUserCommand({ ...create, UserAttributes })), {
      name: 'UsernameExistsException',
      message: 'User account already exists',
    });
    await control(pool, 'POST', '/clock', { advanceMs: 86_400_000 });
    assert.equal(
      says(await attempt('Strict', Username, 'first-1')),
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.',
    );
    await operator.send(
      new AdminCreateUserCommand({ ...create, TemporaryPassword: 'second', MessageAction: 'RESEND' }),
    );
    const message = (await control(pool, 'GET', '/outbox')).body.at(-1);
    assert.match(`${message.to}: ${message.body}`, /^ida@example\.com: .*password is second\.$/);
    const { body } = await attempt('Strict', Username, 'second');
    const answer = (responses: object): Promise<Answer> =>
      call(pool, 'RespondToAuthChallenge', {
        ClientId: ids('Strict').ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: body.Session,
        ChallengeResponses: { USERNAME: Username, ...responses },
      });
    const changed = await answer({ NEW_PASSWORD: 'third-3', 'userAttributes.email': 'ida@example.org' });
    assert.equal(says(changed), 'NotAuthorizedException: Cannot modify an already provided email');
    const reused = await answer({ NEW_PASSWORD: 'second' });
    assert.equal(reused.body.__type, 'PasswordHistoryPolicyViolationException');
    const done = await answer({ NEW_PASSWORD: 'third-3' });
    assert.ok(done.body.AuthenticationResult, says(done));
    const { AccessToken } = done.body.AuthenticationResult;
    const change = (PreviousPassword: string, ProposedPassword: string): Promise<Answer> =>
      call(pool, 'ChangePassword', { AccessToken, PreviousPassword, ProposedPassword });
    assert.equal((await change('third-3', 'second')).body.__type, 'PasswordHistoryPolicyViolationException');
    assert.equal((await change('third-3', 'fourth-4')).status, 200);
    assert.equal((await change('fourth-4', 'second')).status, 200);
    for (const _ of [1, 2, 3, 4, 5]) {
      assert.equal((await change('wrong', 'sixth-6')).body.__type, 'NotAuthorizedException');
    }
    assert.equal((await change('second', 'sixth-6')).body.__type, 'LimitExceededException');
    await control(pool, 'DELETE', '/clock');
    await assert.rejects(operator.send(new AdminCreateUserCommand({ ...create, MessageAction: 'RESEND' })), {
      name: 'UnsupportedUserStateException',
      message: 'Resend not possible. ida status is not FORCE_CHANGE_PASSWORD',
    });
  });

  it('of invited users come with an alias only if it is free, or forced', async () => {
    await createUser('Aliases', 'jon', { email: 'jon@example.com' });
    const { UserPoolId } = ids('Aliases');
    const UserAttributes = [
      { Name: 'email', Value: 'jon@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ];
    const create = { UserPoolId, Username: 'jane', UserAttributes, MessageAction: 'SUPPRESS' as const };
    await assert.rejects(operator.send(new AdminCreateUserCommand(create)), { name: 'AliasExistsException' });
    await operator.send(new AdminCreateUserCommand({ ...create, ForceAliasCreation: true }));
    const found = await operator.send(new AdminGetUserCommand({ UserPoolId, Username: 'jon@example.com' }));
    assert.equal(found.Username, 'jane');
  });
});
