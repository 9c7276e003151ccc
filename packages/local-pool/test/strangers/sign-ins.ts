/** Templates with which users can sign in, as tools and tutorials write them. */
import { CLIENT, CODE, CONFIRMS, type Files, FUNCTION, POOL } from './parts.js';
import { zipOf } from './zip.js';

/** A template whose sign-up is confirmed by its trigger. */
export interface SignInCase {
  readonly title: string;
  readonly files: Files;
  /** Files of the case to pass as templates. Default: `template.yaml`. */
  readonly templates?: readonly string[];
  readonly imports?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  /** The expected lines at the start. */
  readonly says?: RegExp;
}

const SAM = 'Transform: AWS::Serverless-2016-10-31\nResources:';

const sam = (title: string, more: string, rest: Partial<SignInCase> = {}): SignInCase => ({
  title,
  files: { ...CODE, 'template.yaml': `${SAM}${POOL}${FUNCTION}${more}` },
  ...rest,
});

const cdk = (code: object, metadata?: object): string =>
  JSON.stringify({
    Resources: {
      Pool: {
        Type: 'AWS::Cognito::UserPool',
        Properties: { LambdaConfig: { PreSignUp: { 'Fn::GetAtt': ['Confirm', 'Arn'] } } },
      },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
      },
      Confirm: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs20.x', Handler: 'index.handler', Code: code },
        ...(metadata === undefined ? {} : { Metadata: metadata }),
      },
      May: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['Confirm', 'Arn'] },
          Principal: 'cognito-idp.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': ['Pool', 'Arn'] },
        },
      },
    },
    Rules: {
      CheckBootstrapVersion: {
        Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'BootstrapVersion' }] }] } }],
      },
    },
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/version' } },
  });

const serverless = (zip: Buffer): Files => ({
  '.serverless/api.zip': zip,
  '.serverless/cloudformation-template-create-stack.json': '{"Resources":{}}',
  '.serverless/cloudformation-template-update-stack.json': JSON.stringify({
    Resources: {
      Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'people' } },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
      },
      Bucket: { Type: 'AWS::S3::Bucket' },
      ConfirmLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: { Ref: 'Bucket' }, S3Key: 'serverless/api/dev/1700000000000-2023/api.zip' },
          Handler: 'src/confirm.handler',
          Runtime: 'nodejs18.x',
          FunctionName: 'api-dev-confirm',
        },
      },
      Attach: {
        Type: 'Custom::CognitoUserPool',
        Version: 1,
        DependsOn: ['ConfirmLambdaFunction'],
        Properties: {
          ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:custom',
          FunctionName: 'api-dev-confirm',
          UserPoolName: 'people',
          UserPoolConfigs: [{ Trigger: 'PreSignUp' }],
        },
      },
    },
  }),
});

