/** Users whom an administrator creates: the invitation, the temporary password and its replacement. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, control, operatorOf, startText } from './support.js';

const TEMPLATE = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UsernameAttributes: [email]
      Schema: [{ Name: name, Required: true }]
      AdminCreateUserConfig: { InviteMessageTemplate: { EmailSubject: Welcome, EmailMessage: 'You are {username}, with {####}' } }
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: V3_0, LambdaArn: !GetAtt F.Arn } }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH] }
  Custom: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { CustomMessage: !GetAtt F.Arn } } }
  Other: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Custom } }
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: |
        exports.handler = async (event) => {
          const { triggerSource: source, request, response } = event;
          if (source.startsWith('CustomMessage')) response.emailMessage = source + ' ' + request.usernameParameter + ' ' + request.codeParameter;
          else response.claimsAndScopeOverrideDetails = { accessTokenGeneration: { claimsToAddOrOverride: { shape: event.version } } };
          return event;
        };
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
`;

describe('a user whom an administrator creates', () => {
  let pool: LocalPool;
  let client: CognitoIdentityProviderClient;
  before(async () => {
    pool = await startText(TEMPLATE);
    client = operatorOf(pool);
  });
  after(async () => {
    client.destroy();
    await pool.close();
  });

  const invite = async (address: string, UserPoolId = pool.userPoolId): Promise<string> => {
    const Username = UserPoolId === pool.userPoolId ? address : address.split('@')[0];
    const UserAttributes = [{ Name: 'email', Value: address }];
    await client.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes }));
    const { body } = await control(pool, 'GET', '/outbox');
    const message = body.findLast(({ to }: { to: string }) => to === address);
    return `${message.subject}: ${message.body}`;
  };
  const signIn = (USERNAME: string, PASSWORD: string) =>
    call(pool, 'InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD },
    });
  const answer = (Session: string, ChallengeResponses: Record<string, string>) =>
    call(pool, 'RespondToAuthChallenge', {
      ClientId: pool.clientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses,
    });

  it('receives the invitation of the template, and chooses a password before tokens are issued', async () => {
    const text = await invite('ann@example.com');
    assert.match(text, /^Welcome: You are ann@example\.com, with \S+$/);
    const { body } = await signIn('ann@example.com', text.split('with ')[1] ?? '');
    assert.equal(body.ChallengeName, 'NEW_PASSWORD_REQUIRED');
    assert.equal(body.AuthenticationResult, undefined);
    const { USER_ID_FOR_SRP: USERNAME, requiredAttributes, userAttributes } = body.ChallengeParameters;
    assert.deepEqual(JSON.parse(requiredAttributes), ['userAttributes.name']);
    assert.equal(JSON.parse(userAttributes).email, 'ann@example.com');
    const refused = await answer(body.Session, { USERNAME, NEW_PASSWORD: 'short' });
    assert.equal(refused.body.__type, 'InvalidPasswordException');
    const NEW_PASSWORD = 'Battery-staple-2';
    const done = await answer(body.Session, { USERNAME, NEW_PASSWORD, 'userAttributes.name': 'Ann' });
    const [, claims = ''] = done.body.AuthenticationResult.AccessToken.split('.');
    assert.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).shape, '3');
    assert.ok((await signIn('ann@example.com', NEW_PASSWORD)).body.AuthenticationResult);
  });

  it('cannot continue without a required attribute', async () => {
    const password = (await invite('bob@example.com')).split('with ')[1] ?? '';
    const { body } = await signIn('bob@example.com', password);
    const USERNAME = body.ChallengeParameters.USER_ID_FOR_SRP;
    const refused = await answer(body.Session, { USERNAME, NEW_PASSWORD: 'Battery-staple-2' });
    assert.deepEqual(
      [refused.body.__type, refused.body.message],
      ['InvalidParameterException', 'Invalid attributes given, name is missing'],
    );
  });

  it('signs in through a server with ADMIN_USER_PASSWORD_AUTH, which InitiateAuth does not accept', async () => {
    const PASSWORD = (await invite('cleo@example.com')).split('with ')[1] ?? '';
    const parameters = {
      ClientId: pool.clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'cleo@example.com', PASSWORD },
    } as const;
    const started = await client.send(new AdminInitiateAuthCommand({ UserPoolId: pool.userPoolId, ...parameters }));
    assert.equal(started.ChallengeName, 'NEW_PASSWORD_REQUIRED');
    assert.equal((await call(pool, 'InitiateAuth', parameters)).body.__type, 'InvalidParameterException');
  });

  it('receives the message of CustomMessage_AdminCreateUser, with both placeholders', async () => {
    const text = await invite('dan@example.com', pool.pools[1]?.userPoolId);
    assert.match(text, /^Your temporary password: CustomMessage_AdminCreateUser dan \S{12,}$/);
  });
});
