/** UserMigration: users of an older directory, at sign-in and when they forgot their password. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { type Answer, call, control, idsOf, lastCode, operatorOf, startText } from './support.js';

const FLOWS = '[ALLOW_USER_PASSWORD_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH]';
const TEMPLATE = `
Resources:
  Names: { Type: AWS::Cognito::UserPool, Properties: { MfaConfiguration: OPTIONAL, EnabledMfas: [SMS_MFA], LambdaConfig: { UserMigration: !GetAtt F.Arn, PreAuthentication: !GetAtt F.Arn } } }
  NamesClient: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Names, ExplicitAuthFlows: ${FLOWS} } }
  Emails: { Type: AWS::Cognito::UserPool, Properties: { UsernameAttributes: [email], LambdaConfig: { UserMigration: !GetAtt F.Arn } } }
  EmailsClient: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Emails, PreventUserExistenceErrors: ENABLED, ExplicitAuthFlows: ${FLOWS} } }
  Aliases: { Type: AWS::Cognito::UserPool, Properties: { AliasAttributes: [email], LambdaConfig: { UserMigration: !GetAtt F.Arn } } }
  AliasesClient: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Aliases, ExplicitAuthFlows: ${FLOWS} } }
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: |
        exports.handler = async (event) => {
          console.log('SEEN', JSON.stringify(event));
          const { triggerSource, userName, request, response } = event;
          if (!triggerSource.startsWith('UserMigration')) return event;
          if (userName.startsWith('nobody')) throw new Error('Bad password');
          if (userName.startsWith('silent')) return event;
          if (request.password !== undefined && request.password !== 'old') throw new Error('Bad password');
          const email = userName.includes('@') ? userName : userName + '@example.com';
          response.userAttributes = { email, email_verified: 'true' };
          if (userName.includes('@')) response.userAttributes.username = userName.split('@')[0];
          if (!userName.startsWith('reset') && triggerSource.endsWith('Authentication')) response.finalUserStatus = 'CONFIRMED';
          if (userName.startsWith('welcome')) response.desiredDeliveryMediums = ['EMAIL'];
          else response.messageAction = 'SUPPRESS';
          if (userName.startsWith('forced')) response.forceAliasCreation = true;
          if (userName.startsWith('wrong')) response.finalUserStatus = 'ARCHIVED';
          if (userName.startsWith('second')) Object.assign(response, { enableSMSMFA: true }).userAttributes.phone_number = '+447700900201';
          return event;
        };
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
`;

describe('UserMigration', () => {
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
  const attempt = (name: string, USERNAME: string, PASSWORD = 'old'): Promise<Answer> =>
    call(pool, 'InitiateAuth', {
      ClientId: ids(name).ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
      ClientMetadata: { tenant: 'one' },
    });
  const says = ({ body }: Answer): string => `${body.__type}: ${body.message}`;
  const events = async (userName: string) =>
    (await control(pool, 'GET', '/logs')).body
      .map(({ line }: { line: string }) => /SEEN (.*)$/.exec(line)?.[1])
      .filter((text: string | undefined) => text !== undefined)
      .map((text: string) => JSON.parse(text))
      .filter((event: { userName: string }) => event.userName === userName);

  it('creates a user who signs in with the old password from then on, by SRP too', async () => {
    const { UserPoolId, ClientId } = ids('Names');
    const Pool = new CognitoUserPool({ UserPoolId, ClientId, endpoint: pool.endpoint });
    const signIn = (flow: string, Password: string): Promise<CognitoUserSession> =>
      new Promise((onSuccess, onFailure) => {
        const legacy = new CognitoUser({ Username: 'ann', Pool });
        legacy.setAuthenticationFlowType(flow);
        legacy.authenticateUser(new AuthenticationDetails({ Username: 'ann', Password }), { onSuccess, onFailure });
      });
    await assert.rejects(signIn('USER_SRP_AUTH', 'old'), { name: 'UserNotFoundException' });
    assert.ok((await signIn('USER_PASSWORD_AUTH', 'old')).isValid());
    assert.ok((await signIn('USER_SRP_AUTH', 'old')).isValid());
    await assert.rejects(signIn('USER_PASSWORD_AUTH', 'other'), { name: 'NotAuthorizedException' });
    const seen = await events('ann');
    assert.deepEqual(
      seen.map(({ triggerSource }: { triggerSource: string }) => triggerSource),
      [
        'UserMigration_Authentication',
        'PreAuthentication_Authentication',
        'PreAuthentication_Authentication',
        'PreAuthentication_Authentication',
      ],
    );
    const { request, response, callerContext, userName } = seen[0];
    assert.deepEqual(
      [request, userName, callerContext.clientId],
      [{ password: 'old', validationData: {}, userAttributes: null }, 'ann', ClientId],
    );
    assert.deepEqual(response, {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    });
    const found = await operator.send(new AdminGetUserCommand({ UserPoolId, Username: 'ann' }));
    assert.equal(found.UserStatus, 'CONFIRMED');
  });

  it('works for a server with ADMIN_USER_PASSWORD_AUTH, and requires a new password by default', async () => {
    const { UserPoolId, ClientId } = ids('Names');
    const AuthParameters = { USERNAME: 'bob', PASSWORD: 'old' };
    const started = await operator.send(
      new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }),
    );
    assert.ok(started.AuthenticationResult);
    assert.equal(
      says(await attempt('Names', 'reset')),
      'PasswordResetRequiredException: Password reset required for the user',
    );
    assert.deepEqual((await events('reset'))[0].request.validationData, { tenant: 'one' });
  });

  it('refuses a user whom the trigger does not return', async () => {
    const { ClientId } = ids('Names');
    const refused = `UserNotFoundException: Exception migrating user in app client ${ClientId}`;
    for (const name of ['nobody', 'silent', 'cleo'])
      assert.equal(says(await attempt('Names', name, 'x')), refused, name);
    assert.equal((await attempt('Names', 'wrong')).body.__type, 'InvalidLambdaResponseException');
    const hidden = await attempt('Emails', 'nobody@example.com');
    assert.equal(says(hidden), 'NotAuthorizedException: Incorrect username or password.');
    const Username = 'nobody@example.com';
    const forgot = await call(pool, 'ForgotPassword', { ClientId: ids('Emails').ClientId, Username });
    assert.equal(forgot.body.CodeDeliveryDetails.Destination, 'n***@e***');
    assert.ok(!(await control(pool, 'GET', '/outbox')).body.some(({ to }: { to: string }) => to === Username));
  });

  it('creates a user who forgot the password, and receives the ClientMetadata', async () => {
    const ClientMetadata = { page: 'reset' };
    const Username = 'dan@example.com';
    const { ClientId } = ids('Emails');
    const forgot = await call(pool, 'ForgotPassword', { ClientId, Username, ClientMetadata });
    assert.equal(forgot.body.CodeDeliveryDetails.DeliveryMedium, 'EMAIL');
    const [{ triggerSource, request }] = await events(Username);
    assert.equal(triggerSource, 'UserMigration_ForgotPassword');
    assert.deepEqual(request, { validationData: null, userAttributes: null, clientMetadata: ClientMetadata });
    const ConfirmationCode = await lastCode(pool, Username);
    const Password = 'Battery-staple-2';
    await call(pool, 'ConfirmForgotPassword', { ClientId, Username, ConfirmationCode, Password });
    assert.ok((await attempt('Emails', Username, Password)).body.AuthenticationResult);
  });

  it('sends the invitation unless the message is suppressed', async () => {
    assert.ok((await attempt('Names', 'welcome')).body.AuthenticationResult);
    const { to, body } = (await control(pool, 'GET', '/outbox')).body.at(-1);
    assert.match(`${to} ${body}`, /^welcome@example\.com Your username is welcome/);
  });

  it('moves an alias only with forceAliasCreation, and switches SMS on as the second factor', async () => {
    const { UserPoolId } = ids('Aliases');
    const create = (Username: string, email: string) =>
      operator.send(
        new AdminCreateUserCommand({
          UserPoolId,
          Username,
          MessageAction: 'SUPPRESS',
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ],
        }),
      );
    await create('one', 'eve@example.com');
    await create('two', 'forced@example.com');
    assert.equal((await attempt('Aliases', 'eve')).body.__type, 'AliasExistsException');
    assert.ok((await attempt('Aliases', 'forced')).body.AuthenticationResult);
    const owner = await operator.send(new AdminGetUserCommand({ UserPoolId, Username: 'forced@example.com' }));
    assert.equal(owner.Username, 'forced');
    assert.ok((await attempt('Aliases', 'fay@example.com')).body.AuthenticationResult);
    assert.equal(
      (await operator.send(new AdminGetUserCommand({ UserPoolId, Username: 'fay@example.com' }))).Username,
      'fay',
    );
    assert.equal((await attempt('Names', 'second')).body.ChallengeName, 'SMS_MFA');
  });
});
