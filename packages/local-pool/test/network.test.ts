/**
 * Functions cannot reach other machines without --allow-network. Their calls of AWS always go to the
 * local pool.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type LocalPool, startLocalPool } from '@cognito-otp/local-pool';
import { control, printedAtSignUp } from './support.js';

// The address is for documentation (RFC 5737), so that nothing answers there even if the guard fails.
const OUTSIDE = '192.0.2.1';
const CODE = `
  const failed = (error) => (error.cause ?? error).message;
  const ways = {
    fetch: () => fetch('http://${OUTSIDE}/', { signal: AbortSignal.timeout(300) }),
    https: () => new Promise((resolve, reject) => require('https').get('https://${OUTSIDE}/', { timeout: 300 }, resolve).on('error', reject).on('timeout', () => reject(new Error('timeout')))),
    name: () => fetch('http://example.invalid/'),
    net: () => new Promise((resolve, reject) => { const socket = require('net').connect(443, '${OUTSIDE}', resolve).on('error', reject); setTimeout(() => socket.destroy(new Error('timeout')), 300); }),
    udp: () => new Promise((resolve, reject) => { const socket = require('dgram').createSocket('udp4'); socket.send('x', 53, '${OUTSIDE}', (error) => { socket.close(); if (error) reject(error); else resolve(); }); }),
    dns: () => require('dns').promises.resolve4('example.invalid'),
    lookup: () => new Promise((resolve, reject) => require('dns').lookup('example.invalid', (error) => (error ? reject(error) : resolve()))),
    program: async () => require('child_process').execFileSync('true'),
    worker: () => new Promise((resolve, reject) => new (require('worker_threads').Worker)("fetch('http://${OUTSIDE}/', { signal: AbortSignal.timeout(300) })", { eval: true }).on('error', reject).on('exit', resolve)),
    loopback: () => fetch(process.env.NEAR),
    socket: () => new Promise((resolve) => require('net').connect('/nowhere/socket').on('error', ({ code }) => resolve(code))),
    aws: () => new Promise((resolve, reject) => {
      // The request of aws-sdk 2: a signed form, over HTTPS, to the Region's own host.
      const { AWS_ACCESS_KEY_ID: key } = process.env;
      const headers = { host: 'sns.us-east-1.amazonaws.com', 'content-type': 'application/x-www-form-urlencoded', authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0' };
      const request = require('https').request({ method: 'POST', host: 'sns.us-east-1.amazonaws.com', port: 443, path: '/', headers }, (response) => { response.resume(); response.on('end', () => resolve(response.statusCode)); });
      request.on('error', reject);
      request.end('Action=Publish&PhoneNumber=%2B447700900301&Message=from+far');
    }),
    s3: () => new Promise((resolve, reject) => {
      const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' };
      require('https').get('https://bucket.s3.us-east-1.amazonaws.com/key', { headers }, (response) => { let text = ''; response.on('data', (data) => { text += data; }); response.on('end', () => resolve(text)); }).on('error', reject);
    }),
    sdk: async () => require('aws-sdk').VERSION,
    sdk3: async () => Object.keys(require('@aws-sdk/client-x')),
  };
  exports.handler = async (event) => {
    const results = {};
    for (const [name, run] of Object.entries(ways)) results[name] = await run().then((value) => 'done ' + (typeof value === 'object' ? '' : value), failed);
    console.log('SEEN', JSON.stringify(results));
    event.response.autoConfirmUser = true;
    return event;
  };
`;
const templateWith = (near: string, runtime: string): string => `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt F.Arn } } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: ${runtime}
      Timeout: 20
      CodeUri: code
      Environment: { Variables: { NEAR: '${near}' } }
      Policies: [{ Statement: [{ Effect: Allow, Action: 'sns:Publish', Resource: '*' }] }]
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
`;

describe('functions', () => {
  let directory: string;
  const near = createServer((_, response) => response.end('near'));
  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'network-'));
    await new Promise<void>((resolve) => near.listen(0, '127.0.0.1', resolve));
    for (const [name, content] of [
      ['code/index.js', CODE],
      ['node_modules/aws-sdk/index.js', "exports.VERSION = '2';"],
      ['node_modules/@aws-sdk/client-x/index.js', 'exports.Client = 1;'],
    ] as const) {
      await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
      await writeFile(path.join(directory, name), content);
    }
  });
  after(async () => {
    near.close();
    await rm(directory, { recursive: true });
  });

  const run = async (runtime: string, allowNetwork: boolean) => {
    const template = path.join(directory, `${runtime}.yaml`);
    const lines: string[] = [];
    await writeFile(template, templateWith(`http://127.0.0.1:${(near.address() as AddressInfo).port}/`, runtime));
    const pool: LocalPool = await startLocalPool({ template, allowNetwork, log: (line) => lines.push(line) });
    try {
      const seen = await printedAtSignUp(pool);
      const { body: outbox } = await control(pool, 'GET', '/outbox');
      return { results: seen as Record<string, string>, outbox, lines: lines.join('\n') };
    } finally {
      await pool.close();
    }
  };

  it('cannot reach other machines in any way, and each attempt is reported to the developer', async () => {
    const { results, outbox, lines } = await run('nodejs22.x', false);
    const { loopback, socket, aws, s3, sdk, sdk3, ...refused } = results;
    assert.equal(Object.keys(refused).length, 9);
    for (const [way, message] of Object.entries(refused)) {
      assert.match(message, /^The local pool refuses .*Start it with --allow-network/, way);
    }
    assert.deepEqual([loopback, socket, aws], ['done ', 'done ENOENT', 'done 200']);
    assert.match(
      s3 ?? '',
      /^done <Error><Code>UnknownOperationException<\/Code><Message>The local pool doesn.*GET \/key of s3/,
    );
    assert.match(
      lines,
      /^F \(\S+:\d+\) was refused a connection to 192\.0\.2\.1:443: functions cannot reach other machines/m,
    );
    assert.equal(outbox[0].body, 'from far');
    assert.match(sdk ?? '', /^Cannot find module 'aws-sdk'/);
    assert.equal(sdk3, 'done ');
  });

  it('can reach them with --allow-network, except by calls of AWS; nodejs16 has aws-sdk 2', async () => {
    const { results, outbox, lines } = await run('nodejs16.x', true);
    for (const [way, message] of Object.entries(results)) assert.doesNotMatch(message, /refuses/, way);
    assert.equal(results['program'], 'done ');
    assert.equal(outbox[0].body, 'from far');
    assert.doesNotMatch(lines, /was refused/);
    assert.equal(results['sdk'], 'done 2');
    assert.match(results['sdk3'] ?? '', /^Cannot find module '@aws-sdk/);
  });
});
