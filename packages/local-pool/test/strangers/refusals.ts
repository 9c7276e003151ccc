/** Templates that cannot start, each with the message that its developer reads. */
import { CLIENT, CODE, type Files, FUNCTION, POOL } from './parts.js';
import { zipOf } from './zip.js';

/** A template that is refused. */
export interface Refusal {
  readonly title: string;
  readonly files: Files;
  readonly template?: string;
  /** The message. `FOLDER/` is the placeholder of the case's folder. */
  readonly message: string;
}

const BUILT = 'expected built code: build the functions first, or pass the template that `sam build` wrote';
const SAM_BUILT = 'run `sam build`, then start with --template .aws-sam/build/template.yaml';

const simple = `Resources:
  Pool: { Type: AWS::Cognito::UserPool }${CLIENT}`;

/** A template with one table, whose properties are given as lines of YAML. */
const table = (...lines: string[]): Files => ({
  'template.yaml': [
    `${simple}`,
    '  T:',
    '    Type: AWS::DynamoDB::Table',
    '    Properties:',
    ...lines.map((line) => `      ${line}`),
  ].join('\n'),
});

const DEFINED = 'AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]';
const KEYED = 'KeySchema: [{ AttributeName: id, KeyType: HASH }]';

const yaml = (title: string, text: string, message: string): Refusal => ({
  title,
  files: { ...CODE, 'template.yaml': text },
  message,
});

