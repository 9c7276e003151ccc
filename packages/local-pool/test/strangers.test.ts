/** Templates of other tools: with each, a sign-in gets tokens, or the error says what to do. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startLocalPool, TemplateError } from '@cognito-otp/local-pool';
import { UsageError } from '../src/model/errors.js';
import { loadStack } from '../src/template/load-stack.js';
import { HANDLER_SHAPES } from './strangers/handlers.js';
import { CODE, type Files } from './strangers/parts.js';
import { REFUSALS } from './strangers/refusals.js';
import { SIGN_INS } from './strangers/sign-ins.js';
import { wrongTemplates } from './strangers/wrong-types.js';
import { call } from './support.js';

describe("another project's template", () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'strangers-'));
  });
  after(() => rm(root, { recursive: true }));

  async function folderWith(files: Files): Promise<string> {
    const folder = await mkdtemp(path.join(root, 'case-'));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    return folder;
  }

  for (const { title, files, templates = ['template.yaml'], says, ...options } of SIGN_INS) {
    it(`signs in: ${title}`, async () => {
      const folder = await folderWith(files);
      const lines: string[] = [];
      const template = templates.map((name) => path.join(folder, name));
      const pool = await startLocalPool({ ...options, template, log: (line) => lines.push(line) });
      try {
        const { clientId: ClientId } = pool;
        const [Username, Password] = ['ann', 'Correct-horse-1'];
        const signedUp = await call(pool, 'SignUp', { ClientId, Username, Password });
        assert.equal(signedUp.body.UserConfirmed, true, JSON.stringify(signedUp.body));
        const AuthParameters = { USERNAME: Username, PASSWORD: Password };
        const { body } = await call(pool, 'InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
        assert.ok(body.AuthenticationResult?.AccessToken, JSON.stringify(body));
        if (says !== undefined) assert.match(lines.join('\n'), says);
      } finally {
        await pool.close();
      }
    });
  }

  for (const { title, files, template = 'template.yaml', message } of REFUSALS) {
    it(`is refused with the place and what to do: ${title}`, async () => {
      const folder = await folderWith(files);
      await assert.rejects(startLocalPool({ template: path.join(folder, template) }), (error) => {
        assert.ok(error instanceof TemplateError, String((error as Error).stack));
        const shown = error.message.replaceAll(`${folder}/`, 'FOLDER/');
        assert.equal(shown.slice(0, message.length), message);
        return true;
      });
    });
  }

  it('never causes an untyped error, whatever value is wrong', async () => {
    const folder = await folderWith(CODE);
    const template = path.join(folder, 'template.json');
    let count = 0;
    for (const { what, template: wrong } of wrongTemplates()) {
      count += 1;
      // The step and the number of values have no common factor, so that each value is used.
      if (count % 37 !== 0) continue;
      await writeFile(template, JSON.stringify(wrong));
      const error: unknown = await loadStack(template).then(
        ({ secrets }) => void secrets.map(({ generate }) => generate()),
        (reason: unknown) => reason,
      );
      if (error === undefined) continue;
      assert.ok(error instanceof TemplateError || error instanceof UsageError, `${what}: ${(error as Error).stack}`);
      assert.doesNotMatch(error.message, /undefined|\[object|NaN/, what);
    }
    assert.ok(count > 3000);
  });

  const features: readonly [what: string, resources: string, line: RegExp][] = [
    [
      'passkeys',
      'Pool: { Type: AWS::Cognito::UserPool, Properties: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN] } } } }',
      /Pool offers passkeys .*has none: users sign in with the other factors/,
    ],
    [
      'a sender trigger',
      "Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { CustomEmailSender: { LambdaArn: 'arn:x', LambdaVersion: V1_0 } } } }",
      /Pool has a CustomEmailSender\. .*go to the outbox/,
    ],
    [
      'an identity provider',
      'Google: { Type: AWS::Cognito::UserPoolIdentityProvider, Properties: { ProviderName: Google } }',
      /Google \(UserPoolIdentityProvider\): the local pool has no federation/,
    ],
    [
      'rules that choose a role',
      'Roles: { Type: AWS::Cognito::IdentityPoolRoleAttachment, Properties: { IdentityPoolId: x, RoleMappings: { p: { Type: Token } } } }',
      /Roles has RoleMappings\. .*has the role of Roles\.authenticated/,
    ],
    [
      'a social login of an identity pool',
      "Ids: { Type: AWS::Cognito::IdentityPool, Properties: { AllowUnauthenticatedIdentities: false, SupportedLoginProviders: { graph.facebook.com: '1' } } }",
      /Ids has SupportedLoginProviders\. .*cannot get credentials/,
    ],
    ['a macro', 'Other: { Type: AWS::S3::Bucket }\nTransform: [Count]', /does not run the macro Count/],
    [
      'a trigger of a pool elsewhere',
      'Attach: { Type: Custom::CognitoUserPool, Properties: { UserPoolName: far, FunctionName: f, UserPoolConfigs: [{ Trigger: PreSignUp }] } }',
      /Attach attaches PreSignUp to the user pool far, which no template defines/,
    ],
  ];
  for (const [what, resources, line] of features) {
    it(`is started without ${what}, which one line reports, and is refused with --strict`, async () => {
      const own = resources.startsWith('Pool:') ? '' : '  Pool: { Type: AWS::Cognito::UserPool }\n';
      const text = `Resources:\n${own}  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }\n  ${resources}\n`;
      const template = path.join(await folderWith({ 'template.yaml': text }), 'template.yaml');
      assert.match((await loadStack(template)).unsupported.join('\n'), line);
      await assert.rejects(startLocalPool({ template, strict: true }), { name: 'UsageError', message: line });
    });
  }

  it('is listed at the start: pools, clients, triggers, functions and what they belong to', async () => {
    const text = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: OPTIONAL
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      LambdaConfig: { PreSignUp: !GetAtt Trigger.Arn, PreTokenGenerationConfig: { LambdaVersion: V2_0, LambdaArn: !GetAtt Trigger.Arn } }
  Staff: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: staff } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool, GenerateSecret: true, ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH] } }
  Trigger: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, InlineCode: '' } }
  Api: { Type: AWS::Serverless::Function, Properties: { Handler: api.handler, CodeUri: nowhere, Runtime: python3.12 } }
  Notes: { Type: AWS::Serverless::SimpleTable, Properties: { TableName: notes } }
`;
    const template = path.join(await folderWith({ 'template.yaml': text }), 'template.yaml');
    const lines: string[] = [];
    const pool = await startLocalPool({ template, log: (line) => lines.push(line) });
    await pool.close();
    const shown = lines.join('\n').replaceAll(pool.userPoolId, 'POOL').replaceAll(pool.clientId, 'CLIENT');
    assert.equal(
      shown.replaceAll(template, 'TEMPLATE'),
      `user pool POOL (Pool), MFA OPTIONAL with SOFTWARE_TOKEN_MFA, groups staff
  app client CLIENT (Client) with a secret: ALLOW_USER_SRP_AUTH
  trigger PreSignUp: Trigger
  trigger PreTokenGeneration V2_0: Trigger
function Trigger: index.handler in TEMPLATE, line 11
table notes
functions that are no triggers, and that therefore do not run here: Api
PreSignUp of Pool calls Trigger, which has no AWS::Lambda::Permission for cognito-idp.amazonaws.com: the call fails with AccessDeniedException, as on AWS.
PreTokenGeneration of Pool calls Trigger, which has no AWS::Lambda::Permission for cognito-idp.amazonaws.com: the call fails with AccessDeniedException, as on AWS.`,
    );
  });

  it('runs handlers as transpilers and frameworks emit them', async () => {
    const files: Record<string, string> = {};
    const resources = HANDLER_SHAPES.map(({ file, handler, code }, index) => {
      files[`f${index}/${file}`] = code;
      return `
  Pool${index}: { Type: AWS::Cognito::UserPool }
  Client${index}: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool${index} } }
  F${index}: { Type: AWS::Serverless::Function, Properties: { Handler: ${handler}, CodeUri: f${index}, Events: { E: { Type: Cognito, Properties: { UserPool: !Ref Pool${index}, Trigger: PreSignUp } } } } }`;
    });
    const folder = await folderWith({ ...files, 'template.yaml': `Resources:${resources.join('')}` });
    const pool = await startLocalPool({ template: path.join(folder, 'template.yaml') });
    try {
      await Promise.all(
        HANDLER_SHAPES.map(async ({ title, result }, index) => {
          const ClientId = pool.pools[index]?.clients[0]?.clientId;
          const { body } = await call(pool, 'SignUp', { ClientId, Username: 'ann', Password: 'Correct-horse-1' });
          if (result === true) assert.equal(body.UserConfirmed, true, `${title}: ${JSON.stringify(body)}`);
          else assert.match(String(body.message), result, title);
        }),
      );
    } finally {
      await pool.close();
    }
  });
});
