/** A user pool with every trigger, in one function, and with every flow. */
import { TRIGGER_NAMES } from '../../src/model/pool-definition.js';

/** The answer that the custom challenge expects. */
export const ANSWER = 'open sesame';

/** A user of the older directory, and the password there. */
export const MIGRATED = { name: 'migrated', password: 'Old-horse-battery-1' };

const FLOWS = [
  'CUSTOM_AUTH',
  'USER_PASSWORD_AUTH',
  'USER_SRP_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
  'REFRESH_TOKEN_AUTH',
];

/** Two pools: one in which every trigger is attached, and one that remembers devices, asks for a second factor and rotates refresh tokens. */
export const TEMPLATE = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      AutoVerifiedAttributes: [email]
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP] } }
      LambdaConfig: { ${TRIGGER_NAMES.map((name) => `${name}: !GetAtt F.Arn`).join(', ')} }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool, ExplicitAuthFlows: [${FLOWS.map((flow) => `ALLOW_${flow}`).join(', ')}] }
  Second:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: OPTIONAL
      EnabledMfas: [SMS_MFA, SOFTWARE_TOKEN_MFA]
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true }
  SecondClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Second
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH]
      RefreshTokenRotation: { Feature: ENABLED, RetryGracePeriodSeconds: 10 }
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: |
        exports.handler = async (event) => {
          const { triggerSource, userName, request, response } = event;
          const last = request.session?.at(-1);
          switch (triggerSource.split('_')[0]) {
            case 'DefineAuthChallenge':
              response.issueTokens = last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult;
              response.failAuthentication = false;
              if (last?.challengeName === 'SRP_A') response.challengeName = 'PASSWORD_VERIFIER';
              else if (!response.issueTokens) response.challengeName = 'CUSTOM_CHALLENGE';
              break;
            case 'VerifyAuthChallengeResponse':
              response.answerCorrect = request.challengeAnswer === '${ANSWER}';
              break;
            case 'UserMigration':
              if (userName !== '${MIGRATED.name}') throw new Error('unknown');
              response.userAttributes = { email: userName + '@example.com', email_verified: 'true', username: userName };
              response.finalUserStatus = 'CONFIRMED';
              response.messageAction = 'SUPPRESS';
          }
          return event;
        };
  MayBeCalled: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
`;
