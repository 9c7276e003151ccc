/** A template with every property that the local pool reads, and wrong values for each of them. */

/** A template that loads. Its code is the folder `code`. */
export const COMPLETE: Record<string, unknown> = {
  Transform: 'AWS::Serverless-2016-10-31',
  Parameters: {
    A: {
      Type: 'String',
      Default: 'x',
      AllowedValues: ['x'],
      AllowedPattern: 'x',
      MinLength: 1,
      NoEcho: true,
      Description: 'd',
    },
    N: { Type: 'Number', Default: 3, MinValue: 1, MaxValue: 9 },
  },
  Mappings: { M: { a: { b: 'c' } } },
  Conditions: { C: { 'Fn::Equals': [{ Ref: 'A' }, 'x'] } },
  Rules: {
    R: {
      RuleCondition: { 'Fn::Equals': ['a', 'a'] },
      Assertions: [{ Assert: { 'Fn::Contains': [['x'], { Ref: 'A' }] }, AssertDescription: 'no' }],
    },
  },
  Globals: { Function: { Timeout: 5, Environment: { Variables: { X: 'y' } } } },
  Resources: {
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Condition: 'C',
      DependsOn: ['Key'],
      DeletionPolicy: 'Retain',
      Properties: {
        UserPoolName: 'p',
        MfaConfiguration: 'OFF',
        UsernameAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
        UserPoolTier: 'PLUS',
        Policies: {
          PasswordPolicy: { MinimumLength: 8, RequireLowercase: true },
          SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
        },
        Schema: [{ Name: 'team', AttributeDataType: 'String', Mutable: true }],
        LambdaConfig: {
          PreSignUp: { 'Fn::GetAtt': ['F', 'Arn'] },
          PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: { 'Fn::GetAtt': ['F', 'Arn'] } },
        },
        DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
        UserPoolAddOns: { AdvancedSecurityMode: 'OFF' },
        SmsConfiguration: { SnsCallerArn: 'x', SnsRegion: 'us-east-1' },
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
        UsernameConfiguration: { CaseSensitive: false },
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      },
    },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
        ReadAttributes: ['email'],
        AccessTokenValidity: 1,
        TokenValidityUnits: { AccessToken: 'hours' },
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 3 },
        SupportedIdentityProviders: ['COGNITO'],
        GenerateSecret: true,
      },
    },
    F: {
      Type: 'AWS::Serverless::Function',
      Metadata: { BuildMethod: 'esbuild' },
      Properties: {
        FunctionName: { 'Fn::Sub': 'f-$'.concat('{A}') },
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        CodeUri: 'code',
        Timeout: 3,
        MemorySize: 128,
        Layers: ['x'],
        Policies: [
          {
            Statement: [
              {
                Effect: 'Allow',
                Action: ['a:b'],
                Resource: ['*'],
                Condition: { StringEquals: { 'aws:RequestedRegion': 'x' } },
              },
            ],
          },
          { DynamoDBCrudPolicy: { TableName: { Ref: 'T' } } },
        ],
        Environment: {
          Variables: {
            T: { 'Fn::If': ['C', { 'Fn::Join': ['-', ['a', { 'Fn::FindInMap': ['M', 'a', 'b'] }]] }, 'z'] },
            S: { 'Fn::Select': [0, { 'Fn::Split': [',', 'a,b'] }] },
          },
        },
        LoggingConfig: { LogGroup: 'g' },
        Events: { E: { Type: 'Cognito', Properties: { UserPool: { Ref: 'Pool' }, Trigger: ['PostConfirmation'] } } },
      },
    },
    G: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['R', 'Arn'] },
        Code: { ZipFile: 'x' },
      },
    },
    May: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'G' },
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Pool', 'Arn'] },
      },
    },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: { Name: 'live', FunctionName: { Ref: 'G' }, FunctionVersion: '1' },
    },
    R: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'r',
        Policies: [
          { PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
        ],
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole'],
      },
    },
    MP: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Roles: [{ Ref: 'R' }],
        PolicyDocument: { Statement: { Effect: 'Deny', Action: 'x:y', Resource: '*' } },
      },
    },
    T: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'things',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'b', AttributeType: 'N' },
        ],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byB',
            KeySchema: [{ AttributeName: 'b', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['q'] },
          },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: 'loc',
            KeySchema: [
              { AttributeName: 'id', KeyType: 'HASH' },
              { AttributeName: 'b', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
    },
    ST: { Type: 'AWS::Serverless::SimpleTable', Properties: { PrimaryKey: { Name: 'id', Type: 'String' } } },
    Key: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: 'n',
        GenerateSecretString: {
          PasswordLength: 8,
          SecretStringTemplate: '{"a":1}',
          GenerateStringKey: 'k',
          ExcludeCharacters: 'x',
        },
      },
    },
    Rot: {
      Type: 'AWS::SecretsManager::RotationSchedule',
      Properties: { SecretId: { Ref: 'Key' }, RotationLambdaARN: { 'Fn::GetAtt': ['G', 'Arn'] } },
    },
    IP: {
      Type: 'AWS::Cognito::IdentityPool',
      Properties: {
        AllowUnauthenticatedIdentities: true,
        CognitoIdentityProviders: [
          { ClientId: { Ref: 'Client' }, ProviderName: { 'Fn::GetAtt': ['Pool', 'ProviderName'] } },
        ],
      },
    },
    IPR: {
      Type: 'AWS::Cognito::IdentityPoolRoleAttachment',
      Properties: { IdentityPoolId: { Ref: 'IP' }, Roles: { authenticated: { 'Fn::GetAtt': ['R', 'Arn'] } } },
    },
    SA: {
      Type: 'AWS::Cognito::UserPoolSessionConfigurationAttachment',
      Properties: { UserPoolId: { Ref: 'Pool' }, UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 5 } },
    },
    Att: {
      Type: 'Custom::CognitoUserPool',
      Properties: { UserPoolName: 'p', FunctionName: { Ref: 'G' }, UserPoolConfigs: [{ Trigger: 'CustomMessage' }] },
    },
    Nest: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://x/y', Parameters: { A: 'b' } } },
    App: { Type: 'AWS::Serverless::Application', Properties: { Location: 'https://x/y', Parameters: { A: 'b' } } },
  },
  Outputs: {
    O: { Value: { Ref: 'Pool' }, Condition: 'C', Export: { Name: { 'Fn::Sub': 'x-$'.concat('{AWS::StackName}') } } },
  },
};

/** Values of a wrong type or content. */
export const WRONG_VALUES: readonly unknown[] = [
  null,
  5,
  '',
  '(',
  [],
  [null],
  { a: 1 },
  { Ref: [] },
  { 'Fn::GetAtt': 'Pool.constructor' },
  { 'Fn::Sub': '${' },
  { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, 1] },
  { 'Fn::ImportValue': {} },
];

/** The template with one value replaced, for every place and value. */
export function* wrongTemplates(): Generator<{ readonly what: string; readonly template: unknown }> {
  for (const path of placesIn(COMPLETE)) {
    for (const value of WRONG_VALUES) {
      const template = structuredClone(COMPLETE);
      let container = template as Record<string, unknown>;
      for (const key of path.slice(0, -1)) container = container[key] as Record<string, unknown>;
      container[path.at(-1) ?? ''] = value;
      yield { what: `${path.join('.')} = ${JSON.stringify(value)}`, template };
    }
  }
}

function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => [[...path, key], ...placesIn(entry, [...path, key])]);
}