/** Every case is refused before anything starts. */
export const REFUSALS: readonly Refusal[] = [
  yaml('an empty file', '', 'FOLDER/template.yaml:1:1: found nothing; expected a template with a Resources section'),
  yaml(
    'a list instead of a template',
    '- a\n',
    'FOLDER/template.yaml:1:1: found a list of 1; expected a template with a Resources section',
  ),
  yaml(
    'two resources of one name',
    `${simple}\n  Pool: { Type: AWS::SNS::Topic }`,
    'FOLDER/template.yaml:6:3: found the key Pool a second time in one map; expected each key once',
  ),
  yaml(
    'a quoted key a second time',
    `${simple}\n  A: { Type: AWS::SNS::Topic, "Type": x }`,
    'FOLDER/template.yaml:6:31: found the key "Type" a second time in one map; expected each key once',
  ),
  {
    title: 'a key a second time in JSON',
    files: { 't.json': '{\n  "Resources": {},\n  "Resources": {}\n}' },
    template: 't.json',
    message: 'FOLDER/t.json:3:3: found the key "Resources" a second time in one map; expected each key once',
  },
  yaml(
    'an anchor that contains itself',
    'Resources: &all { A: *all }',
    'FOLDER/template.yaml:1:17: found an anchor that contains itself; expected a value that ends',
  ),
  yaml(
    'a resource without a type',
    `${simple}\n  A: { Properties: {} }`,
    'FOLDER/template.yaml:6:6: found a map with Properties; expected a resource with a Type for A',
  ),
  yaml(
    'properties that are text',
    'Resources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: all }',
    'FOLDER/template.yaml:2:53: found "all"; expected a map of properties',
  ),
  yaml(
    'a pattern that is no regular expression',
    `Parameters: { A: { Type: String, Default: x, AllowedPattern: '[' } }\n${simple}`,
    'FOLDER/template.yaml:1:62: found "[" for the parameter A; expected a regular expression',
  ),
  yaml(
    'a pool and a function that refer to each other',
    `Resources:${POOL}
  Confirm: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, CodeUri: code, Environment: { Variables: { POOL: !Ref Pool } } } }`,
    'FOLDER/template.yaml:7:139: found a circular reference (Pool → Confirm → Pool); expected resources that do not depend on themselves',
  ),
  yaml(
    'resources that depend on each other',
    `${simple}
  A: { Type: AWS::SNS::Topic, DependsOn: B }
  B: { Type: AWS::SNS::Topic, DependsOn: [C] }
  C: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Sub 'x \${A.TopicName}' } }`,
    'FOLDER/template.yaml:8:63: found a circular reference (A → B → C → A); expected resources that do not depend on themselves',
  ),
  yaml(
    'a resource that refers to itself',
    `${simple}\n  A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !GetAtt A.TopicName } }`,
    'FOLDER/template.yaml:6:66: found a circular reference (A → A); expected resources that do not depend on themselves',
  ),
  {
    title: 'a table whose name is too short',
    files: table('TableName: t', DEFINED, KEYED),
    message:
      'FOLDER/template.yaml:9:18: found TableName: "t"; expected 3 to 255 letters, digits, underscores, hyphens and dots',
  },
  {
    title: 'a table with an attribute that no key has',
    files: table(
      'AttributeDefinitions: [{ AttributeName: id, AttributeType: S }, { AttributeName: at, AttributeType: N }]',
      KEYED,
    ),
    message:
      'FOLDER/template.yaml:9:29: found AttributeDefinitions: a list of 2; expected attributes of a key only: no KeySchema has at',
  },
  {
    title: 'a table whose sort key comes first',
    files: table(
      'AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]',
      'KeySchema: [{ AttributeName: id, KeyType: RANGE }]',
    ),
    message:
      'FOLDER/template.yaml:10:18: found KeySchema: a list of 1; expected one HASH key, and after it at most one RANGE key',
  },
  {
    title: 'a table that DynamoDB itself refuses',
    files: table(
      DEFINED,
      KEYED,
      'LocalSecondaryIndexes: [{ IndexName: byId, KeySchema: [{ AttributeName: id, KeyType: HASH }], Projection: { ProjectionType: ALL } }]',
    ),
    message: 'FOLDER/template.yaml:7:5: found the table local-T-',
  },
  yaml(
    'a secret whose template is not JSON',
    `${simple}\n  S: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: { SecretStringTemplate: x, GenerateStringKey: k } } }`,
    'FOLDER/template.yaml:6:103: found SecretStringTemplate: "x"; expected a JSON object, to which the generated text is added',
  ),
  yaml(
    'a pool that needs what is not supported',
    'Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      Fn::Transform: { Name: AWS::Include }\n',
    'FOLDER/template.yaml:5:22: found Fn::Transform; expected a value, or a function that the local pool supports: ',
  ),
  yaml(
    'a trigger that needs what is not supported',
    `Resources:${POOL}${FUNCTION.replace('CodeUri: code', 'CodeUri: code, Environment: { Variables: { NET: !Join [",", !Cidr [10.0.0.0/16, 2, 8]] } }')}`,
    'FOLDER/template.yaml:7:172: found Fn::Cidr; expected a value, or a function that the local pool supports: ',
  ),
  yaml(
    'a pool name of another stack',
    'Resources:\n  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: !ImportValue name } }',
    'FOLDER/template.yaml:2:82: found Fn::ImportValue of name, which no template exports; expected --import name=VALUE, or a further --template that exports it',
  ),
  yaml(
    'a nested template that does not exist',
    `${simple}\n  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nested.yaml } }`,
    'FOLDER/template.yaml:6:69: found TemplateURL: "./nested.yaml"; expected a template that exists: there is no FOLDER/nested.yaml',
  ),
  yaml(
    'a nested template that contains itself',
    `${simple}\n  N: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: template.yaml } }`,
    'FOLDER/template.yaml:6:6: found the nested stack N that contains itself; expected nested stacks without a circle',
  ),
  yaml(
    'TypeScript that esbuild would build',
    `Resources:${POOL}
  Confirm: { Type: AWS::Serverless::Function, Metadata: { BuildMethod: esbuild }, Properties: { Handler: app.handler, CodeUri: code } }`,
    `FOLDER/template.yaml:7:106: found Handler app.handler, but no app.js, app.mjs, app.cjs in its code; expected built code: ${SAM_BUILT}, or install esbuild beside the template (npm install --save-dev esbuild)`,
  ),
  {
    title: 'TypeScript without build instructions',
    files: { 'code/index.ts': '', 'template.yaml': `Resources:${POOL}${FUNCTION}` },
    message: `FOLDER/template.yaml:7:91: found Handler index.handler, but no index.js, index.mjs, index.cjs in its code, only its source index.ts; ${BUILT}, or install esbuild beside the template (npm install --save-dev esbuild)`,
  },
  yaml(
    'code in S3 that is not beside the template',
    `Resources:${POOL}${FUNCTION.replace('CodeUri: code', 'CodeUri: s3://bucket/abc')}`,
    'FOLDER/template.yaml:7:115: found CodeUri in S3 (abc), which is not beside the template; expected the code on this machine: run `cdk synth` and pass --template cdk.out, run `serverless package` and pass --template .serverless, or pass the template before `sam package`',
  ),
  yaml(
    'a zip file that does not exist',
    `Resources:${POOL}${FUNCTION.replace('CodeUri: code', 'CodeUri: dist/f.zip')}`,
    'FOLDER/template.yaml:7:115: found CodeUri dist/f.zip, but there is no file FOLDER/dist/f.zip; expected a zip file: build the functions first',
  ),
  {
    title: 'a zip file without the handler',
    files: {
      'f.zip': zipOf({ 'other.js': '' }),
      'template.yaml': `Resources:${POOL}${FUNCTION.replace('CodeUri: code', 'CodeUri: f.zip')}`,
    },
    message: `FOLDER/template.yaml:7:91: found Handler index.handler, but no index.js, index.mjs, index.cjs in its code; ${BUILT}`,
  },
  {
    title: 'a file that is no zip file',
    files: { 'f.zip': 'x', 'template.yaml': `Resources:${POOL}${FUNCTION.replace('CodeUri: code', 'CodeUri: f.zip')}` },
    message: 'FOLDER/template.yaml:7:91: found the code FOLDER/f.zip (not a zip file); expected a zip file',
  },
  yaml(
    'a container image',
    `Resources:${POOL}\n  Confirm: { Type: AWS::Serverless::Function, Properties: { PackageType: Image } }`,
    'FOLDER/template.yaml:7:74: found PackageType: "Image"; expected Zip, since the local pool does not run container images',
  ),
];
