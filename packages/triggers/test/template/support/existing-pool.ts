/** A user pool as teams have it before they add codes: passwords, Cognito's own confirmation of sign-ups, and two app clients. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveTemplate } from '@cognito-otp/local-pool';
import { required, root } from './template.js';

/** The template without a user pool, which `npm run build` generates. */
export const triggersFile = `${root}template-triggers.yaml`;

/** Values of the parameters that only this template has. */
export const poolParameters = {
  UserPoolArn: 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_EXAMPLE00',
  AppClientIds: '1example23456789',
} as const;

const pool = (lambdaConfig: string) => `
  ExistingPool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: existing
      UsernameAttributes: [phone_number, email]
      UsernameConfiguration: { CaseSensitive: false }
      AutoVerifiedAttributes: [email]
      VerificationMessageTemplate: { EmailMessage: 'Welcome to Existing, your code is {####}.' }
${lambdaConfig}
  CodesClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref ExistingPool
      ClientName: codes
      ExplicitAuthFlows: [ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
      PreventUserExistenceErrors: ENABLED
  PasswordsClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref ExistingPool
      ClientName: passwords
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
      PreventUserExistenceErrors: ENABLED
`;

const TRIGGERS = `      LambdaConfig:
        PreSignUp: !GetAtt PreSignUp.Arn
        DefineAuthChallenge: !GetAtt DefineAuthChallenge.Arn
        CreateAuthChallenge: !GetAtt CreateAuthChallenge.Arn
        VerifyAuthChallengeResponse: !GetAtt VerifyAuthChallengeResponse.Arn
        PostAuthentication: !GetAtt PostAuthentication.Arn
        CustomMessage: !GetAtt CustomMessage.Arn`;

/**
 * The template for existing pools together with such a pool, to which the triggers are attached; users of one client get codes. The
 * id of that client is resolved first, because a reference from the functions would be circular.
 */
export async function withExistingPool(): Promise<string> {
  const edit = (lambdaConfig: string) =>
    readFileSync(triggersFile, 'utf8')
      .replace('\nResources:\n', `\nResources:\n${pool(lambdaConfig)}\n`)
      .replaceAll('!Ref UserPoolArn', '!GetAtt ExistingPool.Arn');
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-existing-'));
  try {
    // Generated ids depend on the name of the file.
    const file = join(folder, 'template.yaml');
    writeFileSync(file, edit('').replaceAll('!Ref AppClientIds', '!Ref CodesClient'));
    const { outputs } = await resolveTemplate(file, { ...required, ...poolParameters });
    return edit(TRIGGERS).replaceAll('!Ref AppClientIds', String(outputs['AppClientIds']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
