/** Functions in every form that templates use. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { type LocalPool, startLocalPool } from '@cognito-otp/local-pool';
import { call, control } from './support.js';

/** Functions in every form that templates use. Each refuses the sign-up with a message that identifies the code that ran. */
describe('a Lambda function', () => {
  let directory: string;
  let pool: LocalPool | null;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'any-template-'));
    pool = null;
  });
  afterEach(async () => {
    await pool?.close();
    await rm(directory, { recursive: true });
  });

  const lines: string[] = [];
  async function refusal(functionYaml: string, files: Record<string, string> = {}): Promise<string> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
      await writeFile(path.join(directory, name), text);
    }
    const template = path.join(directory, 'template.yaml');
    await writeFile(
      template,
      `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt F.Arn } } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
${functionYaml}`,
    );
    pool ??= await startLocalPool({ template, log: (line) => lines.push(line) });
    const { body } = await call(pool, 'SignUp', {
      ClientId: pool.clientId,
      Username: 'ann',
      Password: 'Correct-horse-1',
    });
    return body.message;
  }

  it('runs if its code is inline in the template', async () => {
    const plain = `
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.go
      Code:
        ZipFile: |
          exports.go = async () => { throw new Error('inline'); };
`;
    assert.equal(await refusal(plain), 'PreSignUp failed with error inline.');
  });

  it('runs if its code is inline in a SAM template', async () => {
    const sam = `
  F: { Type: AWS::Serverless::Function, Properties: { Handler: index.go, InlineCode: "exports.go = (event, context, callback) => context.fail(new Error('old'))" } }
`;
    assert.equal(await refusal(sam), 'PreSignUp failed with error old.');
  });

  it('runs from a CDK cloud assembly', async () => {
    const cdk = `
  F:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: lib/main.handler, Code: { S3Bucket: assets, S3Key: abc.zip } }
    Metadata: { 'aws:asset:path': asset.abc, 'aws:asset:property': Code }
`;
    const files = { 'asset.abc/lib/main.mjs': "export const handler = async () => { throw new Error('asset'); };" };
    assert.equal(await refusal(cdk, files), 'PreSignUp failed with error asset.');
  });

  const sam = `
  F: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, CodeUri: code } }
`;

  it('runs as CommonJS inside a package of ES modules', async () => {
    const message = await refusal(sam, {
      'package.json': '{"type":"module"}',
      'code/index.js': 'exports.handler = async () => { throw new Error(typeof require); };',
    });
    assert.equal(message, 'PreSignUp failed with error function.');
  });

  it('runs as an ES module according to its own package.json', async () => {
    const message = await refusal(sam, {
      'code/package.json': '{"type":"module"}',
      'code/index.js': 'export const handler = async () => { throw new Error(import.meta.url.slice(0, 5)); };',
    });
    assert.equal(message, 'PreSignUp failed with error file:.');
  });

  it('finds the SDK of the runtime if it bundles none, and no other module of the developer’s machine', async () => {
    const files = {
      'node_modules/@aws-sdk/client-sns/package.json': '{"name":"@aws-sdk/client-sns","version":"1.2.3"}',
      'node_modules/stray/index.js': '',
      'code/index.mjs': `
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const found = require('@aws-sdk/client-sns/package.json').version;
let stray = 'no';
try { require('stray'); stray = 'yes'; } catch (error) { stray = error.code; }
export const handler = async () => { throw new Error(found + ' ' + stray); };`,
    };
    assert.equal(await refusal(sam, files), 'PreSignUp failed with error 1.2.3 MODULE_NOT_FOUND.');
  });

  it('is redeployed with the next event after it is rebuilt', async () => {
    const code = (word: string) => ({
      'code/index.js': `exports.handler = async () => { throw new Error('${word}'); };`,
    });
    assert.equal(await refusal(sam, code('first')), 'PreSignUp failed with error first.');
    assert.equal(await refusal(sam, code('the second')), 'PreSignUp failed with error the second.');
  });

  it('reports why it cannot be loaded', async () => {
    assert.match(
      await refusal(sam, { 'code/index.js': "require('./missing.js')" }),
      /^PreSignUp failed with error Cannot find module '\.\/missing\.js'/,
    );
    await writeFile(path.join(directory, 'code/index.js'), 'exports.other = 1;');
    assert.equal(await refusal(sam), 'PreSignUp failed with error index.handler is undefined or not exported.');
  });

  it('is terminated after an unhandled rejection, as in Lambda', async () => {
    const message = await refusal(sam, {
      'code/index.js': `exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); });`,
    });
    assert.equal(message, 'PreSignUp failed with error Error: lost.');
  });

  it('writes log entries that carry the request ID', async () => {
    await refusal(sam, {
      'code/index.js': `exports.handler = async (event, context) => {
        console.log('%s and\\nmore', 'text', { a: 1 });
        process.stderr.write('raw\\n');
        throw new TypeError('x');
      };`,
    });
    const { body } = await control(pool!, 'GET', '/logs');
    const texts = body.map(({ line }: { line: string }) => line.split('\t').slice(2).join(' '));
    assert.ok(texts.includes('INFO text and\nmore { a: 1 }'), JSON.stringify(texts));
    assert.ok(body.some(({ line }: { line: string }) => line === 'raw'));
    assert.ok(texts.some((text: string) => /^ERROR Invoke Error .*"errorType":"TypeError"/.test(text)));
    assert.equal(new Set(body.map(({ requestId }: { requestId: string }) => requestId)).size, 1);
  });

  it('runs without its layers, with a notice', async () => {
    const layered = `
  F: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler, CodeUri: code, Layers: ['arn:aws:lambda:us-east-1:0:layer:x:1'] } }
`;
    await refusal(layered, { 'code/index.js': 'exports.handler = async () => null;' });
    assert.ok(lines.includes('F has Layers. The local pool does not load them.'));
  });
});
