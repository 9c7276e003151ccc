/** Parts of templates that several cases share. */

/** Code that confirms a user at sign-up, so that tokens show that it ran. */
export const CONFIRMS =
  'exports.handler = async (event) => { event.response.autoConfirmUser = true; return event; };\n';

/** An app client in YAML that signs in with a password. */
export const CLIENT = `
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH] }`;

/** A pool, a client and a trigger in YAML. `Code` is the folder `code`. */
export const POOL = `
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: people, LambdaConfig: { PreSignUp: !GetAtt Confirm.Arn } } }${CLIENT}
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !GetAtt Confirm.Arn, Principal: cognito-idp.amazonaws.com } }`;

/** The trigger of {@link POOL}. */
export const FUNCTION = `
  Confirm: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: code } }`;

/** One file of a case's folder: text, or the bytes of a zip file. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** The code of {@link FUNCTION}. */
export const CODE: Files = { 'code/index.js': CONFIRMS };
