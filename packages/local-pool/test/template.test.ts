/** Reading templates: intrinsic functions, and messages about mistakes. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { resolveTemplate, startLocalPool, TemplateError } from '@cognito-otp/local-pool';
import { loadStack } from '../src/template/load-stack.js';
import { fixture } from './support.js';

describe('a template', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'template-test-'));
    await mkdir(path.join(directory, 'code'));
    // Local pools of tests that run at the same time leave their folders elsewhere.
    process.env.TMPDIR = path.join(directory, 'temporary');
    await mkdir(process.env.TMPDIR);
    await writeFile(path.join(directory, 'code', 'index.js'), 'exports.handler = async (event) => event;\n');
  });
  after(() => rm(directory, { recursive: true }));

  const write = async (text: string, name = 'template.yaml'): Promise<string> => {
    const file = path.join(directory, name);
    await writeFile(file, text);
    return file;
  };

  const pool = `
  Pool: { Type: AWS::Cognito::UserPool }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
`;

  it('is resolved with its intrinsic functions, in both of their forms', async () => {
    const file = await write(`
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: test }
  Names: { Type: CommaDelimitedList, Default: 'a, b,c' }
Mappings: { M: { us-east-1: { size: 3 } } }
Conditions:
  IsTest: !Equals [!Ref Stage, test]
  IsLive: !Not [!Condition IsTest]
  Both: !And [!Condition IsTest, !Condition IsLive]
  Either: !Or [!Condition IsTest, !Condition IsLive]
Globals:
  Function:
    Handler: index.handler
    Timeout: 7
    Environment: { Variables: { SHARED: global, OVER: global } }
Resources:${pool}
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code
      Events: { E: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: [PreSignUp, PostAuthentication] } } }
      Environment:
        Variables:
          OVER: own
          SUB: !Sub 'x-\${Stage}-\${Pool.Arn}-\${!Kept}-\${AWS::Region}'
          SUB2: !Sub ['\${A}\${B}', { A: 1, B: !Ref Stage }]
          JOIN: !Join ['+', !Ref Names]
          SELECT: !Select [1, !Split ['/', 'p/q/r']]
          FIND: !FindInMap [M, !Ref AWS::Region, size]
          BASE: !Base64 hello
          IF: !If [IsLive, live, !If [Either, either, none]]
          BOTH: !If [Both, 'yes', !Ref AWS::NoValue]
          LONG: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [T, Arn] }, '|', { Ref: T }]] }
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub 'things-\${Stage}'
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
Outputs: { Id: { Value: !GetAtt Pool.UserPoolId } }
`);
    const stack = await loadStack(file, {});
    const [definition] = stack.functions;
    const [first] = stack.pools;
    assert.deepEqual(definition?.environment, {
      SHARED: 'global',
      OVER: 'own',
      SUB: `x-test-${first?.arn}-\${Kept}-us-east-1`,
      SUB2: '1test',
      JOIN: 'a+b+c',
      SELECT: 'q',
      FIND: '3',
      BASE: 'aGVsbG8=',
      IF: 'either',
      LONG: 'arn:aws:dynamodb:us-east-1:000000000000:table/things-test|things-test',
    });
    assert.equal(definition?.timeoutSeconds, 7);
    assert.deepEqual(first?.triggers, { PreSignUp: definition?.arn, PostAuthentication: definition?.arn });
    assert.equal(stack.outputs['Id'], first?.id);
  });

  it('may be JSON', async () => {
    const resources = {
      Pool: { Type: 'AWS::Cognito::UserPool' },
      Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
    };
    const stack = await loadStack(await write(JSON.stringify({ Resources: resources }, null, 2), 'template.json'), {});
    assert.equal(stack.pools[0]?.clients.length, 1);
  });

  const faults: [what: string, text: string, parameters: Record<string, string>, words: RegExp][] = [
    ['unreadable YAML', 'Resources: [', {}, /template\.yaml:1:\d+: found .*; expected YAML or JSON/],
    ['no resources', 'Description: x', {}, /:1:1: found nothing; expected a Resources section/],
    [
      'no user pool',
      'Resources:\n  T: { Type: AWS::SNS::Topic }',
      {},
      /:2:3: found no AWS::Cognito::UserPool; expected at least one/,
    ],
    ['an unknown tag', 'Resources:\n  P: !Reff x', {}, /:2:12: found the tag !Reff; expected one of !Ref /],
    [
      'a reference to a missing resource',
      `Resources:${pool}  F:\n    Type: AWS::SNS::Topic\n    Properties: { TopicName: !Ref Nowhere }`,
      {},
      /:6:35: found a reference to Nowhere; expected a parameter or resource of this template/,
    ],
    [
      'an unknown attribute',
      `Resources:${pool}  F:\n    Type: AWS::SNS::Topic\n    Properties: { DisplayName: !GetAtt Pool.Arm }`,
      {},
      /:6:40: found Pool\.Arm; expected one of Arn, UserPoolId/,
    ],
    [
      'a resource whose condition is false',
      `Conditions: { No: !Equals [a, b] }\nResources:${pool}  T: { Type: AWS::SNS::Topic, Condition: No }\n  U: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref T } }`,
      {},
      /found a reference to T, whose condition is false; expected a resource that exists/,
    ],
    [
      'a trigger that is not a function',
      'Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      LambdaConfig:\n        PreSignUp: arn:aws:lambda:x\n',
      {},
      /:6:20: found PreSignUp: "arn:aws:lambda:x"; expected the Arn of a function of this template/,
    ],
    [
      'a misspelled trigger',
      'Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: { LambdaConfig: { PreSignup: x } }\n',
      {},
      /:4:46: found PreSignup: "x"; expected one of PreSignUp, /,
    ],
    [
      'a missing parameter',
      `Parameters: { A: { Type: String } }\nResources:${pool}`,
      {},
      /found no value for the parameter A, .*expected --parameter A=VALUE/,
    ],
    [
      'a value that is not allowed',
      `Parameters: { A: { Type: String, AllowedValues: [x, y] } }\nResources:${pool}`,
      { A: 'z' },
      /found "z" for the parameter A; expected one of x, y/,
    ],
    [
      'a value that does not match',
      `Parameters: { A: { Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: letters } }\nResources:${pool}`,
      { A: 'ab1' },
      /found "ab1" for the parameter A; expected letters \(\[a-z\]\+\)/,
    ],
    [
      'a hidden value',
      `Parameters: { A: { Type: String, NoEcho: true, MinLength: 8 } }\nResources:${pool}`,
      { A: 'secret' },
      /found a hidden value for the parameter A; expected at least 8 characters/,
    ],
    [
      'a number out of bounds',
      `Parameters: { A: { Type: Number, MinValue: 4, MaxValue: 8 } }\nResources:${pool}`,
      { A: '9' },
      /found "9" for the parameter A; expected a number of at most 8/,
    ],
    [
      'code that has not been built',
      `Resources:${pool}  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: dist\n      Handler: index.handler\n      Events: { E: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } } }`,
      {},
      /:7:16: found CodeUri dist, but there is no folder .*; expected a folder with built code: build the functions first/,
    ],
    [
      'a missing handler',
      `Resources:${pool}  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: code\n      Handler: main.handler\n      Events: { E: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } } }`,
      {},
      /:8:16: found Handler main\.handler, but no main\.js, main\.mjs, main\.cjs in /,
    ],
    [
      'another runtime',
      `Resources:${pool}  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: code\n      Runtime: python3.13\n      Handler: index.handler\n      Events: { E: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: PreSignUp } } }`,
      {},
      /:8:16: found Runtime: "python3\.13"; expected a nodejs runtime/,
    ],
    [
      'circular conditions',
      'Conditions: { A: !Not [!Condition B], B: !Not [!Condition A] }\nResources:\n  Pool: { Type: AWS::Cognito::UserPool, Condition: A }',
      {},
      /found a condition A that depends on itself; expected a condition without a circular reference/,
    ],
    [
      'a misspelled property of an attribute',
      'Resources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: { Schema: [{ Name: team, Mutabel: true }] } }',
      {},
      /:2:87: found Mutabel: true; expected one of Name, AttributeDataType, /,
    ],
    [
      'an unknown attribute type',
      'Resources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: { Schema: [{ Name: team, AttributeDataType: Text }] } }',
      {},
      /:2:97: found AttributeDataType: "Text"; expected one of String, Number, DateTime, Boolean/,
    ],
    [
      'a custom attribute with too long a name',
      'Resources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: { Schema: [{ Name: a_name_with_characters }] } }',
      {},
      /found Name: "a_name_with_characters"; expected at most 20 characters/,
    ],
    [
      'a required custom attribute',
      'Resources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: { Schema: [{ Name: team, Required: true }] } }',
      {},
      /found Required: true; expected false, since custom attributes cannot be required/,
    ],
    [
      'an app client that writes an unknown attribute',
      'Resources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: { Schema: [{ Name: team }] } }\n  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool, WriteAttributes: [email, custom:teem] } }',
      {},
      /:3:103: found WriteAttributes: a list of 2; expected attributes of the pool, which has no custom:teem/,
    ],
    [
      'validity out of bounds',
      'Resources:\n  Pool: { Type: AWS::Cognito::UserPool }\n  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool, AuthSessionValidity: 20 } }',
      {},
      /:3:107: found AuthSessionValidity: 20; expected a whole number from 3 to 15/,
    ],
  ];
  for (const [what, text, parameters, words] of faults) {
    it(`with ${what} is refused with a message that names the place`, async () => {
      const template = await write(text);
      await assert.rejects(startLocalPool({ template, parameters }), (error) => {
        assert.ok(error instanceof TemplateError, String(error));
        assert.match(error.message, words);
        return true;
      });
      const left = (await readdir(tmpdir())).filter((name) => name.startsWith('local-pool-'));
      assert.deepEqual(left, []);
    });
  }

  it('keeps the IDs of its pools and clients between runs', async () => {
    const [one, other] = [
      await loadStack(fixture('code-by-sms/template.yaml'), {}),
      await loadStack(fixture('code-by-sms/template.yaml'), {}),
    ];
    assert.equal(one.pools[0]?.id, other.pools[0]?.id);
    assert.deepEqual(
      one.pools[0]?.clients.map(({ id }) => id),
      other.pools[0]?.clients.map(({ id }) => id),
    );
  });

  it('can be resolved for other tests', async () => {
    const file = await write(`
Parameters: { Keep: { Type: String, AllowedValues: ['yes', 'no'] } }
Conditions: { Kept: !Equals [!Ref Keep, 'yes'] }
Resources:
  Pool: { Type: AWS::Cognito::UserPool, DeletionPolicy: Retain, Properties: { UserPoolName: !Sub '\${AWS::StackName}-a' } }
  Topic: { Type: AWS::SNS::Topic, Condition: Kept }
Outputs: { Id: { Value: !Ref Pool } }
`);
    const { resources, outputs } = await resolveTemplate(file, { Keep: 'no' });
    assert.deepEqual(Object.keys(resources), ['Pool']);
    assert.equal(resources['Pool']?.type, 'AWS::Cognito::UserPool');
    assert.equal(resources['Pool']?.properties['UserPoolName'], 'local-a');
    assert.deepEqual({ ...resources['Pool']?.attributes }, { DeletionPolicy: 'Retain' });
    assert.match(outputs['Id'] ?? '', /^us-east-1_/);
    assert.deepEqual(Object.keys((await resolveTemplate(file, { Keep: 'yes' })).resources), ['Pool', 'Topic']);
    await assert.rejects(resolveTemplate(file, { Keep: 'maybe' }), TemplateError);
  });
});
