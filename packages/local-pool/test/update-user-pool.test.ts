/** UpdateUserPool and UpdateUserPoolClient, which reset what a call leaves out, and refuse what Cognito refuses. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  UpdateUserPoolClientCommand,
  UpdateUserPoolCommand,
  type UpdateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, idsOf, operatorOf, startText } from './support.js';

const TEMPLATE = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UsernameAttributes: [email]
      AutoVerifiedAttributes: [email]
      DeletionProtection: ACTIVE
      UserPoolTags: { team: accounts }
      Policies: { PasswordPolicy: { MinimumLength: '12', RequireNumbers: 'true' } }
      LambdaConfig: { PreSignUp: !GetAtt Confirm.Arn }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Pool
      ClientName: web
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH]
      AuthSessionValidity: 10
      CallbackURLs: ['https://example.com/']
  Confirm:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/own
      Code: { ZipFile: 'exports.handler = async (event) => ({ ...event, response: { autoConfirmUser: true } });' }
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt Confirm.Arn
      Principal: cognito-idp.amazonaws.com
      SourceArn: !GetAtt Pool.Arn
`;

describe('an update of a user pool', () => {
  let pool: LocalPool;
  let ids: { UserPoolId: string; ClientId: string };
  let operator: ReturnType<typeof operatorOf>;
  before(async () => {
    pool = await startText(TEMPLATE);
    ids = idsOf(pool, 'Pool');
    operator = operatorOf(pool);
  });
  after(async () => {
    operator.destroy();
    await pool.close();
  });
  const describePool = async () => (await operator.send(new DescribeUserPoolCommand(ids))).UserPool ?? {};
  const describeClient = async () => (await operator.send(new DescribeUserPoolClientCommand(ids))).UserPoolClient ?? {};
  const update = (input: Partial<UpdateUserPoolCommandInput>) =>
    operator.send(new UpdateUserPoolCommand({ UserPoolId: ids.UserPoolId, ...input }));
  const signUp = async (email: string, Password = 'correct-horse-1') =>
    (
      await call(pool, 'SignUp', {
        ClientId: ids.ClientId,
        Username: email,
        Password,
        UserAttributes: [{ Name: 'email', Value: email }],
      })
    ).body;

  it('describes the settings of the template with the types of the API, and those that are not set as Cognito does', async () => {
    const { LambdaConfig, Policies, UserPoolTags, MfaConfiguration, EmailConfiguration, Arn } = await describePool();
    assert.match(LambdaConfig?.PreSignUp ?? '', /^arn:aws:lambda:/);
    assert.deepEqual(Policies, { PasswordPolicy: { MinimumLength: 12, RequireNumbers: true } });
    assert.deepEqual(UserPoolTags, { team: 'accounts' });
    assert.equal(MfaConfiguration, 'OFF');
    assert.deepEqual(EmailConfiguration, { EmailSendingAccount: 'COGNITO_DEFAULT' });
    assert.match(Arn ?? '', /:userpool\/us-east-1_/);
    const client = await describeClient();
    assert.deepEqual(client.ExplicitAuthFlows, ['ALLOW_USER_PASSWORD_AUTH']);
    assert.equal(client.AuthSessionValidity, 10);
    assert.equal(client.RefreshTokenValidity, 30);
  });

  it('refuses what Cognito refuses, and changes nothing then', async () => {
    const before = await describePool();
    const AdminCreateUserConfig = { UnusedAccountValidityDays: 7 };
    await assert.rejects(
      update({ AdminCreateUserConfig }),
      /Please use TemporaryPasswordValidityDays in PasswordPolicy/,
    );
    await assert.rejects(update({ MfaConfiguration: 'OPTIONAL' }), /SMS configuration and Auto verification/);
    await assert.rejects(update({ AutoVerifiedAttributes: ['phone_number'] }), /SMS configuration is required/);
    const PasswordPolicy = { MinimumLength: 3 };
    await assert.rejects(update({ Policies: { PasswordPolicy } }), { name: 'InvalidParameterException' });
    const client = (input: object) => operator.send(new UpdateUserPoolClientCommand({ ...ids, ...input }));
    const mixed = ['ALLOW_CUSTOM_AUTH', 'USER_PASSWORD_AUTH'] as const;
    await assert.rejects(client({ ExplicitAuthFlows: mixed }), { name: 'InvalidParameterException' });
    const RefreshTokenRotation = { Feature: 'ENABLED' };
    const flows = { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'], RefreshTokenRotation };
    await assert.rejects(client(flows), { name: 'InvalidParameterException' });
    assert.deepEqual(await describePool(), before);
  });

  it('resets what it leaves out, and takes effect at once: policies, triggers, tags, flows', async () => {
    assert.equal((await signUp('ann@example.com', 'short-1')).__type, 'InvalidPasswordException');
    assert.equal((await signUp('ann@example.com')).UserConfirmed, true);
    await update({ Policies: { PasswordPolicy: { MinimumLength: 6, RequireNumbers: true } } });
    const { LambdaConfig, UserPoolTags, DeletionProtection, AutoVerifiedAttributes, Name } = await describePool();
    assert.deepEqual([LambdaConfig, UserPoolTags, DeletionProtection], [{}, {}, 'INACTIVE']);
    assert.equal(AutoVerifiedAttributes, undefined);
    assert.equal(Name, 'Pool');
    assert.equal((await signUp('bob@example.com', 'short-1')).UserConfirmed, false, 'no trigger confirms the user');

    await operator.send(new UpdateUserPoolClientCommand({ ...ids, ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] }));
    const { CallbackURLs, AuthSessionValidity, ClientName } = await describeClient();
    assert.deepEqual([CallbackURLs, AuthSessionValidity, ClientName], [undefined, 3, 'web']);
    const AuthParameters = { USERNAME: 'ann@example.com', PASSWORD: 'correct-horse-1' };
    const { ClientId } = ids;
    const refused = await call(pool, 'InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    assert.equal(refused.body.message, 'Auth flow not enabled for this client');
  });
});
