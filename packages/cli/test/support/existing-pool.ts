/** A user pool as a team has it before it adds codes, next to a stack of template-triggers.yaml, on a local pool. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { type LocalPool, resolveTemplate, startLocalPool } from '@cognito-otp/local-pool';
import { poolControls } from '@cognito-otp/test-kit/pool-client';
import { run } from '../../src/command-line.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Settings of every kind that an update could lose: texts, lists, structures, tags, another trigger, an authenticator app. */
const POOL = `
  ExistingPool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: existing
      UsernameAttributes: [email]
      UsernameConfiguration: { CaseSensitive: false }
      AutoVerifiedAttributes: [email]
      DeletionProtection: ACTIVE
      UserPoolTags: { team: accounts }
      MfaConfiguration: OPTIONAL
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      Policies: { PasswordPolicy: { MinimumLength: 10, RequireNumbers: true, TemporaryPasswordValidityDays: 3 } }
      AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage: 'Hello {username}, {####}', EmailSubject: Hello } }
      VerificationMessageTemplate: { EmailMessage: 'Welcome, your code is {####}.', DefaultEmailOption: CONFIRM_WITH_CODE }
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: verified_email, Priority: 1 }] }
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [email] }
      LambdaConfig: { PostConfirmation: !GetAtt Welcome.Arn }
  Welcome:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: !GetAtt WelcomeRole.Arn
      Code: { ZipFile: 'exports.handler = async (event) => event;' }
  WelcomeRole:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } }
  WelcomePermission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt Welcome.Arn
      Principal: cognito-idp.amazonaws.com
      SourceArn: !GetAtt ExistingPool.Arn
  CodesClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref ExistingPool
      ClientName: codes
      ExplicitAuthFlows: [ALLOW_REFRESH_TOKEN_AUTH]
      PreventUserExistenceErrors: ENABLED
      ReadAttributes: [email, email_verified, name]
      WriteAttributes: [email, name]
      RefreshTokenValidity: 12
      TokenValidityUnits: { RefreshToken: hours }
      CallbackURLs: ['https://example.com/']
  PasswordsClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref ExistingPool
      ClientName: passwords
      ExplicitAuthFlows: [ALLOW_USER_SRP_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
`;

/** Starts both, and returns what tests do with them. */
export async function startExistingPool() {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-attach-'));
  const template = join(folder, 'template.yaml');
  const text = readFileSync(`${root}template-triggers.yaml`, 'utf8')
    .replace('\nResources:\n', `\nResources:\n${POOL}\n`)
    .replaceAll('!Ref UserPoolArn', '!GetAtt ExistingPool.Arn')
    .replaceAll('!Ref AppClientIds', '!Ref CodesClient')
    .replaceAll('CodeUri: packages/', `CodeUri: ${root}packages/`)
    .replace('\nOutputs:\n', '\nOutputs:\n  WelcomeArn: { Value: !GetAtt Welcome.Arn }\n');
  writeFileSync(template, text);
  const parameters = {
    UserPoolArn: 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_EXAMPLE00',
    AppClientIds: '1example23456789',
    Countries: 'GB',
    BrandName: 'Example',
    EmailFrom: 'codes@example.com',
  };
  const pool: LocalPool = await startLocalPool({ template, parameters });
  const [{ userPoolId, clients } = { userPoolId: '', clients: [] }] = pool.pools;
  const clientId = (name: string) => clients.find((client) => client.name === name)?.clientId ?? '';
  const operator = new sdk.CognitoIdentityProviderClient({
    region: 'us-east-1',
    endpoint: pool.endpoint,
    credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'own' },
  });
  const outputs = join(folder, 'outputs.json');
  writeFileSync(outputs, JSON.stringify((await resolveTemplate(template, parameters)).outputs));
  const record = join(folder, 'record.json');
  /** The configuration as the API describes it, without what changes by itself. */
  async function configuration() {
    const { UserPool } = await operator.send(new sdk.DescribeUserPoolCommand({ UserPoolId: userPoolId }));
    const { $metadata: _, ...mfa } = await operator.send(
      new sdk.GetUserPoolMfaConfigCommand({ UserPoolId: userPoolId }),
    );
    const described: sdk.UserPoolClientType[] = [];
    for (const { clientId: ClientId } of clients) {
      const command = new sdk.DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId });
      const { UserPoolClient } = await operator.send(command);
      const { LastModifiedDate: __, ...settings } = UserPoolClient ?? {};
      described.push(settings);
    }
    return {
      pool: { ...UserPool, LastModifiedDate: undefined, EstimatedNumberOfUsers: undefined },
      mfa,
      clients: described,
    };
  }
  return {
    ...poolControls(pool.endpoint),
    pool,
    userPoolId,
    operator,
    outputs,
    record,
    configuration,
    codes: clientId('codes'),
    passwords: clientId('passwords'),
    /** Runs a command of the CLI; attach and doctor with the stack's outputs. */
    async cli(command: string, flags: readonly string[] = [], endpoint = pool.endpoint) {
      const lines: string[] = [];
      const stack = command === 'detach' ? [] : ['--outputs', outputs];
      const args = [command, '--user-pool-id', userPoolId, '--record', record, ...stack, ...flags];
      const code = await run(args, { print: (line) => void lines.push(line) }, endpoint);
      return { code, output: lines.join('\n') };
    },
    async close() {
      operator.destroy();
      await pool.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The body of a request or response of Cognito. */
export type Body = Record<string, Record<string, unknown>>;

/** Changes requests and responses between the CLI and Cognito, by operation. A response may have another status. */
export interface Tampering {
  request?(operation: string, body: Record<string, unknown>): Record<string, unknown>;
  response?(operation: string, body: Body): Body | { status: number; body: object };
}

/** Starts a server that passes calls on to a local pool and changes them. */
export async function startProxy(endpoint: string, { request, response }: Tampering) {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const sent = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
    const { 'content-length': _, host: __, connection: ___, ...headers } = incoming.headers;
    const reply = await fetch(endpoint, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: JSON.stringify(request?.(operation, sent) ?? sent),
    });
    const body = (await reply.json()) as Body;
    const changed = response?.(operation, body) ?? body;
    const [status, content] = 'status' in changed ? [Number(changed.status), changed.body] : [reply.status, changed];
    outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}