/** In every case a sign-in gets tokens. */
export const SIGN_INS: readonly SignInCase[] = [
  sam(
    'SAM beside a Python API with a policy template of its own',
    `
  Api:
    Type: AWS::Serverless::Function
    Properties: { Runtime: python3.12, Handler: app.handler, CodeUri: nowhere/, Policies: [{ S3ReadPolicy: { BucketName: b } }] }
Outputs: { Url: { Value: !Sub 'https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/Prod' } }`,
  ),
  {
    title: 'CloudFormation beside a network with Fn::Cidr, Fn::Transform, Fn::ImportValue and Fn::ForEach',
    files: {
      ...CODE,
      'template.yaml': `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:${POOL}${FUNCTION}
  Network: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Network, CidrBlock: !Select [0, !Cidr [!GetAtt Network.CidrBlock, 4, 8]] } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { 'Fn::Transform': { Name: AWS::Include, Parameters: { Location: s3://b/f } }, BucketName: b } }
  Zone: { Type: AWS::Route53::RecordSet, Properties: { HostedZoneId: !ImportValue zone, Name: x } }
  'Fn::ForEach::Topics':
    - Name
    - [a, b]
    - 'Topic\${Name}': { Type: AWS::SNS::Topic }
Outputs: { Zone: { Value: !ImportValue zone } }`,
    },
    says: /leaves out what it cannot resolve and no user pool needs: Fn::ForEach::Topics in line \d+, Subnet \(Fn::Cidr in line \d+\), Bucket \(Fn::Transform in line \d+\), Zone \(Fn::ImportValue of zone/,
  },
  sam(
    'SAM with a policy, a permission and a table of other stacks',
    `
  Elsewhere: { Type: AWS::IAM::Policy, Properties: { PolicyName: p, Roles: [!ImportValue role], PolicyDocument: { Statement: [] } } }
  Other: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !ImportValue function, Principal: s3.amazonaws.com } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !ImportValue table, AttributeDefinitions: [{ AttributeName: a, AttributeType: S }], KeySchema: [{ AttributeName: a, KeyType: HASH }] } }`,
    { says: /Table \(Fn::ImportValue of table/ },
  ),
  {
    title: 'a pool that imports its names from the command line',
    files: {
      ...CODE,
      'template.yaml': `${SAM}${FUNCTION}${POOL.replace('UserPoolName: people', `UserPoolName: !Sub ['\${A}-people', { A: !ImportValue env }]`)}`,
    },
    imports: { env: 'test' },
  },
  {
    title: 'two stacks, of which one exports the pool and the other has the client',
    files: {
      ...CODE,
      'auth.yaml': `${SAM}${POOL.replace(CLIENT, '')}${FUNCTION}\nOutputs: { Id: { Value: !Ref Pool, Export: { Name: !Sub '\${AWS::StackName}-pool' } } }`,
      'app.yaml': `Parameters: { Auth: { Type: String } }\nResources:${CLIENT.replace('!Ref Pool', `{ 'Fn::ImportValue': !Sub '\${Auth}-pool' }`)}`,
    },
    templates: ['app.yaml', 'auth.yaml'],
    parameters: { Auth: 'local-2' },
  },
  {
    title: 'two stacks in which functions have the same logical id',
    files: {
      ...CODE,
      'other/index.js': "exports.handler = async () => { throw new Error('the other'); };",
      'a.yaml': `${SAM}${POOL}${FUNCTION}`,
      'b.yaml': `${SAM}\n  Second: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt Confirm.Arn } } }${FUNCTION.replace('CodeUri: code', 'CodeUri: other')}`,
    },
    templates: ['a.yaml', 'b.yaml'],
  },
  {
    title: 'nested stacks that hand the trigger to the pool',
    files: {
      'functions/code/index.js': CONFIRMS,
      'functions/template.yaml': `${SAM}${FUNCTION}\n  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref Confirm, Principal: cognito-idp.amazonaws.com } }\nOutputs: { Arn: { Value: !GetAtt Confirm.Arn } }`,
      'pool.yaml': `Parameters: { Trigger: { Type: String } }\nResources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !Ref Trigger } } }${CLIENT}`,
      'template.yaml': `Resources:
  Functions: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: functions/template.yaml } }
  Users: { Type: AWS::Serverless::Application, Properties: { Location: ./pool.yaml, Parameters: { Trigger: !GetAtt Functions.Outputs.Arn } } }
  Remote: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://bucket.s3.amazonaws.com/x.yaml' } }`,
    },
  },
  {
    title: 'SAM with AutoPublishAlias',
    files: {
      ...CODE,
      'template.yaml': `${SAM}${POOL.replaceAll('!GetAtt Confirm.Arn', '!Ref Confirm.Alias')}
  Confirm: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, CodeUri: code, AutoPublishAlias: live } }`,
    },
  },
  {
    title: 'SAM with AutoPublishAlias, by the name of the generated resource',
    files: {
      ...CODE,
      'template.yaml': `${SAM}${POOL.replaceAll('!GetAtt Confirm.Arn', '!Ref ConfirmAliaslive')}
  Confirm: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, CodeUri: code, AutoPublishAlias: live } }`,
    },
  },
  {
    title: 'an alias of a version, each a resource',
    files: {
      ...CODE,
      'template.yaml': `${SAM}${POOL.replaceAll('!GetAtt Confirm.Arn', '!Ref Live')}${FUNCTION}
  One: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Confirm } }
  Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Confirm, FunctionVersion: !GetAtt One.Version } }`,
    },
  },
  {
    title: 'a version as the trigger',
    files: {
      ...CODE,
      'template.yaml': `${SAM}${POOL.replaceAll('!GetAtt Confirm.Arn', '!Ref One')}${FUNCTION}\n  One: { Type: AWS::Lambda::Version, Properties: { FunctionName: !GetAtt Confirm.Arn } }`,
    },
  },
  {
    title: 'CDK with asset metadata',
    files: {
      'cdk.out/asset.abc/index.js': CONFIRMS,
      'cdk.out/App.template.json': cdk({ S3Bucket: 'b', S3Key: 'abc.zip' }, { 'aws:asset:path': 'asset.abc' }),
    },
    templates: ['cdk.out'],
    parameters: {},
  },
  {
    title: 'CDK without asset metadata',
    files: {
      'cdk.out/asset.d0d0/index.js': CONFIRMS,
      'cdk.out/App.template.json': cdk({ S3Bucket: 'b', S3Key: 'd0d0.zip' }),
    },
    templates: ['cdk.out/App.template.json'],
  },
  {
    title: 'CDK whose asset is found by the manifest alone',
    files: {
      'cdk.out/asset.renamed/index.js': CONFIRMS,
      'cdk.out/App.assets.json': JSON.stringify({
        files: { e1e1: { source: { path: 'asset.renamed', packaging: 'zip' } } },
      }),
      'cdk.out/App.template.json': cdk({ S3Bucket: { Ref: 'AWS::Region' }, S3Key: 'e1e1.zip' }),
    },
    templates: ['cdk.out'],
  },
  {
    title: 'Serverless Framework with a trigger of an existing pool',
    files: serverless(zipOf({ 'src/confirm.js': CONFIRMS })),
    templates: ['.serverless'],
  },
  {
    title: 'a zip file as CodeUri',
    files: {
      'f.zip': zipOf({ 'index.js': CONFIRMS }, false),
      'template.yaml': `${SAM}${POOL}${FUNCTION.replace('CodeUri: code', 'CodeUri: f.zip')}`,
    },
  },
  {
    title: 'a zip file as Code of a plain function',
    files: {
      'build/f.zip': zipOf({
        'package.json': '{"type":"module"}',
        'lib/a.js': 'export const handler = async (event) => ({ ...event, response: { autoConfirmUser: true } });',
      }),
      'template.yaml': `Resources:${POOL}\n  Confirm: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs20.x, Handler: lib/a.handler, Code: ./build/f.zip } }`,
    },
  },
  {
    title: 'the folder that `sam build` wrote',
    files: {
      '.aws-sam/build/Confirm/index.js': CONFIRMS,
      '.aws-sam/build/template.yaml': `${SAM}${POOL}${FUNCTION.replace('CodeUri: code', 'CodeUri: Confirm')}`,
    },
    templates: ['.aws-sam'],
  },
];
